"""I10, D6: a gateway or console that was given what it cannot work with ends with exit code 2, naming file and key."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow
TEMPLATE = Path(__file__).parents[2] / "workspace"
NOWHERE = {"KAFKA_BOOTSTRAP_SERVERS": "127.0.0.1:9", "POSTGRES_DSN": "postgresql://x@127.0.0.1:9/x"}


def started(service: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    """What became of a service that should not start."""
    command = Path(sys.executable).with_name(service)
    given = {"PATH": os.environ["PATH"], **NOWHERE, **environment}
    return subprocess.run([command], env=given, capture_output=True, text=True, timeout=120)


@pytest.mark.parametrize("service", ["gateway", "console"])
def test_a_wrong_switch_is_named_by_file_line_and_key(tmp_path: Path, service: str) -> None:
    folder = Path(shutil.copytree(TEMPLATE, tmp_path / "workspace"))
    file = folder / "switches.yaml"
    file.write_text(file.read_text().replace("\n  enableWebhooks: true", "\n  enableWebhooks: maybe"))
    done = started(service, WORKSPACE_DIR=str(folder))
    assert done.returncode == 2
    assert "switches.enableWebhooks: must be true or false" in done.stderr
    assert "switches.yaml:" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("service", ["gateway", "console"])
@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("GATEWAY_KEYS", '[{"id": "a", "sha256": "canary-value"}]', "sha256 is not 64 hex digits for key a"),
        ("TOKEN_KEYS", '{"keys": [{"kty": "oct", "k": "canary-value"}]}', "TOKEN_ISSUER: missing"),
        ("TRUSTED_PROXIES", "10.0.0.0/8, nowhere", "TRUSTED_PROXIES: 'nowhere'"),
        ("GATEWAY_KEYS_FILE", "/no/such/file", "GATEWAY_KEYS: its file cannot be read"),
    ],
)
def test_a_wrong_setting_is_named_without_its_value(service: str, name: str, value: str, told: str) -> None:
    done = started(service, WORKSPACE_DIR=str(TEMPLATE), **{name: value})
    assert done.returncode == 2, done.stderr
    assert told in done.stderr
    assert "canary-value" not in done.stderr + done.stdout
    assert "Traceback" not in done.stderr
