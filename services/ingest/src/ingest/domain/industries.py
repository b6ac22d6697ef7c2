"""
Industries: what people call theirs, as a NAICS 2022 code of two to four digits (US Census Bureau).

As deep as the words tell: "Banking" is 5221, "Finance" 52. Words of our own in English, German, French and Spanish, the
first row that holds wins, so the narrow ones stand before the wide ones. A NAICS code that was sent stands as it is.
"""

import re
from functools import lru_cache

from leadcore.intake import sanitise

from ingest.domain.plain import plain

MAX_INDUSTRY = 200

SECTORS = (
    "11", "21", "22", "23", "31", "32", "33", "42", "44", "45", "48", "49", "51", "52", "53", "54", "55", "56", "61",
    "62", "71", "72", "81", "92",
)  # fmt: skip
"""The first two digits of every code."""

_CODE = re.compile(r"(?:naics[ -]*)?(\d{2,6})(?:\b.*)?")
_RANGES = {"31-33": "31", "44-45": "44", "48-49": "48"}

_ROWS = r"""
    5311 reits?\b|lessors? of real estate
    324 petroleum refin\w*|refin(?:ing|er(?:y|ies))|oil and gas refining|petroleum and coal|petroleum products
    811 repair and maintenance
    92 administration of .*programs?|justice public order
    3323 structural metals
    332 fabricated metal|boilers?|machine shops?
    336 transportation equipment
    5162 social networks?|media streaming
    6113 universit\w+|colleges?|higher education|hochschul\w*
    624 emergency and other relief|individual and family services|social advocacy
    4242 drug wholesal\w*|pharmaceutical (?:distribut\w+|wholesal\w*)|health ?care distributors?
         wholesalers? health care
    4244 (?:food|grocery) (?:distribut\w+|wholesal\w*)|wholesalers? food
    4236 (?:electronics?|electrical) wholesal\w*|wholesalers? electronics|technology distributors?
    425 wholesale trade agents
    42 wholesal\w*|distributors?|distribution compan\w+|import (?:and )?export|grosshandel|commerce de gros|mayorista\w*
    4411 (?:auto(?:mobile|motive)?|car|vehicle) (?:dealer\w*|retail\w*)|autohaus
    441 (?:motor vehicle|automotive parts|tire) (?:dealers?|retailers?)|(?:parts|motor vehicle) dealers
    444 home improvement|building materials? (?:retail\w*|dealers?|and garden)
         garden (?:centers?|equipment) (?:retail\w*|and supplies retail\w*)|hardware (?:stores?|retail\w*)
    445 supermarkets?|grocer(?:y|ies)|food (?:and drug |and beverage )?(?:retail\w*|stores?)
         liquor (?:stores?|retail\w*)|lebensmitteleinzelhandel
    456 pharmac(?:y|ies)\b(?! services)|drug ?stores?|apothek\w*|health and personal care retail\w*
    457 gas(?:oline)? stations?|fuel dealers?
    458 (?:apparel|clothing|fashion|shoe|jewelry) (?:retail\w*|stores?)|specialty retailers? apparel
    4492 (?:consumer )?electronics (?:retail\w*|stores?)
    449 furniture (?:retail\w*|stores?)|home ?furnishings? retail\w*
    455 department stores?|general merchandis\w+|supercenters?|broadline retail|merchandise retail
    45 e ?commerce|online (?:retail\w*|shops?|marketplaces?|stores?)|internet retail\w*|mail order
    459 florists?|book ?(?:stores?|retail\w*)|sporting goods (?:retail\w*|stores?)|pet (?:stores?|supplies)
    44 retail\w*|einzelhandel|commerce de detail|minorista\w*|consumer stores|^shops?$

    3254 pharma\w*|drug (?:manufactur\w+|development)|medicines?\b|biopharma\w*|vaccines?|biologics?
    5417 biotech\w*|life ?sciences?|research and development|scientific research|research labs?|r and d|forschung
    3391 medical (?:devices?|equipment|products|suppl\w+|instruments?)|health ?care (?:equipment|suppl\w+)
         dental equipment|medizintechnik|orthop\w+ products
    5241 (?:health )?insurance carriers?|reinsur\w+|managed (?:health ?)?care
         (?:life|health|property|casualty)\b.{0,24}\binsurance\b(?! brok)|insurance.{0,6}(?:life|health|property)
    5242 insurance (?:brok\w+|agenc\w+|agents?)|makler\b.*versicherung
    524 insur\w+|versicherung\w*|assurances?\b|seguros?\b
    5312 real estate (?:agen\w+|brok\w+)|realtors?|immobilienmakler|makler\b
    531 real estate|property (?:management|developers?)|immobili\w*|inmobiliari\w*|proptech
    532 (?:equipment|car|vehicle|truck|consumer goods) (?:rental|leasing)|rental (?:services?|centers?)
         truck leasing|leasing
    533 franchis(?:ing|ors?)|patent owners
    5232 stock exchange|financial exchanges?|exchanges and data
    5231 securities|brokerages?|investment bank\w*|commodity contracts|trading platform
    5239 asset management|wealth management|investment (?:management|advis\w+)|private equity|venture capital
         hedge funds?|investments?\b|vermogensverwaltung
    525 pension funds?|mutual funds|employee benefit funds|trusts?\b.*funds|investment pools|funds trusts
    5221 bank(?:s|ing)?\b|credit unions?|savings institutions|banken|banques?|banca|bancos?|kreditinstitut\w*
    5222 lend(?:ing|ers?)|consumer finance|mortgages?|loans?|nondepository|credit cards?|credit and lending
    5223 payments?|transaction processing|payment processing|remittance
    521 central banks?|monetary authorit\w+
    52 financ\w*|fintech|capital markets|credit\b|finanz\w*|crypto\w*|blockchain

    3344 semiconductors?|electronic components?|chips?\b|halbleiter
    3341 computer hardware|computers?.{0,4}(?:office equipment|peripheral\w*|manufacturing)|technology hardware
         data storage|hardware\b
    3342 (?:network|communications?|telecom\w*) (?:and other communications )?equipment|networking
    3345 (?:measuring|scientific|control|navigation\w*) instruments?|scientific.*equip\w*|instrumentation|electromedical
    3343 audio (?:and|or) video equipment|consumer electronics
    334 electronics?\b|elektronik
    5132 software|saas|application software|apps?\b|logiciels?|videos? ?games?|gaming software
         interactive home entertainment
    5182 cloud (?:computing|infrastructure|services|hosting)?|web ?hosting|data (?:centers?|processing|hosting)
         computing infrastructure|internet services and infrastructure|iaas|paas
    517 tele ?com\w*|wireless|broadband|internet service providers?|isp\b|mobilfunk|satellite tele\w+
         cable and satellite
    5192 search engines?|web (?:search )?portals?|libraries|archives
         internet (?:services|platform|content|information)\w*|information services|financial data services
    516 broadcast\w*|television|radio\b|streaming|social (?:networks?|media platform)|rundfunk|media networks
         content providers|interactive media
    512 films?\b|movies?\b|motion pictures?|music\b|sound recording|video production|entertainment production
    513 publish\w*|newspapers?|magazines?|books?\b|verlag\w*|edition\b|presse\b
    5415 it services|it consulting|information technology|computer (?:systems?|programming|services)
         systems? integrat\w+|cyber ?security|it dienst\w*|edv|informatique|informatica|web (?:design|development)
         managed services|artificial intelligence|machine learning|ai\b|devops|developer tools|it\b|technology\b
         tech\b|technologies
    51 media\b|medien|information$|internet\b|communications? services?

    5411 law\b|legal\w*|lawyers?|attorneys?|law ?firms?|rechtsanw\w+|kanzlei|avocats?|abogad\w+|notar\w*
    5412 account(?:ing|ancy|ants?)|tax (?:advis\w+|prepar\w+|services)|bookkeep\w*|payroll|audit\w*|steuerberat\w*
         comptab\w*|wirtschaftspruf\w*
    5413 architect\w*|engineering services|civil engineering services|surveying|testing laborator\w+
         engineering consult\w*|ingenieurburo
    5414 (?:graphic|interior|industrial|specialized) design|design services|design agency|design\b
    5418 advertis\w*|marketing\w*|public relations|pr agenc\w+|werb\w+|publicite|publicidad|branding|adtech
         market research agency
    5416 consult\w*|beratung\w*|conseil|consultoria|^management services|strategy\b|advisory(?! organi)
         research and consulting
    5419 veterinar\w*|photograph\w*|translation|market research|professional scientific and technical
    54 professional services|^professional|business services|scientific\b
    551 holding\w*|management of companies|head ?offices?|conglomerates?|multi sector holdings
    5613 staffing|recruit\w*|temporary help|employment (?:services|agenc\w+)|human resources?|hr\b
         personaldienst\w*|interim|headhunt\w*|executive search
    5615 travel (?:agenc\w+|arrangement|services)|tour operators?|reiseburo|reisen
    5616 security (?:services|guards?|systems)|investigation\w*|alarm
    5617 cleaning\b(?! comp)|janitorial|landscap\w+|pest control|facilit(?:y|ies) (?:services|management)
         reinigung\w*|services to buildings
    562 waste|recycling|environmental services|remediation|abfall|entsorgung|dechets|residuos
         environmental and facilities
    561 outsourc\w+|call cent(?:er|re)s?|administrative(?: and support)?|office (?:services|administration)
         business support|events? services|support services|bpo\b|customer support
    6111 (?:elementary|secondary|primary|high|k ?12) (?:schools?|education)|schulen?\b
    61 educat\w*|schools?\b|training\b|e ?learning|edtech|bildung\w*|formation\b|educacion|ensenanza|academ\w+
    622 hospitals?|krankenh\w+|klinik\w*|hopital\w*|health systems?|medical facilities|health ?care facilities
    623 nursing (?:homes?|care)|assisted living|residential care|elder(?:ly)? care|pflege\w*|senior living
    624 social (?:assistance|services|work)|child ?care|day ?care|food banks?|vocational rehab\w+
    6212 dentist\w*|dental\b|zahn\w*
    6211 physicians?|doctors?|medical practice|arztpraxis
    621 ambulatory|outpatient|medical (?:laborator\w+|practices?)|home health|mental health|therap\w+|telehealth
         telemedicine|optometr\w*|chiropract\w*
    62 health ?care|health\b|medical\b|wellness|gesundheit\w*|sante\b|salud\b|hospital and health|medicine
         healthtech|health technology

    7132 casinos?|gambling|betting|lotter\w+
    7211 hotels?|resorts?|lodging|accommodation(?! and food)|motels?|hotellerie|hoteles|bed and breakfast
    722 restaurants?|food ?services?\b|catering|bars?\b|cafes?\b|drinking places|gastronomie|restauration
         quick service|coffee shops
    72 hospitality|accommodation and food|leisure and hospitality|tourism|tourismus|tourisme|turismo
    711 performing arts|sports (?:teams?|clubs?)|spectator|concerts?|theat(?:er|re)s?|artists?
    712 museums?|zoos?|historical sites|botanical
    713 fitness|gyms?\b|recreation\w*|golf|amusement|theme parks?|leisure facilities|cruise lines?|leisure\b
    71 entertainment|arts?\b|sports?\b|kultur|culture|deporte\w*
    8111 auto(?:motive)? repair|car (?:repair|wash)|kfz\w*
    811 repair\w*|maintenance services
    8121 hair\w*|beauty (?:salons?|services)|barber\w*|nail salons?|spa\b|friseur\w*
    812 laundr\w+|funeral|personal (?:care )?services|dry ?cleaning|parking|consumer services
    813 non ?profits?|religio\w*|church\w*|charit\w+|associations?|foundations?$|charitable foundations?|ngo\b
         grantmaking|civic|unions?\b|verein\w*|political organi[sz]ations?|membership organi[sz]ations?
         philanthrop\w*|think tanks?
    814 private households?
    81 other services
    928 national security|military|armed forces|defen[cs]e department
    92 government\w*|public (?:sector|administration|safety)|municipal\w*|federal|behorde\w*|offentliche\w*
         administration publique|gobierno|govtech|state agenc\w+|justice\b|executive offices?

    4811 airlines?|air ?freight and|passenger airlines?
    481 air transport\w*|aviation|luftfahrt$
    482 rail(?:roads?|ways?)?\b(?! rolling)|rail transport\w*|eisenbahn\w*
    483 water transport\w*|shipping|maritime|marine transport\w*|reederei\w*|deep sea
    484 truck\w*|road freight|haulage|cargo ground|spedition\w*|freight trucking
    485 (?:public|passenger) (?:transit|transport\w*)|transit\b|taxis?|limousine|bus(?:es)? transport\w*
         bus lines?|ride ?(?:sharing|hailing)|mobility services|passenger ground
    486 pipelines?|oil and gas storage and transportation
    487 sightseeing
    4885 freight (?:forward\w+|arrangement|brok\w+)|logisti\w+|supply chain
    491 postal\b|post office
    492 courier\w*|parcel|package|delivery services?|messengers?|last mile|express delivery|mail
    493 warehous\w*|storage\b|fulfil?lment
    488 airports?|ports?\b|harbou?rs?|support activities for .*transport\w*
    48 transport\w*|freight|cargo|verkehr\w*|movilidad|mobility

    3364 aerospace|aircraft|defen[cs]e|space\b|satellites?\b|missiles?|luft und raumfahrt|drones?|aviation and space
    3363 (?:auto(?:motive|mobile)?|motor vehicle) (?:parts|suppl\w+|components?)|automobilzulief\w*
    336 auto(?:motive|mobiles?|s)?\b|motor vehicles?|cars?\b|vehicles?|automobil\w*|ship ?building|boat building
         rolling stock|electric vehicles?|motorcycles?
    3335 machine tools?|metalworking
    333 machinery|machine\b|industrial equipment|maschinenbau|maquinaria|engines?\b|turbines?|hvac equipment
         robot\w*|heavy equipment|heavy transportation equipment|construction and farm
    335 electrical (?:equipment|components?)|appliances?|lighting|batter(?:y|ies)|heavy electrical|elektrotechnik
    3371 household furniture|kitchen cabinets?
    337 furniture|mobel\w*|meubles?|muebles|home equipment furnishings|office furniture
    339 toys?|sporting goods|jewelry|musical instruments|medical supplies|leisure products|misc\w* manufactur\w+
         dental supplies
    331 steel|iron\b|alumin(?:i)?um|foundr\w+|primary metals?|metallurg\w*|stahl\w*|metals?$|smelting|ferroalloy
    332 metal (?:products?|fabricat\w+|work\w*)|fabricated metal|forging|hardware manufactur\w*|boilers?|cutlery
         machine shops?|hand ?tools?|firearms|ammunition|metallbau|metal glass and plastic containers|screws?
         valves?
    3273 cement|concrete
    3272 glass\b
    327 ceramics?|clay|building materials?|gypsum|construction materials|stone products|building products
         nonmetallic mineral products?|refractor\w+|lime\b
    326 plastics?|rubber|kunststoff\w*|packaging plastics|tires?\b manufactur\w*
    3256 cosmetic\w*|soaps?|detergents?|personal care products?|household (?:and personal )?products
         toilet preparation|perfum\w*|kosmetik
    3253 fertili[sz]ers?|pesticides?|agrochemical\w*|agricultural chemicals?
    325 chemicals?|chemie\w*|chimi\w+|quimic\w*|paints?\b|coatings? manufactur\w*|adhesives?|industrial gases
         resins?|synthetic|petrochem\w*|polymers?
    323 printing(?! machin)|druckerei\w*|imprim\w+
    322 paper\b|pulp|packaging|cardboard|papier|forest and paper|containers
    321 wood\b|lumber|sawmills?|plywood|holz\w*|veneer
    316 leather|footwear|shoes?\b|handbags?
    315 apparel|clothing|fashion|garments?|luxury goods|mode\b|textile accessories|uniforms?|bekleidung\w*
    313 textiles?|fabrics?\b|yarn|fiber|textil\w*
    3121 beverages?|breweries|brewers?|wineries|soft drinks?|distiller\w*|getranke\w*|wine\b|bottl\w+
    3122 tobacco|cigar\w*|vap(?:e|ing)
    312 alcohol\w*
    3116 meat\b|slaughter\w*|poultry processing
    3118 baker(?:y|ies)|tortilla
    3115 dairy products?|milk products|cheese
    311 foods?\b|packaged foods?|sugar|confectioner\w*|seafood (?:product|processing)|lebensmittel\w*|alimentation
         alimentos|nahrungsmittel|snack|grain milling|animal food|pet food|oilseed milling|frozen fruit
    2361 home ?build\w*|residential (?:building )?construction|housing construction
    238 plumb\w*|electricians?|electrical contract\w+|roof\w*|painting contract\w*|specialty trade|contractors?
         carpent\w*|hvac\b|handwerk\w*|mason\w*
    237 heavy construction|civil engineering|highways?|bridges?|infrastructure construction|tiefbau|land subdivision
    23 construct\w*|builders?\b|building\b|bau(?:gewerbe|unternehmen|wirtschaft)?\b|batiment|construccion
         engineering and construction
    2111 oil\b.{0,12}(?:explor\w+|production|extraction)|crude|integrated oil
         oil and gas(?! (?:equip|refin|stor|field))|natural gas extraction|petroleum\b
    213 oil and gas (?:equipment|services|field)|oilfield|drilling|support activities for mining
    2122 (?:gold|silver|copper|metal|iron) (?:ore )?min\w+|^gold$|^copper$|precious metals
    212 mining|quarr\w+|coal|bergbau|miner(?:ia|als?)
    2213 water (?:utilit\w+|supply|treatment)|sewage|wasserversorgung
    2212 gas (?:utilit\w+|distribution)
    2211 electric(?:ity|al)? (?:utilit\w+|power|generation|supply)|power (?:generation|producers?|plants?)
         renewable\w*|solar|wind (?:energy|power)|stromversorg\w*|energy traders?|nuclear|hydro\w*electric
    22 utilit\w+|energy|energie\w*|energia|clean ?tech|multi utilities|versorger
    1125 aquaculture|fish farm\w*
    112 animal production|livestock|cattle|ranch\w*|poultry|hogs?\b|sheep|dairy\b|beef|egg production|apicultur\w*
         horses?\b
    113 forest\w*|logging|timber
    114 fish(?:ing|er\w+)|hunting|trapping|fischerei
    115 (?:farm|agricultur\w+) (?:services|labor|support)|support activities for (?:crop|animal|agricultur\w+)
    111 crops?|grain|fruits?\b|vegetables?|horticultur\w*|vineyards?|greenhouse\w*|nurser(?:y|ies)|floricultur\w*
         nut farm\w*|oilseed|soybeans?|wheat|corn\b|rice\b|cotton farm\w*
    11 agri\w*|farm\w*|landwirtschaft|agtech|food production
    31 manufactur\w*|industrials?\b|production\b|fertigung|industrie\w*|fabrik\w*|mills?\b
"""


