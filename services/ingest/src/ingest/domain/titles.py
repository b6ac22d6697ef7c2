"""
Job titles: the level and the function that a title states, by words in several languages.

A compound title takes its highest level ("Recruiter & CEO"); "assistant to the director" takes
none of the director's. Ordinary facts, used for scoring and routing.
"""

import re
from collections.abc import Mapping
from functools import lru_cache

from leadcore.frozen import dataclass
from leadcore.intake import sanitise

MAX_TITLE = 300

LEVELS = ("c-level", "vp", "director", "manager", "staff", "student")

_LEVEL_WORDS: Mapping[str, str] = {
    "c-level": r"""
        c[a-z]{1,2}o|chief(?: \w+){1,3} officer|chief of staff|chief(?! engineer| accountant)
        chair(?:man|woman|person)?|^managing director$|managing partner|general director
        ^executive director$|(?<!vice )pr[eé]sident(?:e|in)?|geschäftsführer(?:in)?
        geschaeftsfuehrer(?:in)?|vorstand|pdg|directeur général|directrice générale|director(?:a)? general
        amministratore delegato|diretor geral|general partner|board (?:of )?director?s?
        board (?:of )?(?:direct\w+|advis\w+|member|non exec\w*)|boardmember
        (?:advisory|supervisory|executive) board|executive committee|member of the board
        partner(?! (?:\w+ )?(?:manager|marketing|success|development|program|relations))
        (?<!product )(?<!process )owner|(?:co )?founder|proprietor|inhaber(?:in)?|gründer(?:in)?
        fondat(?:eur|rice)|propriétaire|dueñ[oa]|propietari[oa]|fundador(?:a)?|titolare|sócio|entrepreneur
        solopreneur
    """,
    "vp": r"""
        s?vp|e?vp|avp|gvp|rvp|vice president|vice pr[eé]sident(?:e)?|vicepresident[ea]|v p
    """,
    "director": r"""
        director(?:a|ess)?|directeur|directrice|direktor(?:in)?|diret(?:or|ora)|direttore|head
        leiter(?:in)?|bereichsleiter(?:in)?|responsable de département|(?<!assistant )(?<!associate )dean
        (?<!analyst )principal(?! (?:\w+ )?(?:engineer|software|consultant|developer|scientist|architect|research))
    """,
    "manager": r"""
        manager(?:in)?|mgr|supervisor|team ?lead(?:er)?|lead|leader|foreman|coordinator|superintendent
        teamleiter(?:in)?|gerente|encargad[oa]|chef d(?:e|u) \w+|responsable|capo|coordinador(?:a)?
        (?<!system )(?<!systems )(?<!database )(?<!network )(?<!resource )administrator|team leadership
        (?:product|portfolio|relation(?:ship)?|relations|account|project|people|development|strategic) management
        leadership
    """,
    "student": r"""
        intern(?:ship)?|trainee|apprentice|student|graduate trainee|praktikant(?:in)?|werkstudent(?:in)?
        azubi|stagiaire|becari[oa]|estagiári[oa]|working student
    """,
}

