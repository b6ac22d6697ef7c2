"""A mapping as a source of `sources.yaml`: to be kept, changed by hand, and used by imports."""

import re
import unicodedata

import yaml
from leadcore.workspace import AS_IT_IS, Written

from leadfiles.columns.guess import Mapping

_NOT_A_NAME = re.compile(r"[^a-z0-9]+")
_HEAD = """\
# {count} of {columns} columns of a file, as `leadstream try` understood them. Append this to sources.yaml of your
# workspace; an import then reads the file in the same way: leadstream import FILE --source {name}
# A column that is not named here keeps its own name; what nobody knows is kept and shown as unmapped, never dropped.
"""

_PROPOSALS = """\
# These columns could be fields of your own. To keep them as such, declare them in fields.yaml, each with what it is:
# is it personal (then it is sealed with the person, and no rule sees it)?
"""
_PROPOSED = "#   {name}: {{{what}, personal: true or false}}\n"


def source_name(file: str) -> str:
    """A name that a source may have, made from a file's: lower case letters, digits and hyphens."""
    bare = unicodedata.normalize("NFKD", file.rpartition("/")[2].partition(".")[0])
    name = _NOT_A_NAME.sub("-", bare.encode("ascii", "ignore").decode().lower()).strip("-")
    return (name if name[:1].isalpha() else f"file-{name}".rstrip("-"))[:60].rstrip("-")


def _field_name(column: str) -> str:
    """A name that a field may have, made from a column's."""
    name = source_name(column).replace("-", "_")
    return name or "column"


def source_text(name: str, mapping: Mapping, require_any: tuple[str, ...] = (), said: Written = AS_IT_IS) -> str:
    """The text of the source; `require_any` where it is not the default, `said`: how it is written."""
    source: dict[str, object] = {"description": "From a file, by leadstream try.", "ways": ["import"], "shape": "row"}
    if require_any:
        source["require_any"] = list(require_any)
    told = {
        "map": mapping.renamed,
        "transform": mapping.transforms,
        "dates": said.dates or mapping.dates,
        "decimals": said.decimals or mapping.decimals,
    }
    source.update({name: each for name, each in told.items() if each})
    filled = len([each for each in mapping.columns if each.target])
    text = yaml.safe_dump({name: source}, allow_unicode=True, sort_keys=False, width=100_000)
    proposed = "".join(
        _PROPOSED.format(name=_field_name(each.name), what=each.proposal) for each in mapping.columns if each.proposal
    )
    text += f"\n{_PROPOSALS}{proposed}" if proposed else ""
    return "\n" + _HEAD.format(count=filled, columns=len(mapping.columns), name=name) + text
