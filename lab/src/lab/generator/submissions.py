"""Writes a lead down as one submission: a JSON object as senders really send it."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Final

from lab.generator import mess
from lab.generator.dice import Dice
from lab.generator.leads import Lead

Body = dict[str, object]

MESSAGES: Final = (
    "Please call me back.", "How much for 250 seats?", "We are comparing three vendors, decision by end of quarter.",
    "Bitte um ein Angebot für 40 Arbeitsplätze.\nVielen Dank!", "¿Tienen integración con nuestro CRM?",
    "Bonjour, pouvez-vous m’envoyer une démo ? Merci 🙏", "価格表を送ってください。", "Сколько стоит интеграция?",
    "أرجو إرسال عرض سعر", "Just looking around 👀", "RFP attached on our portal; deadline 14 days.", "test test",
    "Need SSO, audit log & EU hosting.\r\n\r\n-- \r\nSent from my phone", "asap!!!", "<b>urgent</b> & \"quoted\"",
    "We met at the fair – stand B12 👍🏽", "Is there a student discount?", "請寄報價單", "नमस्ते, कृपया संपर्क करें",
)  # fmt: skip
_CAMPAIGNS = ("spring-launch", "brand_de", "Webinar 12", "retargeting", "q3/enterprise", "")
_MEDIUMS = (("google", "cpc"), ("newsletter", "email"), ("linkedin", "paid-social"), ("partner", "referral"))
_PAGES = ("pricing", "demo", "docs/getting-started", "blog/why-leads-get-lost", "contact", "de/preise")
_PURPOSES = ("email", "enrichment", "transfer")
_NO_NAMES = ("asdf asdf", "Test Test", "xxx", "qwertz", "aaaa aaaa", "foo bar")
_NO_PHONE = ("n/a", "-", "call reception", "0")
_OFFSETS = tuple(timezone(timedelta(hours=hours)) for hours in (2, -5, 9))


def write(dice: Dice, lead: Lead, event_id: str, moment: datetime) -> Body:
    """Return one submission of `lead`. Called again it says the same of the same person in other words."""
    key = mess.key_style(dice)
    body: Body = {key["event_id"]: event_id, key["occurred_at"]: _moment(dice, moment)}
    _reach(dice, lead, body, key)
    _name(dice, lead, body, key)
    _work(dice, lead, body, key)
    _place(dice, lead, body, key)
    if lead.attributes:
        body[key["attributes"]] = _attributes(dice, lead)
    _context(dice, lead, body, key)
    return body


def write_invalid(dice: Dice, event_id: str, moment: datetime) -> Body:
    """Return a submission in which nothing tells whom to reach: it must be rejected by every source."""
    body: Body = {"event_id": event_id, "occurred_at": _moment(dice, moment)}
    body.update(dice.pick(_UNUSABLE))
    if dice.chance(0.5):
        body["message"] = dice.pick(MESSAGES)
    if dice.chance(0.3):
        body["country"] = "DE"
    return body


_UNUSABLE: tuple[Body, ...] = (
    {},
    {"full_name": "Anonymous"},
    {"email": "", "phone": "", "company_name": ""},
    {"email": "   "},
    {"email": None, "phone": None},
    {"email": "not an address"},
    {"email": "someone@"},
    {"email": "@nowhere.example", "full_name": "Nobody"},
    {"email": "two@@ats.example"},
    {"email": "a b@blank.example"},
    {"phone": "12"},
    {"phone": "call me"},
    {"first_name": "Ann", "last_name": "Onymous", "title": "CEO"},
    {"email": "dot.@end.example", "phone": "n/a"},
)


def _reach(dice: Dice, lead: Lead, body: Body, key: mess.Style) -> None:
    if lead.email:
        body[key["email"]] = mess.email(dice, lead.email)
        if key is mess.CANONICAL and dice.roll() < 0.01:
            body["e-mail"] = "no-reply@forms.example"  # a canonical key beats its alias
    if lead.phone is None:
        if lead.email and dice.roll() < 0.05:
            body[key["phone"]] = dice.pick(_NO_PHONE)
        return
    roll = dice.roll()
    if lead.kind == "phone" or roll < 0.6:
        # The number tells this lead apart, so it says its country itself.
        body[key["phone"]] = lead.phone.international(dice)
    elif roll < 0.8 and lead.phone.country == lead.place.country:
        body[key["phone"]] = lead.phone.national()
    elif roll < 0.9:
        body[key["phone"]] = f"{lead.phone.e164} ext. {100 + int(roll * 8000) % 900}"
    else:
        body[key["phone"]] = f"00{lead.phone.e164[1:]}"


def _name(dice: Dice, lead: Lead, body: Body, key: mess.Style) -> None:
    name, roll = lead.name, dice.roll()
    if roll < 0.55:
        body[key["first_name"]] = mess.text(dice, name.first)
        body[key["last_name"]] = mess.text(dice, name.last)
    elif roll < 0.85:
        body[key["full_name"]] = mess.text(dice, f"{name.first} {name.last}")
    elif roll < 0.93:
        body[key["full_name"]] = f"{name.last}, {name.first}"
    elif 0.96 <= roll < 0.975:
        body[key["full_name"]] = _NO_NAMES[int(roll * 10_000) % len(_NO_NAMES)]
    elif roll < 0.96:
        body[key["full_name"]] = f"{dice.pick(('Dr.', 'Mr', 'Ms.', 'Prof. Dr.', 'Mme'))} {name.first} {name.last}"


def _work(dice: Dice, lead: Lead, body: Body, key: mess.Style) -> None:
    company, roll = lead.company, dice.roll()
    if company is not None and (roll < 0.85 or lead.kind == "event"):
        # Where the company is all there is, it is written so that it can be used.
        body[key["company_name"]] = company.company if lead.kind == "event" else mess.text(dice, company.company)
        if roll < 0.25:
            body[key["company_domain"]] = company.website if roll < 0.15 else f"{company.website}/about?ref=form"
        elif roll < 0.35:
            body[key["company_domain"]] = company.domain.upper()
    if lead.title and roll < 0.92:
        body[key["title"]] = mess.text(dice, lead.title)


def _place(dice: Dice, lead: Lead, body: Body, key: mess.Style) -> None:
    roll, spellings = dice.roll(), lead.place.spellings
    if roll < 0.5:
        body[key["country"]] = spellings[0]
    elif roll < 0.9:
        body[key["country"]] = mess.text(dice, dice.pick(spellings))
    if roll < 0.6 and lead.region:
        body[key["region"]] = lead.region
    if roll < 0.7:
        body[key["city"]] = mess.text(dice, lead.city)
    if roll < 0.4:
        body[key["language"]] = lead.place.language


def _attributes(dice: Dice, lead: Lead) -> Body:
    """Return the attributes, in one of six submissions as texts, as forms send them."""
    if dice.roll() < 1 / 6:
        return {name: str(value).lower() for name, value in lead.attributes.items()}
    return dict(lead.attributes)


def _context(dice: Dice, lead: Lead, body: Body, key: mess.Style) -> None:
    roll = dice.roll()
    if roll < 0.45:
        source, medium = dice.pick(_MEDIUMS)
        body[key["utm_source"]] = source
        body[key["utm_medium"]] = medium
        body[key["utm_campaign"]] = dice.pick(_CAMPAIGNS)
    if roll < 0.3:
        body[key["page_url"]] = f"https://www.our.example/{dice.pick(_PAGES)}?src={lead.source}"
    if roll < 0.1:
        body[key["gclid"]] = f"Cj0K{int(roll * 1e9):x}"
    if dice.roll() < 0.35:
        body[key["message"]] = dice.pick(MESSAGES)
    consent = _consent(dice)
    if consent is not None:
        body[key["consent"]] = consent
    if roll > 0.98:
        body["Favourite colour"] = "teal"  # nobody declared it: it is kept as unmapped


def _consent(dice: Dice) -> object:
    roll = dice.roll()
    if roll < 0.2:
        return None
    granted = {purpose: dice.roll() < 0.75 for purpose in _PURPOSES}
    if roll < 0.8:
        return granted
    return [{"purpose": purpose, "granted": yes, "text": "I agree."} for purpose, yes in granted.items()]


def _moment(dice: Dice, moment: datetime) -> str:
    roll = dice.roll()
    if roll < 0.7:
        return f"{moment.astimezone(UTC).isoformat(timespec='milliseconds')[:-6]}Z"
    if roll < 0.85:
        return moment.isoformat(timespec="seconds")
    return moment.astimezone(_OFFSETS[int(roll * 1000) % 3]).isoformat(timespec="seconds")
