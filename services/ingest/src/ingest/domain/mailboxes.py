"""
What kind of mailbox an address names: `free`, `disposable`, `role` or `company`.

Free means that the domain does not lead to an employer (free mail, access providers, relays);
the list is our own, of large providers worldwide. Throw-away domains come from the library
`disposable-email-domains` (MIT). Both are facts to weigh, never a reason to refuse.
"""

from functools import lru_cache

from disposable_email_domains import blocklist

from ingest.domain.hosts import registrable

FREE = "free"
DISPOSABLE = "disposable"
ROLE = "role"
COMPANY = "company"


def _listed(text: str) -> frozenset[str]:
    return frozenset(word for line in text.splitlines() if not line.strip().startswith("#") for word in line.split())


# Families that keep one name under many suffixes (yahoo.co.uk, hotmail.fr, gmx.at).
_FREE_FAMILIES = _listed(
    """
    yahoo ymail rocketmail hotmail gmail googlemail gmx yandex protonmail aol tutanota lycos zohomail
    mailfence fastmail hushmail runbox posteo t-online
    """
)

_FREE_DOMAINS = _listed(
    """
    # worldwide
    outlook.com outlook.fr outlook.de outlook.es outlook.it outlook.pt outlook.be outlook.in
    outlook.jp outlook.sa outlook.dk outlook.cl outlook.co.th outlook.com.ar outlook.com.au
    outlook.com.br outlook.com.tr outlook.cz outlook.hu outlook.ie outlook.kr outlook.ph outlook.sg
    outlook.co.id outlook.com.vn outlook.com.gr live.com live.co.uk live.fr live.de live.nl live.be
    live.it live.se live.no live.dk live.ca live.com.au live.com.mx live.com.ar live.com.pt live.cl
    live.cn live.in live.ie live.at live.jp live.co.za live.ru msn.com passport.com windowslive.com
    icloud.com me.com mac.com proton.me pm.me tuta.com tuta.io tutamail.com keemail.me mail.com
    email.com usa.com inbox.com inbox.lv zoho.com zoho.eu zoho.in lycos.com excite.com mailbox.org
    disroot.org riseup.net countermail.com startmail.com hey.com pobox.com myself.com
    # relays: a person stands behind, an employer does not
    privaterelay.appleid.com duck.com simplelogin.com simplelogin.io slmail.me aleeas.com
    anonaddy.com anonaddy.me addy.io mozmail.com relay.firefox.com passmail.net
    # North America
    aim.com netscape.net netscape.com compuserve.com cs.com adelphia.net pacbell.net swbell.net
    prodigy.net ameritech.net snet.net rcn.com tds.net wowway.com mchsi.com optimum.net qwest.net
    ptd.net cogeco.ca videotron.qc.ca cableone.net concentric.net netcom.com sprynet.com usa.net
    fuse.net hughes.net
    att.net sbcglobal.net bellsouth.net comcast.net verizon.net cox.net charter.net earthlink.net
    juno.com netzero.net optonline.net roadrunner.com rr.com windstream.net centurylink.net
    embarqmail.com frontiernet.net mindspring.com suddenlink.net twc.com sympatico.ca rogers.com
    shaw.ca telus.net videotron.ca bell.net
    # Latin America
    terra.com terra.com.ar terra.cl terra.com.mx starmedia.com hispavista.com
    uol.com.br bol.com.br terra.com.br ig.com.br globo.com globomail.com prodigy.net.mx
    fibertel.com.ar speedy.com.ar arnet.com.ar ciudad.com.ar zipmail.com.br oi.com.br r7.com
    adinet.com.uy vtr.net
    # United Kingdom and Ireland
    freeserve.co.uk freeuk.com btconnect.com talktalk.co.uk ireland.com
    btinternet.com btopenworld.com virginmedia.com virgin.net blueyonder.co.uk ntlworld.com sky.com
    talktalk.net talk21.com tiscali.co.uk orange.net plusnet.com eircom.net o2.co.uk
    # German, French, Italian, Spanish, Dutch and Portuguese speaking countries
    voila.fr iespana.es aeiou.pt poste.it supereva.it excite.it zonnet.nl onlinehome.de
    web.de freenet.de arcor.de online.de email.de mail.de vodafone.de kabelmail.de unity-mail.de
    aon.at chello.at bluewin.ch sunrise.ch hispeed.ch orange.fr wanadoo.fr free.fr laposte.net
    sfr.fr neuf.fr bbox.fr numericable.fr club-internet.fr aliceadsl.fr cegetel.net libero.it
    virgilio.it alice.it tin.it tiscali.it tim.it inwind.it iol.it fastwebnet.it email.it
    telefonica.net terra.es ono.com wanadoo.es ya.com movistar.es ziggo.nl kpnmail.nl planet.nl
    hetnet.nl home.nl xs4all.nl upcmail.nl chello.nl casema.nl quicknet.nl telenet.be skynet.be
    proximus.be scarlet.be sapo.pt clix.pt netcabo.pt iol.pt mail.telepac.pt
    # Northern and eastern Europe
    pochta.ru newmail.ru land.ru chat.ru sweb.cz apollo.lv forthnet.gr lex.bg go.ro pp.ua zp.ua
    telia.com bredband.net comhem.se spray.se online.no broadpark.no jubii.dk mail.dk ofir.dk
    luukku.com kolumbus.fi elisanet.fi wp.pl o2.pl onet.pl onet.eu op.pl interia.pl interia.eu
    poczta.onet.pl tlen.pl gazeta.pl vp.pl poczta.fm seznam.cz centrum.cz email.cz post.cz volny.cz
    azet.sk zoznam.sk centrum.sk freemail.hu citromail.hu abv.bg mail.bg dir.bg mail.ru bk.ru
    inbox.ru list.ru internet.ru rambler.ru ya.ru ukr.net i.ua meta.ua bigmir.net tut.by mail.ee
    hot.ee delfi.ee one.lt
    # Asia, Africa, Oceania
    sanook.com masrawy.com ananzi.co.za webindia123.com india.com singpost.com yam.com westnet.com.au
    ozemail.com.au iprimus.com.au netspace.net.au
    qq.com foxmail.com 163.com 126.com yeah.net sina.com sina.cn sohu.com aliyun.com tom.com 139.com
    189.cn wo.cn 21cn.com naver.com daum.net hanmail.net nate.com kakao.com rediffmail.com sify.com
    indiatimes.com docomo.ne.jp ezweb.ne.jp softbank.ne.jp nifty.com biglobe.ne.jp ocn.ne.jp
    walla.co.il walla.com bezeqint.net netvision.net.il 012.net.il emirates.net.ae pchome.com.tw
    hinet.net singnet.com.sg mweb.co.za telkomsa.net webmail.co.za vodamail.co.za bigpond.com
    bigpond.net.au optusnet.com.au iinet.net.au tpg.com.au xtra.co.nz slingshot.co.nz orcon.net.nz
    """
)

