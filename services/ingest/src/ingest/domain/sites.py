"""
What kind of site a visit came from: `search`, `social`, `video`, `shopping`, or "".

A list of our own, of large sites worldwide, by name as people tag them (`facebook`), by app (`com.linkedin.android`)
and by host with its subdomains (`m.facebook.com`); families stand under any public suffix (`google.co.uk`).
"""

from collections.abc import Mapping
from functools import lru_cache

from ingest.domain.hosts import registrable

SEARCH = "search"
SOCIAL = "social"
VIDEO = "video"
SHOPPING = "shopping"

_FAMILIES: Mapping[str, str] = {
    SEARCH: """
        google bing yahoo yandex baidu duckduckgo ecosia qwant startpage naver daum seznam sogou ask aol lycos brave
        search msn so 360 rambler virgilio onet babylon avg comcast dogpile incredimail centrum globo go.mail alicesuche
        conduit exalead ixquick kvasir eniro sapo terra wp zoznam mamma gigablast metager swisscows mojeek presearch
        coccoc petalsearch lukol yippy webcrawler info myway wow alice biglobe goo excite auone tut bluewin netscape
        najdi szukacz cnn mynet ekolay zapmeta ukr
    """,
    SOCIAL: """
        facebook fb instagram ig linkedin twitter x threads pinterest reddit tiktok snapchat tumblr quora whatsapp
        telegram messenger discord mastodon bluesky bsky vk vkontakte ok odnoklassniki weibo wechat weixin line kakao
        kakaotalk qzone xing meetup nextdoor medium flickr deviantart goodreads livejournal myspace foursquare yelp
        tripadvisor glassdoor stackoverflow stackexchange github hackernews producthunt slashdot digg wattpad ravelry
        blogger blogspot wordpress typepad skype viber taringa hatena ameblo ameba mixi plurk renren kaixin001 douban
        zhihu badoo bebo tagged classmates viadeo tuenti hi5 orkut friendster gaiaonline skyrock livedoor naver-blog
        reunion myheritage couchsurfing care2 cafemom fotolog wer-weiss-was jappy twoo meinvz studivz stayfriends
        ning disqus flipboard pocket getpocket instapaper delicious diigo scoop folkd mix stumbleupon paper rakuten-blog
        slideshare academia researchgate stocktwits trustpilot houzz webshots gutefrage yammer workplace crunchyroll
        niconico nicovideo tudou ancestry allrecipes wikihow fandom buzzfeed scribd weebly hootsuite tinyurl pixiv
        myanimelist cyworld 5ch dianping tencent serverfault superuser askubuntu googlegroups googleplus google+
        sharethis addthis techmeme habbo imvu secondlife xanga over-blog overblog hubpages chegg italki internations
        photobucket imageshack fc2 librarything reverbnation artstation feedspot identi interpals fark dzone
        disqus gree mocospace blackplanet buzznet caringbridge chegg zalo woot social epicurious fotki hyves nexopia
    """,
    VIDEO: """
        youtube vimeo twitch dailymotion netflix hulu disneyplus wistia ted bilibili iqiyi youku crackle
        rutube veoh metacafe vevo vidyard brightcove rumble odysee peacocktv espn viki viddler
        kanopy curiositystream utreon
    """,
    SHOPPING: """
        amazon ebay etsy walmart target alibaba aliexpress shopify rakuten mercadolibre mercadolivre zalando otto
        shopping shopzilla pricegrabber idealo kelkoo ceneo heureka geizhals guenstiger priceminister cdiscount fnac
        bestbuy homedepot lowes costco wayfair wish temu shein flipkart myntra snapdeal jd taobao tmall lazada shopee
        coupang gmarket 11st danawa kakaku allegro bol coolblue currys argos johnlewis ikea macys nordstrom kohls
        newegg overstock nextag bizrate pricerunner pronto dealtime smarter become ozon wildberries overdrive
        stripe checkout.shopify igshopping ig-shopping googleshopping
    """,
}
_HOSTS: Mapping[str, str] = {
    SEARCH: """
        search.brave.com cn.bing.com lens.google.com search.yahoo.co.jp search.naver.com search.daum.net
        search.smt.docomo.ne.jp suche.t-online.de suche.web.de suche.gmx.net suche.freenet.de isearch.avg.com
        www.search.com so.com 360.cn go.mail.ru search.lilo.org search.us.com search.aol.com firmy.cz startsiden.no
    """,
    SOCIAL: """
        fb.me fb.com m.me t.co x.com lnkd.in out.reddit.com redd.it pin.it t.me wa.me vk.com m.vk.com ok.ru bsky.app
        news.ycombinator.com plus.google.com groups.google.com away.vk.com l.facebook.com
        lm.facebook.com l.instagram.com com.linkedin.android com.facebook.katana com.instagram.android
        com.twitter.android com.pinterest com.reddit.frontpage org.telegram.messenger link.medium.com
        old.reddit.com mastodon.social mastodon.online line.me zalo.me threads.net threads.com
        snapchat.com blog.naver.com cafe.naver.com weibo.com t.cn quora.com meetup.com plus.url.google.com
        linkin.bio linktr.ee bit.ly is.gd goo.gl last.fm answers.yahoo.com kin.naver.com sites.google.com
        messages.google.com oshiete.goo.ne.jp blog.goo.ne.jp blog.yahoo.co.jp chiebukuro.yahoo.co.jp okwave.jp
        draugiem.lv suomi24.fi qzone.qq.com video.ibm.com spaces.live.com
    """,
    VIDEO: "youtu.be justin.tv d.tube iq.com player.twitch.tv m.youtube.com com.google.android.youtube",
    SHOPPING: """
        shopping.google.com shopping.yahoo.co.jp shopping.yahoo.com shop.app store.steampowered.com
        smile.amazon.com shop.line.me shopping.naver.com productsearch.google.com
    """,
}


@lru_cache(maxsize=2_048)
def kind(source: str) -> str:
    """Return the kind of a source in lower case: a tag, an app's name or an ASCII host."""
    labels = source.removeprefix("www.").split(".")
    for at in range(len(labels)):
        if found := _BY_HOST.get(".".join(labels[at:])):
            return found
    if len(labels) == 1:
        return _BY_FAMILY.get(source, "")
    if source.startswith(("search.", "suche.")):
        return SEARCH
    return _BY_FAMILY.get(registrable(source).partition(".")[0], "")


_BY_HOST = {host: name for name, hosts in _HOSTS.items() for host in hosts.split()}
_BY_FAMILY = {family: name for name, families in _FAMILIES.items() for family in families.split()}
