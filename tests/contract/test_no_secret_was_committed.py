"""control:S22: no commit that the repository holds has ever added what has the form of a real secret."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
GIT = shutil.which("git")
FORMS = {
    "a key of ours": r"lsk_[A-Za-z0-9_-]{43}",
    "a webhook secret": r"whsec_[A-Za-z0-9+/]{32,}",
    "a private key": r"BEGIN [A-Z ]*PRIVATE KEY-----\s*[A-Za-z0-9+/]{40,}",
    "Amazon's": r"(?:AKIA|ASIA)[0-9A-Z]{16}",
    "GitHub's": r"gh[pousr]_[A-Za-z0-9]{36}|github_pat_[A-Za-z0-9_]{60,}",
    "Slack's": r"xox[abpr]-[0-9A-Za-z-]{20,}|hooks\.slack\.com/services/T[0-9A-Z]{8,}/B[0-9A-Z]{8,}/[0-9A-Za-z]{24}",
    "Stripe's": r"[sr]k_live_[0-9a-zA-Z]{20,}",
    "Google's": r"AIza[0-9A-Za-z_-]{35}",
    "HubSpot's": r"pat-(?:na|eu)[0-9]-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
    "a token": r"eyJ[A-Za-z0-9_-]{20,}\.eyJ[A-Za-z0-9_-]{20,}\.[A-Za-z0-9_-]{20,}",
}
INVENTED = {"whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYX", "whsec_FxYVFBMSERAPDg0MCwoJCAcGBQQDAgEA"}
"""Of the tests of webhooks: 0, 1, 2 … 23, up and down."""


def found(text: str) -> list[tuple[str, str]]:
    """Each form that occurs and is not invented, with where it begins; never the whole of it."""
    return [(form, one[:9]) for form, shape in FORMS.items() for one in re.findall(shape, text) if one not in INVENTED]


@pytest.mark.skipif(GIT is None or not (ROOT / ".git").exists(), reason="no history here: a copy without git")
def test_no_commit_ever_added_a_secret() -> None:
    assert GIT is not None
    command = (GIT, "log", "--patch", "--no-color", "--unified=0", "--no-textconv")
    history = subprocess.run(command, cwd=ROOT, capture_output=True, timeout=300, check=True).stdout
    added = "\n".join(line[1:] for line in history.decode("utf-8", "replace").splitlines() if line.startswith("+"))
    assert len(added) > 1_000_000, "the history was read"
    assert found(added) == []


@pytest.mark.parametrize(
    "secret",
    [
        "lsk_" + "aB3-" * 10 + "xyz",
        "whsec_" + "C2FVsBQIhrscChlQIMV+b5sSYspob7oD",
        "-----BEGIN RSA PRIVATE KEY-----\n" + "MIIEpAIBAAKCAQEA" * 4,
        "AKIA" + "IOSFODNN7EXAMPL3",
        "ghp_" + "a1B2c3D4e5F6" * 3,
        "xoxb-" + "123456789012-abcdefABCDEF",
        "sk_live_" + "4eC39HqLyjWDarjtT1zdp7dc",
        "AIza" + "SyA-1234567890_abcdefghijklmnopqrst"[:35],
        "pat-na1-" + "01234567-89ab-cdef-0123-456789abcdef",
        "eyJ" + "hbGciOiJIUzI1NiJ9abcdefg." + "eyJ" + "zdWIiOiIxMjM0NTY3ODkwIn0." + "dozjgNryP4J3jVmNHl0w5N_XgL0n",
    ],
)
def test_each_form_would_be_found(secret: str) -> None:
    [(form, began)] = found(f"KEY = '{secret}'")
    assert form in FORMS
    assert len(began) <= 9
