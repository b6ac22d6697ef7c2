"""
What the name of a column says, in the languages that people's spreadsheets are written in.

A name is compared as plain words: without accents, case, punctuation, camel case taken apart. The whole name counts
most; a word in it that means a field counts less, and nothing where another word turns the sense ("do not email").
"""

import re
import unicodedata
from collections.abc import Mapping
from functools import cache
from typing import Final

from leadcore.workspace import ALIASES, CANONICAL_KEYS, FieldType

_WORDS: Final[Mapping[str, str]] = {
    "email": (
        "mail, e mail, work email, business email, email id, email addr, mail address, e mail address, email 1, "
        "primary email, contact email, correo, correo electronico, courriel, adresse email, adresse mail, "
        "adresse e mail, mailadresse, e mail adresse, emailadres, e mailadres, posta elettronica, indirizzo "
        "email, endereco de email, e postadress, epost, e post, sahkoposti, adres email, e posta, メール, "
        "メールアドレス, 邮箱, 电子邮件, 電子メール, электронная почта, почта, эл почта, 이메일, البريد "
        "الالكتروني"
    ),
    "phone": (
        "telephone, tel, phone no, phone number 1, telephone number, tel no, mobile phone, mobile number, cell, "
        "cell phone, cellphone, work phone, business phone, direct phone, contact number, contact no, telefon, "
        "telefonnummer, handy, handynummer, mobil, mobilnummer, telefono, telefono movil, movil, celular, "
        "cellulare, portable, numero de telephone, telefoon, telefoonnummer, telefone, puhelin, puhelinnumero, "
        "电话, 手机, 電話, 電話番号, телефон, 전화번호, الهاتف"
    ),
    "full_name": (
        "fullname, contact name, contact, person, lead name, customer name, display name, your name, attendee, "
        "attendee name, nombre completo, nom complet, nombre y apellidos, ansprechpartner, kontakt, "
        "kontaktperson, vollstandiger name, nome completo, nom et prenom, naam, volledige naam, imie i nazwisko, "
        "姓名, 氏名, 名前, имя, фио, 이름, الاسم"
    ),
    "first_name": (
        "given name, forename, fname, first, vorname, prenom, nombre, nome, voornaam, fornavn, fornamn, etunimi, "
        "imie, 名"
    ),
    "last_name": (
        "surname, family name, lname, last, nachname, familienname, apellido, apellidos, cognome, nom de "
        "famille, nom, sobrenome, achternaam, efternamn, etternavn, sukunimi, nazwisko, фамилия, 姓"
    ),
    "company_name": (
        "company, organisation, organization, organisation name, organization name, employer, business name, "
        "business, account name, account, firm, firma, firmenname, unternehmen, gesellschaft, empresa, nombre de "
        "la empresa, compania, entreprise, societe, raison sociale, azienda, societa, ragione sociale, bedrijf, "
        "bedrijfsnaam, foretag, virksomhed, yritys, sirket, 公司, 公司名称, 会社, 会社名, компания, организация, "
        "회사, الشركة, current company, company or organization"
    ),
    "company_domain": (
        "web site, url, website url, company website, company domain, company url, homepage, web, site, sitio "
        "web, pagina web, site web, webseite, internetseite, sito web, domein, сайт, webbplats, 网站, 網址"
    ),
    "title": (
        "job title, jobtitle, role, job role, position, designation, current title, current position, job, "
        "function, berufsbezeichnung, jobtitel, stellung, funktion, cargo, puesto, poste, fonction, intitule du "
        "poste, ruolo, qualifica, functie, befattning, stanowisko, 职位, 職位, 役職, должность, 직책"
    ),
    "country": (
        "country name, country code, country region, nation, land, pais, pays, paese, kraj, maa, ulke, 国家, 国, "
        "страна, 국가, البلد"
    ),
    "region": (
        "state, province, state province, state region, county, bundesland, estado, provincia, departement, "
        "regione, wojewodztwo, 省, 都道府県, область, регион"
    ),
    "city": (
        "town, city name, suburb, location city, ort, stadt, wohnort, ciudad, ville, citta, comune, cidade, "
        "stad, plaats, woonplaats, kaupunki, miasto, sehir, 城市, 市, 市区町村, город, 도시, المدينة"
    ),
    "postal_code": (
        "zip, zip code, zipcode, postcode, post code, postal, plz, postleitzahl, code postal, codigo postal, "
        "cap, cep, postnummer, kod pocztowy, 邮编, 郵便番号, индекс"
    ),
    "address": (
        "street, street address, street and number, street line, address line, address line 1, address 1, mailing "
        "address, strasse, strasse und hausnummer, anschrift, adresse, rue, direccion, calle, indirizzo, via, "
        "endereco, rua, adres, straat, gatuadress, ulica, adres ulica, 地址, 住所, адрес, улица, 주소, العنوان"
    ),
    "message": (
        "comment, comments, note, notes, remark, remarks, enquiry, inquiry, description, question, your message, "
        "how can we help, nachricht, bemerkung, bemerkungen, anmerkung, kommentar, notiz, mensaje, comentario, "
        "comentarios, observaciones, commentaire, commentaires, messaggio, note libre, mensagem, opmerking, "
        "opmerkingen, 备注, 留言, 備考, комментарий, сообщение"
    ),
    "event_id": (
        "event id, lead id, record id, submission id, response id, uuid, guid, external id, prospect id, contact "
        "id, entry id, unique id, rec id, row id, lead number, badge id"
    ),
    "occurred_at": (
        "timestamp, created, created at, create date, created date, created time, date created, created on, "
        "submitted at, submitted on, submission date, submission time, submit date, date submitted, received at, "
        "date, datetime, date time, time, scanned at, occurred at, event time, erstellt am, datum, fecha, fecha "
        "de creacion, date de creation, data, data creazione"
    ),
    "language": "lang, preferred language, locale, sprache, idioma, langue, lingua, taal",
    "page_url": "page, landing page, landing page url, page link, conversion page, form url",
    "referrer": "referer, referring url, referrer url, http referrer",
    "utm_source": "campaign source",
    "utm_medium": "campaign medium",
    "utm_campaign": "campaign, campaign name, kampagne",
    "utm_term": "campaign term, keyword",
    "utm_content": "campaign content",
    "gclid": "google click id",
    "fbclid": "facebook click id",
    "msclkid": "microsoft click id, bing click id",
    "li_fat_id": "linkedin click id",
    "consent": "",
    "attributes": "",
}
"""Beside the keys and aliases of the API: what else each is called."""

