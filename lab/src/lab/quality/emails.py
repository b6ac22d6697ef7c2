"""E-mail syntax: every verdict on two corpora, and the reason of each that differs from theirs."""

from collections import Counter
from typing import NamedTuple

from ingest.domain import emails

from lab.quality import corpora
from lab.quality.report import Section, Table, percent

WHY_REFUSED = {
    "quoted-local-part": "nobody's address has one, and what looks like one is a pasted fragment",
    "comment": "a comment is no part of an address that anybody has",
    "address-literal": "a host is named, not numbered",
    "single-label-domain": "a top-level domain has no mail for people",
    "top-level-domain": "letters alone, or an IDN's ASCII form (RFC 3696 §2)",
    "domain-character": "not in a host name of the DNS, or a blank at the @ (obsolete folding)",
    "local-part-character": "a blank in the local part (obsolete folding), or what no mailbox is named",
}
WHY_ACCEPTED = {
    "blanks": "line breaks and blanks around it are trimmed, as pasted",
    "final-punctuation": "a final dot, comma or semicolon is cut off, as pasted",
    "display-name": "the address is taken out of `Name <address>`",
    "characters": "wide, composed or numbered letters are folded (NFKC); the length counts the folded form",
}
_GOOD = frozenset({"ISEMAIL_VALID_CATEGORY", "ISEMAIL_DNSWARN", "ISEMAIL_RFC5321", "ISEMAIL_CFWS", "ISEMAIL_DEPREC"})


class Case(NamedTuple):
    """One address: what the corpus says, what we do, and why."""

    corpus: str
    name: str
    theirs: bool
    ours: bool
    code: str


def cases() -> list[Case]:
    """Every address of both corpora."""
    found = [
        _case("isemail", f"{row['id']} {row['diagnosis']}", row["address"], row["category"] in _GOOD)
        for row in corpora.objects("email_syntax_corpora/isemail_tests.jsonl")
    ]
    for number, row in enumerate(corpora.objects("email_syntax_corpora/email_validator_tests.jsonl"), start=1):
        test = row["test"].removeprefix("test_email_")
        theirs = test.startswith("valid") and not row["expected_error"]
        found.append(_case("email-validator", f"{number} {test}", row["address"], theirs))
    return found


def unexplained(found: list[Case]) -> tuple[str, ...]:
    """Cases that differ from their corpus without a reason that is listed."""
    return tuple(f"{each.corpus} {each.name}" for each in found if each.theirs != each.ours and not _why(each))


def measure() -> Section:
    """Both corpora."""
    found = cases()
    same = sum(each.theirs == each.ours for each in found)
    differing = Counter((each.corpus, each.ours, each.code, _why(each)) for each in found if each.theirs != each.ours)
    listed = [
        (corpus, "accepted" if ours else "refused", code or "as it stands", count, why)
        for (corpus, ours, code, why), count in sorted(differing.items())
    ]
    by_corpus = [
        (name, len(those), sum(each.theirs == each.ours for each in those))
        for name in ("isemail", "email-validator")
        if (those := [each for each in found if each.corpus == name])
    ]
    wrong = unexplained(found)
    single = [(each.corpus, each.name, each.code) for each in found if each.theirs != each.ours]
    return Section(
        "E-mail syntax",
        f"{len(found)} addresses; {same} verdicts ({percent(same, len(found))}) as the corpus has them, "
        f"{len(found) - same} otherwise on purpose, {len(wrong)} unexplained. isemail: valid is all that RFC "
        "5321 and 5322 "
        "allow, obsolete forms too; errors and what breaks RFC 5322 or 5321 is not. Addresses are read as "
        "people paste them.",
        (
            Table(("corpus", "addresses", "same verdict"), tuple(by_corpus)),
            Table(("corpus", "ours", "code", "addresses", "why"), tuple(listed)),
            Table(("corpus", "case that differs", "code"), tuple(single)),
        ),
        {"explained": 1 - len(wrong) / len(found)},
        wrong,
    )


def _case(corpus: str, name: str, address: str, theirs: bool) -> Case:
    email = emails.parse(address)
    code = emails.flaw(address) if email is None else email.mended
    return Case(corpus, name, theirs, email is not None, code)


def _why(case: Case) -> str:
    if not case.ours:
        return WHY_REFUSED.get(case.code, "")
    if "reserved" in case.name:
        return "a reserved name (`.test`, `.local`) is read as any: trials and examples use them"
    codes = [code for code in case.code.split(",") if code in WHY_ACCEPTED]
    return "; ".join(WHY_ACCEPTED[code] for code in codes)