def _compiled() -> tuple[tuple[str, re.Pattern[str]], ...]:
    # A line without a code goes on with the row before it.
    rows: list[tuple[str, str]] = []
    for line in filter(None, map(str.strip, _ROWS.splitlines())):
        code, _, words = line.partition(" ")
        if code.isdecimal():
            rows.append((code, words))
        else:
            rows[-1] = (rows[-1][0], f"{rows[-1][1]}|{line}")
    return tuple((code, re.compile(rf"\b(?:{words})(?!\w)")) for code, words in rows)


_PATTERNS = _compiled()


@lru_cache(maxsize=4_096)
def shown(text: str) -> str:
    """Return an industry as told, cleaned; "" where it says nothing."""
    name = sanitise.shorten(sanitise.line(text).strip(" ,;"), MAX_INDUSTRY)
    return "" if sanitise.is_placeholder(name) or not any(map(str.isalnum, name)) else name


@lru_cache(maxsize=4_096)
def naics(text: str) -> str:
    """Return the NAICS 2022 code that an industry means, "" where the words do not tell."""
    told = text.strip().lower()
    if told in _RANGES:
        return _RANGES[told]
    code = _CODE.fullmatch(told)
    if code:
        return code.group(1) if code.group(1)[:2] in SECTORS else ""
    words = plain(text)
    return next((code for code, pattern in _PATTERNS if pattern.search(words)), "")