_TELLING: Final[Mapping[str, str]] = {
    "email": "email", "mail": "email", "courriel": "email", "phone": "phone", "mobile": "phone", "telephone": "phone",
    "telefon": "phone", "telefono": "phone", "company": "company_name", "organization": "company_name",
    "organisation": "company_name", "website": "company_domain", "domain": "company_domain", "country": "country",
    "city": "city", "zip": "postal_code", "zipcode": "postal_code", "postcode": "postal_code", "surname": "last_name",
    "lastname": "last_name", "firstname": "first_name", "remark": "message", "comments": "message", "state": "region",
}  # fmt: skip
_TURNING: Final = (
    "opt, out, optout, not, no, do, status, opened, open, clicked, clicks, click, bounced, bounce, date, count, "
    "number, type, source, last, consent, permission, verified, score, subscribed, unsubscribed, sent, id, fax, size, "
    "revenue, industry, employees, owner, rep, sales, agent, manager, second, secondary, 2, 3, other, alternative, "
    "alternate, confidence, valid, validity, founded"
)
"""Words beside which a telling one means something else."""
_ATTRIBUTES: Final[Mapping[str, str]] = {
    "visits": "total visits, website visits, number of visits, site visits",
    "pages_viewed": "page views, pages visited",
    "demo_requested": "demo, wants demo, request demo",
    "budget_usd": "budget, budget in usd, est budget, estimated budget",
    "timeline": "timeframe, time frame, purchase timeline, buying timeline",
}
_CAMEL = re.compile(r"(?<=[a-z\d])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_BETWEEN = re.compile(r"[\W_]+")
EXACT, KNOWN, PART = 0.95, 0.9, 0.7


def plain(name: str) -> str:
    """A name as it is compared: its words in lower case without accents, one blank between them."""
    apart = _CAMEL.sub(" ", name.strip())
    bare = "".join(char for char in unicodedata.normalize("NFKD", apart) if not unicodedata.combining(char))
    return _BETWEEN.sub(" ", bare.casefold().replace("ß", "ss")).strip()


def meanings(name: str) -> dict[str, float]:
    """The canonical keys that a column's name may mean, each with how sure that is, 0 to 1."""
    words = plain(name)
    found = {}
    if (key := _exact().get(words)) is not None:
        found[key] = EXACT
    for key in _known().get(words, ()):
        found.setdefault(key, KNOWN)
    if not found:
        tokens = words.split()
        telling = {_TELLING[token] for token in tokens if token in _TELLING}
        if len(telling) == 1 and len(tokens) <= 4 and not _split(_TURNING).intersection(tokens):
            found[telling.pop()] = PART
        elif len(tokens) > 1 and tokens[-1] in ("id", "uuid", "number"):
            found["event_id"] = 0.5
    return found


def attribute(name: str, declared: Mapping[str, object]) -> tuple[str, float]:
    """The declared attribute that a column's name means, and how sure that is; empty: none."""
    words = plain(name)
    for each in declared:
        if plain(each) == words:
            return each, EXACT
        if words in _split(_ATTRIBUTES.get(each, "")):
            return each, KNOWN
    return "", 0.0


def type_word(kind: FieldType) -> str:
    """What a value of a declared type is, in words."""
    return {
        "text": "text",
        "whole": "a whole number",
        "number": "a number",
        "flag": "yes or no",
        "date": "a date",
        "money": "an amount",
    }[kind]


@cache
def _exact() -> dict[str, str]:
    own = {plain(key): key for key in CANONICAL_KEYS if key not in ("consent", "attributes")}
    return {plain(alias): key for alias, key in ALIASES.items()} | own


@cache
def _known() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for key, words in _WORDS.items():
        for each in _split(words):
            found[each] = (*found.get(each, ()), key)
    return found


@cache
def _split(words: str) -> frozenset[str]:
    return frozenset(plain(each) for each in words.split(",") if each.strip())
