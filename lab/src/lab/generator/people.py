"""
Invented people: names of many cultures, each with the letters an e-mail address would use for it.

Given and family names are common ones joined at random; together with the serial in the address no combination is
meant to be anyone.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from lab.generator.dice import Dice


@dataclass(frozen=True, slots=True)
class Name:
    """A name as its bearer writes it, and in plain letters."""

    first: str
    last: str
    first_plain: str
    last_plain: str


# culture: given names, family names; "native=plain" where the plain letters are not the lower-cased native ones.
_NAMES: Mapping[str, tuple[str, str]] = {
    "english": (
        "Olivia|Declan|Grace|Theo|Mary Ann=maryann|Jayden|Siobhán=siobhan|Wesley|Harriet|Jean-Luc=jeanluc|Nia|Rhys",
        "Whitlock|O'Brennan=obrennan|Fairweather|McAllister=mcallister|Ashdown|Van Der Berg=vanderberg|Pemberton"
        "|Smith-Okoro=smithokoro|Tolliver|St. Clair=stclair|Hargrave|Quigley",
    ),
    "german": (
        "Jürgen=juergen|Käthe=kaethe|Lukas|Annelie|Friedrich|Greta|Moritz|Heike|Sören=soeren|Mareike",
        "Müller-Lüdenscheid=muellerluedenscheid|Weiß=weiss|von Hohenfels=vonhohenfels|Krämer=kraemer|Schröder=schroeder"
        "|Baumgart|Vogelsang|Zöllner=zoellner|Dittrich|Großmann=grossmann",
    ),
    "french": (
        "Élodie=elodie|François=francois|Maëlle=maelle|Thibault|Anaïs=anais|Jean-Baptiste=jeanbaptiste|Océane=oceane"
        "|Cédric=cedric|Léa=lea|Gaël=gael",
        "Lefèvre=lefevre|d'Aubigny=daubigny|Besançon=besancon|Moreau|de la Roche=delaroche|Guérin=guerin"
        "|Béranger=beranger|Chastain|Thévenet=thevenet|Noël=noel",
    ),
    "spanish": (
        "José María=josemaria|Íñigo=inigo|Lucía=lucia|Ximena|Andrés=andres|Begoña=begona|Joaquín=joaquin|Sofía=sofia"
        "|Nicolás=nicolas|Pilar",
        "García Márquez=garcia|Núñez=nunez|Ibáñez=ibanez|Peña y Lillo=pena|Muñoz=munoz|Castellanos|Rodríguez=rodriguez"
        "|Quiñones=quinones|Urrutia|Domínguez=dominguez",
    ),
    "portuguese": (
        "João=joao|Inês=ines|Conceição=conceicao|Thiago|Antônia=antonia|Luís=luis|Mônica=monica|Rafael|Fábio=fabio|Letícia=leticia",
        "da Silva e Souza=silva|Gonçalves=goncalves|Magalhães=magalhaes|dos Santos=santos|Araújo=araujo|Brandão=brandao"
        "|Queirós=queiros|Vasconcelos|Assunção=assuncao|Falcão=falcao",
    ),
    "italian": (
        "Niccolò=niccolo|Chiara|Beatrice|Gianluca|Noè=noe|Ilaria|Matteo|Serena",
        "D'Angelo=dangelo|Bianchi|Lo Presti=lopresti|Fabbri|Cantù=cantu|Moretti|Esposito|De Luca=deluca",
    ),
    "dutch": (
        "Sanne|Joost|Maartje|Thijs|Fleur|Daniël=daniel|Zoë=zoe|Pieter-Jan=pieterjan",
        "van der Meulen=vandermeulen|de Vries=devries|'t Hart=thart|van den Heuvel=vandenheuvel|Jansen"
        "|ter Horst=terhorst|IJsselstein=ijsselstein|Bakker",
    ),
    "nordic": (
        "Åsa=asa|Björn=bjorn|Sigríður=sigridur|Søren=soren|Linnéa=linnea|Þór=thor|Håkon=hakon|Freyja|Mikkel|Ylva",
        "Åkerström=akerstrom|Østergaard=ostergaard|Guðmundsdóttir=gudmundsdottir|Lindqvist|Ødegård=odegard|Jónsson=jonsson"
        "|Nygård=nygard|Sjöberg=sjoberg|Halvorsen|Bergström=bergstrom",
    ),
    "polish": (
        "Łukasz=lukasz|Małgorzata=malgorzata|Zbigniew|Jiří=jiri|Věra=vera|Święcisława=swiecislawa|Agnieszka|Kamil|Žofie=zofie",
        "Wiśniewska=wisniewska|Dąbrowski=dabrowski|Dvořáček=dvoracek|Zając=zajac|Novotný=novotny|Kowalczyk|Říha=riha"
        "|Grzęda=grzeda|Szczepański=szczepanski",
    ),
    "greek": (
        "Γιώργος=giorgos|Eleni|Δημήτρης=dimitris|Katerina|Αθηνά=athina|Stavros",
        "Παπαδόπουλος=papadopoulos|Nikolaidis|Οικονόμου=oikonomou|Karagiannis|Βλάχος=vlachos|Makris",
    ),
    "turkish": (
        "Çağla=cagla|İbrahim=ibrahim|Gülşen=gulsen|Emre|Ömer=omer|Işıl=isil|Defne|Uğur=ugur",
        "Yıldırım=yildirim|Öztürk=ozturk|Şahin=sahin|Karaağaç=karaagac|Doğan=dogan|Çelik=celik|Aksoy|Güneş=gunes",
    ),
    "ukrainian": (
        "Олена=olena|Taras|Наталія=nataliia|Андрій=andrii|Iryna|Богдан=bohdan",
        "Шевчук=shevchuk|Kovalenko|Бондаренко=bondarenko|Мельник=melnyk|Tkachenko|Кравець=kravets",
    ),
    "arabic": (
        "محمد=mohammed|Fatima Zahra=fatimazahra|ليلى=layla|Yusuf|Nour El-Din=noureldin|عائشة=aisha|Khalid|Rania",
        "الحسيني=alhusseini|Al-Masri=almasri|بن علي=benali|Haddad|عبد الله=abdullah|El Amrani=elamrani|Farouk|Mansour",
    ),
    "hebrew": (
        "נועה=noa|Eitan|שירה=shira|Yael|אורי=uri|Tamar",
        "לוי=levi|Ben-Ami=benami|מזרחי=mizrahi|Peretz|כהן=cohen|Bar-Lev=barlev",
    ),
    "nigerian": (
        "Adébáyò=adebayo|Ngozi|Thandiwe|Olúwaṣeun=oluwaseun|Chiamaka|Sipho|Ifeoma|Babátúndé=babatunde",
        "Okonkwo|Adéyẹmí=adeyemi|Dlamini|Nwachukwu|Ògúnbíyì=ogunbiyi|Mokoena|Eze|van Niekerk=vanniekerk",
    ),
    "indian": (
        "Priya|अर्जुन=arjun|Lakshmi Narayanan=lakshminarayanan|Rohan|மீனா=meena|Aishwarya|ਗੁਰਪ੍ਰੀਤ=gurpreet|Vikram",
        "Iyer|शर्मा=sharma|Krishnamurthy|D'Souza=dsouza|Banerjee|முருகன்=murugan|Singh|Patel",
    ),
    "japanese": (
        "花子=hanako|Kenji|さくら=sakura|翔太=shota|Yūki=yuki|美咲=misaki|Haruto|Ren",
        "田中=tanaka|Satō=sato|鈴木=suzuki|Kobayashi|渡辺=watanabe|Ōno=ono|高橋=takahashi|Matsumoto",
    ),
    "korean": (
        "민준=minjun|Seo-yeon=seoyeon|지우=jiwoo|Hyun-woo=hyunwoo|하은=haeun|Ji-ho=jiho",
        "김=kim|Park|이=lee|Choi|정=jung|Kang",
    ),
    "chinese": (
        "伟=wei|Xiaoming=xiaoming|秀英=xiuying|Mei Ling=meiling|志强=zhiqiang|Jing|子涵=zihan|Wei Jie=weijie",
        "王=wang|Chen|李=li|Ouyang|張=zhang|Lim|陈=chen|Ng",
    ),
    "vietnamese": (
        "Nguyệt=nguyet|Đức Anh=ducanh|Thảo=thao|Minh|Phương=phuong|Hương Giang=huonggiang",
        "Nguyễn=nguyen|Trần=tran|Đặng=dang|Lê=le|Phạm=pham|Võ=vo",
    ),
}  # fmt: skip


def name_of(dice: Dice, culture: str) -> Name:
    """Return a name of that culture; one in twelve families comes from another one."""
    firsts, lasts = _parsed(culture)
    if dice.roll() < 1 / 12:
        lasts = _parsed(dice.pick(_CULTURES))[1]
    first, first_plain = dice.pick(firsts)
    last, last_plain = dice.pick(lasts)
    return Name(first, last, first_plain, last_plain)


_CULTURES = tuple(_NAMES)
_Spelt = tuple[tuple[str, str], ...]


@cache
def _parsed(culture: str) -> tuple[_Spelt, _Spelt]:
    firsts, lasts = _NAMES[culture]
    return _split(firsts), _split(lasts)


def _split(names: str) -> _Spelt:
    pairs = (name.partition("=") for name in names.split("|"))
    return tuple((native, plain or native.lower()) for native, _, plain in pairs)
