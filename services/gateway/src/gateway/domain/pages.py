"""
A form as a page that needs no script: labels, errors tied to their fields, and what a person had typed.

Everything that is not ours is escaped; styles stand in the page under a nonce, and nothing is loaded from anywhere.
"""

from collections.abc import Mapping, Sequence
from html import escape

from leadcore.frozen import dataclass
from leadcore.problems import FieldError
from leadcore.workspace import Form, Input

from gateway.domain.forms import STAMP, TRACKED, TRAP, Posted, box_name, ticked

AUTOCOMPLETE: Mapping[str, str] = {
    "email": "email",
    "full_name": "name",
    "first_name": "given-name",
    "last_name": "family-name",
    "phone": "tel",
    "company_name": "organization",
    "company_domain": "url",
    "title": "organization-title",
    "country": "country-name",
    "region": "address-level1",
    "city": "address-level2",
    "address": "street-address",
    "postal_code": "postal-code",
}
"""WCAG 2.2, 1.3.5: browsers may fill in what they know."""
_TYPES = {"email": "email", "phone": "tel", "url": "url"}


@dataclass(frozen=True, slots=True)
class Style:
    """The page's one style, and the nonce under which the browser takes it."""

    text: str
    nonce: str


def form_page(form: Form, stamp: str, posted: Posted, faults: Sequence[FieldError], said: str, style: Style) -> str:
    """The page; `posted`: what it is filled in with; `said`: a message above the form."""
    by_name = {each.field: _words(form, each.reason) for each in faults}
    body = "".join(
        (
            f"<h1>{escape(form.title)}</h1>",
            f"<p>{escape(form.intro)}</p>" if form.intro else "",
            _summary(form, by_name, said),
            '<form method="post" accept-charset="utf-8">',
            *(_field(form, each, posted.get(each.name, ""), by_name.get(each.name, "")) for each in form.fields),
            *(_box(form, at, posted, by_name) for at in range(len(form.consents))),
            _hidden(stamp, posted),
            f'<button type="submit">{escape(form.texts.submit)}</button></form>',
        )
    )
    return _page(form, form.title, body, style)


def thanks_page(form: Form, style: Style) -> str:
    """What a person sees who has sent the form."""
    body = f'<h1>{escape(form.title)}</h1><p role="status">{escape(form.texts.thanks)}</p>'
    return _page(form, form.title, body, style)


def described(name: str, form: Form, stamp: str) -> dict[str, object]:
    """The form as the embedded script reads it."""
    texts = {each: getattr(form.texts, each) for each in form.texts.__slots__}
    asked = [
        {
            "name": each.name,
            "label": each.label,
            "kind": each.kind,
            "type": _TYPES.get(each.kind, "text"),
            "required": each.required,
            "hint": each.hint,
            "options": list(each.options),
            "autocomplete": AUTOCOMPLETE.get(each.name, "off"),
        }
        for each in form.fields
    ]
    boxes = [{"name": box_name(each.purpose), "text": each.text, "required": each.required} for each in form.consents]
    head = {"name": name, "title": form.title, "intro": form.intro, "language": form.language}
    return {**head, "fields": asked, "consents": boxes, "texts": texts, "trap": TRAP, "stamp": stamp}


def _page(form: Form, title: str, body: str, style: Style) -> str:
    return (
        f'<!doctype html><html lang="{escape(form.language)}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<meta name="robots" content="noindex"><title>{escape(title)}</title>'
        f'<style nonce="{style.nonce}">{style.text}</style></head><body><main>{body}</main></body></html>'
    )


def _words(form: Form, reason: str) -> str:
    return str(getattr(form.texts, reason, form.texts.required))


def _summary(form: Form, faults: Mapping[str, str], said: str) -> str:
    """What is wrong, with a link to each field; it has the focus, so that it is read out first."""
    if not faults:
        return f'<div class="faults" role="alert" tabindex="-1" autofocus>{escape(said)}</div>' if said else ""
    labels = {each.name: each.label for each in form.fields} | {box_name(b.purpose): b.text for b in form.consents}
    items = "".join(f'<li><a href="#{escape(n)}">{escape(labels[n])}</a>: {escape(w)}</li>' for n, w in faults.items())
    return (
        '<div class="faults" role="alert" tabindex="-1" autofocus>'
        f"<h2>{escape(form.texts.wrong)}</h2><ul>{items}</ul></div>"
    )


def _field(form: Form, asked: Input, value: str, fault: str) -> str:
    name = escape(asked.name)
    optional = "" if asked.required else f' <span class="optional">({escape(form.texts.optional)})</span>'
    hint = f'<p class="hint" id="{name}.hint">{escape(asked.hint)}</p>' if asked.hint else ""
    told = " ".join(f"{asked.name}.{part}" for part, there in (("hint", hint), ("fault", fault)) if there)
    common = "".join(
        (
            f' id="{name}" name="{name}" autocomplete="{AUTOCOMPLETE.get(asked.name, "off")}"',
            " required" if asked.required else "",
            f' aria-describedby="{escape(told)}"' if told else "",
            ' aria-invalid="true"' if fault else "",
        )
    )
    return (
        f'<div class="field"><label for="{name}">{escape(asked.label)}{optional}</label>{hint}'
        f"{_control(asked, value, common)}{_fault(asked.name, fault)}</div>"
    )


def _control(asked: Input, value: str, common: str) -> str:
    if asked.kind == "area":
        return f"<textarea{common}>\n{escape(value)}</textarea>"
    if asked.kind == "choice":
        options = "".join(
            f"<option{' selected' if each == value else ''}>{escape(each)}</option>" for each in asked.options
        )
        return f'<select{common}><option value=""></option>{options}</select>'
    return f'<input type="{_TYPES.get(asked.kind, "text")}"{common} value="{escape(value)}">'


def _box(form: Form, at: int, posted: Posted, faults: Mapping[str, str]) -> str:
    asked = form.consents[at]
    name, fault = box_name(asked.purpose), faults.get(box_name(asked.purpose), "")
    marks = "".join(
        (
            " checked" if ticked(asked.purpose, posted) else "",
            " required" if asked.required else "",
            f' aria-describedby="{escape(name)}.fault" aria-invalid="true"' if fault else "",
        )
    )
    return (
        f'<div class="field"><div class="box"><input type="checkbox" id="{escape(name)}" name="{escape(name)}"'
        f' value="yes"{marks}><label for="{escape(name)}">{escape(asked.text)}</label></div>{_fault(name, fault)}</div>'
    )


def _fault(name: str, fault: str) -> str:
    return f'<p class="fault" id="{escape(name)}.fault">{escape(fault)}</p>' if fault else ""


def _hidden(stamp: str, posted: Posted) -> str:
    """Where the person came from, the page's stamp, and the trap, which nobody sees or hears."""
    kept = {STAMP: stamp} | {name: posted[name] for name in TRACKED if posted.get(name)}
    inputs = "".join(f'<input type="hidden" name="{name}" value="{escape(value)}">' for name, value in kept.items())
    return (
        f'{inputs}<div class="away" aria-hidden="true"><label for="{TRAP}">Leave this empty</label>'
        f'<input id="{TRAP}" name="{TRAP}" tabindex="-1" autocomplete="off"></div>'
    )