_FUNCTION_WORDS: Mapping[str, str] = {
    "sales": r"""
        sales|account (?:executive|manager|director|management)|business dev(?:elopment)?|biz dev|bd[mr]|sdr
        cro|revenues?|vertrieb\w*
        partnerships?|partnering|alliances?|channel|partner manager|client partner|affiliates|franchise
        verkauf\w*|ventas|comercial|commercial|vendas|vendite|key account|inside sales|presales|territory
    """,
    "marketing": r"""
        marketing|marketer|cmo|brands?|growth|media(?! buyer)|smm|creative|editor(?:ial)?|publications
        evangelist|art director|pr manager|demand gen\w*|seo|sem|content|communications?|pr|public relations
        social media|advertising|kommunikation|events?|copywriter|media buyer|campaigns?
    """,
    "product": r"""
        product(?:s)?|cpo|product owner|ux|ui|user (?:experience|interface)|usability|design(?:er)?|produkt\w*
    """,
    "engineering": r"""
        engineer(?:ing|s)?|developer|software|hardware|tech|web|firmware|mobile app\w*|swqa|testing|iot|algorithms?
        computer vision|robotics|innovation lab|blockchain|technologies|development intern|game dev\w*
        programmer|cto|technology|technical|architect|devops|sre
        backend|back end|frontend|front end|full stack|qa|quality assurance|entwickler(?:in)?
        ingenieur(?:in)?|ingenier[oa]|développeur|desarrollador(?:a)?|desenvolvedor(?:a)?|scrum|tester
    """,
    "it": r"""
        it|cio|ciso|cyber\w*|cloud|platform|information technology|information systems|systems?|network
        security|infrastructure
        sysadmin|help ?desk|database|dba|informática|edv
    """,
    "data": r"""
        data|analytics|analysis|analyst|insights?|cdo|machine learning|ai|business intelligence|bi
        statistician|scientist
    """,
    "finance": r"""
        financ\w+|cfo|banking|capital markets|trading|wealth|risk|insurance|claims?|economist|funds?
        account(?:ant|ing|s)|controll(?:er|ing)|treasur\w+|audit\w*|tax|buchhalt\w+
        comptab\w+|contab\w+|contador(?:a)?|bookkeep\w*|payroll|investments?|investor|banker|credit
        actuar\w+
    """,
    "hr": r"""
        hr|human (?:resources?|capital)|organi[sz]ational development|headhunter|chro|people|talent|recruit\w+
        personal(?:leiter\w*|referent\w*|wesen)|rrhh
        recursos humanos|ressources humaines|training|learning|compensation
    """,
    "operations": r"""
        operations?|operational|coo|delivery|logistics?|supply chain|manufactur\w+|production|warehouse|plant|facilit\w+
        operaciones|einsatz|fleet|transport\w*|quality|maintenance|construction|project|program(?:me)?
        betriebs?\w*
    """,
    "procurement": r"""
        procurement|purchas\w+|buyer|sourcing|einkauf\w*|compras|achats|category manager
    """,
    "legal": r"""
        legal|counsel|law|patents?|policy|regulatory|(?:public|government|civil) affairs|lawyer|attorney
        compliance|clo|rechts\w*|paralegal|juridique|privacy|data protection
        solicitor
    """,
    "support": r"""
        support|customer (?:success|service|care|experience|relations?|contact)
        (?:client|member|field) (?:services?|success)|csm|service desk|cco
        kundendienst
    """,
    "research": r"""
        research\w*|r and d|scien(?:ce|ces|tific)|physic\w*|biotech\w*|genomics|epidemiolog\w+|geolog\w+
        metallurg\w+|laborator\w+|forsch\w+|investigación|chemist|biolog\w+
    """,
    "medical": r"""
        medical|nurs\w+|physician|doctor|dr|surgeon|dentist|dental|clinical|pharma\w+|therap\w+|health\w*
        arzt|ärztin|médic[oa]|cmio
    """,
    "education": r"""
        teacher|professor|lecturer|education|school|faculty|dean|instructor|academic|lehrer(?:in)?|tutor
        student
    """,
    "administration": r"""
        office|administrat\w+|assistant|secretary|receptionist|clerk|executive assistant|assistenz
        sekretär(?:in)?
    """,
}


def _joined(lines: str) -> str:
    return "|".join(line.strip() for line in lines.strip().splitlines())


def _compiled(words: Mapping[str, str]) -> dict[str, re.Pattern[str]]:
    return {name: re.compile(rf"\b(?:{_joined(lines)})\b") for name, lines in words.items()}


_GENERAL = "general-management"
_LEADS_ALL_WORDS = r"""
    ceo|chief executive|(?<!product )(?<!process )owner|(?:co )?founder|^president|managing director
    general manager|gm|^md|chair(?:man|woman|person)|co chair|managing partner|^partner|management team
    geschäftsführer(?:in)?
    geschaeftsfuehrer(?:in)?|entrepreneur|board|inhaber(?:in)?|gründer(?:in)?|pdg|directeur général
    director general|proprietor
"""
_LEADS_ALL = re.compile(rf"\b(?:{_joined(_LEADS_ALL_WORDS)})\b")
_LEVEL_PATTERNS = {level: re.compile(rf"\b(?:{_joined(words)})\b") for level, words in _LEVEL_WORDS.items()}
_FUNCTION_PATTERNS = {name: re.compile(rf"\b(?:{_joined(words)})\b") for name, words in _FUNCTION_WORDS.items()}
_SERVES_ANOTHER = re.compile(
    r"\b(?:executive assistant|(?:assistant|assistenz|secretary|aide|pa|sekretär(?:in)?)"
    r" (?:to|of|for|von|der|des)\b).*"
)
_PUNCTUATION = re.compile(r"[^\w&]+")


@dataclass(frozen=True, slots=True)
class JobTitle:
    """A cleaned title, its level (one of `LEVELS` or or empty) and its function or empty."""

    text: str = ""
    level: str = ""
    function: str = ""


@lru_cache(maxsize=4_096)
def parse(text: str) -> JobTitle:
    """Return what a job title states."""
    shown = sanitise.shorten(sanitise.line(text), MAX_TITLE)
    if sanitise.is_placeholder(shown) or not any(map(str.isalpha, shown)):
        return JobTitle()
    words = " ".join(_PUNCTUATION.sub(" ", shown.lower()).replace("&", " and ").replace("_", " ").split())
    return JobTitle(shown, _level(words), _function(words))


def _level(words: str) -> str:
    if _LEVEL_PATTERNS["student"].search(words):
        return "student"
    own = _SERVES_ANOTHER.sub("", words)
    return next((level for level, pattern in _LEVEL_PATTERNS.items() if pattern.search(own)), "staff")


def _function(words: str) -> str:
    if _LEADS_ALL.search(words):
        return _GENERAL
    found = ((match.start(), name) for name, pattern in _FUNCTION_PATTERNS.items() if (match := pattern.search(words)))
    return min(found, default=(0, ""))[1]
