"""HTML and SVG put together from parts: a text is escaped unless it was made here, so that none can be forgotten."""

from html import escape

from leadfiles import visible

VOID = frozenset({"meta", "br", "hr", "rect", "line", "path", "circle"})


class Html(str):
    """A text that is markup already; only this module makes one."""

    __slots__ = ()


LINE = Html("\n")
"""A line's end, where one is meant; those of a text are shown as pictures."""


def tag(name: str, /, *children: str | None, **attributes: str | int | float) -> Html:
    """An element; `class_` is its class, `data_x` the attribute data-x; a child that is None is left out."""
    told = "".join(f' {_named(key)}="{escape(str(value), quote=True)}"' for key, value in attributes.items())
    if name in VOID:
        return Html(f"<{name}{told}>" if name in ("meta", "br", "hr") else f"<{name}{told}/>")
    return Html(f"<{name}{told}>{joined(*children)}</{name}>")


def joined(*children: str | None) -> Html:
    """Children one after the other; of the file's texts at most 200 characters, controls as pictures."""
    return Html("".join(_safe(each) for each in children if each is not None))


def sheet(css: str) -> Html:
    """A style sheet of ours."""
    return Html(f"<style>{css}</style>")


def document(language: str, *children: str) -> Html:
    """A whole page."""
    return Html(f"<!doctype html>\n{tag('html', *children, lang=language)}\n")


def _safe(text: str) -> str:
    return text if isinstance(text, Html) else escape(visible(text, 400), quote=True)


def _named(key: str) -> str:
    return key.rstrip("_").replace("_", "-")