_ROLES = _listed(
    """
    abuse accounting accounts admin administration administrator all anfrage bestellung billing board
    booking bookings buchhaltung business career careers ceo-office commercial compliance comptabilite
    compras contabilidad contact contacto contactus contato customer customercare customerservice
    datenschutz devnull direction dispatch ecommerce editor einkauf empfang enquiries enquiry events
    everyone export facturation fax feedback finance frontdesk ftp general geral ventas hallo hello help
    helpdesk hi hostmaster hr info infos information inquiries inquiry invest investor investors invoice
    invoices it jobs kontakt kundenservice legal list mail mailbox mailer-daemon mailman management
    marketing media membership news newsletter no-reply noc noreply office orders order partners payments
    post postmaster pr press presse privacy procurement purchase purchasing rechnung reception recruiting
    recruitment registrar reservations root rrhh sales secretariat secretary security service services shop
    spam sponsorship staff subscribe support sysadmin team tech technical technik undisclosed-recipients
    unsubscribe usenet uucp vendas verkauf vertrieb web webadmin webmaster welcome www zentrale
    """
)

# Real providers that the throw-away list names by mistake.
_NOT_DISPOSABLE = frozenset({"21cn.com", "sify.com"})


def is_role(local_part: str) -> bool:
    """Tell whether a company's mailbox of that name is nobody's own."""
    return local_part.lower().partition("+")[0] in _ROLES


@lru_cache(maxsize=4_096)
def domain_kind(domain: str) -> str:
    """Return `disposable`, `free` or `company` for an ASCII domain, judged with its parents."""
    candidates = _with_parents(domain)
    if any(name in blocklist and name not in _NOT_DISPOSABLE for name in candidates):
        return DISPOSABLE
    family = registrable(domain).partition(".")[0]
    if family in _FREE_FAMILIES or any(name in _FREE_DOMAINS for name in candidates):
        return FREE
    return COMPANY


def _with_parents(domain: str) -> list[str]:
    labels = domain.split(".")
    return [".".join(labels[at:]) for at in range(len(labels) - 1)]
