"""
I1, I2, I3, I9, P2: the pages on the ways in, run as they are written, each to PostgreSQL and its passport.

A page's shell blocks are one script; the blocks it says to save are files beside it. The first page is the README,
which starts the stack; the pages that start it anew come last.
"""

import asyncio
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import pytest
from lab.browser import browsing, found
from lab.sdks import run_with_tools
from lab.stack.home import free_port
from lab.stack.testing import temporary_home

pytestmark = [pytest.mark.slow, pytest.mark.long]
ROOT = Path(__file__).parents[2]
WAYS = "docs/ways-in"
PAGES = ("curl", "webhooks", "file", "python")
SAVED = re.compile(r"[Ss]ave as `([^`]+)`[^\n]*\n(?:[^`\n][^\n]*\n)*\s*```[a-z]+\n(.*?)^```", re.M | re.S)
ASKED = re.compile(r"^leadstream why (\S+@\S+)", re.M)
LONGEST_S = 600


@dataclass
class Checkout:
    """A copy of the repository's first level, in which a page may write; with the stack's home and addresses."""

    folder: Path
    home: Path
    env: dict[str, str] = field(default_factory=dict)
    told: dict[str, Any] = field(default_factory=dict)
    """What `leadstream status` says; a stack that starts anew has the same addresses."""

    def run(self, script: str, *within: str) -> str:
        """What a shell prints; every command must end well."""
        begin = ("bash", "-euo", "pipefail", "-c", script)
        env = {**os.environ, "LEADSTREAM_HOME": str(self.home), **self.env}
        env["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        done = subprocess.run(
            (*within, *begin), cwd=self.folder, env=env, capture_output=True, text=True, timeout=LONGEST_S, check=False
        )
        assert done.returncode == 0, f"{done.returncode}\n{done.stdout}\n{done.stderr}"
        return done.stdout

    def asked(self, path: str) -> Any:
        """What the console answers."""
        key = {"Authorization": f"Bearer {self.told['api_key']}"}
        return httpx.get(f"{self.told['console']}{path}", headers=key, timeout=60, trust_env=False).json()


def text_of(page: str) -> str:
    return (ROOT / page).read_text(encoding="utf-8")


def shell(page: str) -> list[str]:
    return re.findall(r"^```sh\n(.*?)^```", text_of(page), re.M | re.S)


def save(checkout: Checkout, text: str) -> list[str]:
    """Write what the page says to save."""
    names = []
    for name, content in SAVED.findall(text):
        file = checkout.folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content, encoding="utf-8")
        names.append(name)
    return names


def copied(folder: Path) -> None:
    """Links to all that stands in the checkout, but a copy of the clients: they are built where they stand."""
    for each in ROOT.iterdir():
        if each.name not in {"sdks", ".git", ".leadstream"}:
            (folder / each.name).symlink_to(each)
    away = shutil.ignore_patterns("node_modules", "dist", "__pycache__", "build", "*.egg-info")
    shutil.copytree(ROOT / "sdks", folder / "sdks", ignore=away)


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory, shell_tools: None) -> Iterator[Checkout]:
    """With a stack, as the README's "Send a lead, ask why" starts and ends it."""
    [block] = [each for each in shell("README.md") if "leadstream up --detach" in each]
    first, down = block.removesuffix("\n").rsplit("\n", 1)
    assert down == "leadstream down"
    folder = tmp_path_factory.mktemp("checkout")
    copied(folder)
    with temporary_home() as home:
        made = Checkout(folder, home.root)
        try:
            print(made.run(first))
            made.told = told = json.loads(made.run("leadstream status --json"))
            made.env = {"GATEWAY": told["gateway"], "KEY": told["api_key"], "CONSOLE": told["console"]}
            yield made
        finally:
            made.run(down)


def explained(checkout: Checkout, text: str) -> None:
    """Whoever the page asks for is a lead of PostgreSQL, and each unit tells what it decided."""
    asked = ASKED.findall(text)
    assert asked, "a page ends with a passport"
    for email in asked:
        [lead] = checkout.asked(f"/v1/leads?email={email}")["items"]
        passport = checkout.asked(f"/v1/leads/{lead['lead_id']}/passport")
        assert passport["lead"]["email"] == email
        assert {"ingest.normalise", "ingest.admit", "scorer", "router"} <= {d["unit"] for d in passport["decisions"]}
        assert asyncio.run(kept(checkout.told["postgres"], passport["lead_id"])) == 1


async def kept(dsn: str, lead_id: str) -> int:
    connection = await asyncpg.connect(dsn)
    try:
        return int(await connection.fetchval("select count(*) from pipeline.leads where lead_id = $1", lead_id))
    finally:
        await connection.close()


def test_the_readme_s_first_lead(checkout: Checkout) -> None:
    explained(checkout, text_of("README.md"))


@pytest.mark.parametrize("page", PAGES)
def test_a_page_works_as_it_is_written(checkout: Checkout, page: str) -> None:
    text = text_of(f"{WAYS}/{page}.md")
    save(checkout, text)
    print(checkout.run("\n".join(shell(f"{WAYS}/{page}.md"))))
    explained(checkout, text)


def test_your_own_producer(checkout: Checkout, kcat: str) -> None:
    print(checkout.run("\n".join(shell(f"{WAYS}/kafka.md"))))
    explained(checkout, text_of(f"{WAYS}/kafka.md"))


def test_typescript_on_node(checkout: Checkout) -> None:
    """With the Node that the clients are generated with."""
    text = text_of(f"{WAYS}/typescript.md")
    assert save(checkout, text) == ["sending-ts/send.mjs"]
    told = checkout.run("\n".join(shell(f"{WAYS}/typescript.md")), *run_with_tools())
    assert "1 of 2 taken" in told
    assert re.search(r"422 rejected \[ { field: 'email'|not known yet: http", told), told
    explained(checkout, text)


@pytest.mark.parametrize("page", ["docs/api.md", "docs/access.md", "docs/webhooks.md"])
def test_other_pages_first_commands(checkout: Checkout, page: str) -> None:
    """The first shell block of each; `GATEWAY`, `KEY` and `CONSOLE` are those of the stack."""
    print(checkout.run(shell(page)[0]))


def test_imports_from_the_command_line_and_over_http(checkout: Checkout) -> None:
    """`docs/imports.md`, all of its commands; the posted file has a row that cannot be read."""
    told = checkout.run("\n".join(shell("docs/imports.md")))
    print(told)
    assert "2 rows = 2 imported" in told
    posted = json.loads((checkout.folder / "import.json").read_bytes())
    sums = {name: posted[name] for name in ("rows", "sent", "imported", "duplicate", "rejected", "dead", "open")}
    assert sums == {"rows": 2, "sent": 1, "imported": 1, "duplicate": 0, "rejected": 1, "dead": 0, "open": 0}
    assert re.search(r"^3,rejected,unclosed-quote,", told, re.M), "the report, by line"
    explained(checkout, text_of("docs/imports.md"))


def test_hubspot_and_others(checkout: Checkout) -> None:
    print(checkout.run("\n".join(shell(f"{WAYS}/senders.md"))))
    explained(checkout, text_of(f"{WAYS}/senders.md"))


@pytest.mark.skipif(not found() and not os.environ.get("CI"), reason="Debian's package chromium is not installed")
def test_a_form_in_a_browser(checkout: Checkout) -> None:
    """As written, but for the port of the page, which another process may have."""
    port = str(free_port())
    text = text_of(f"{WAYS}/form.md").replace("8000", port)
    assert save(checkout, text) == ["site/index.html"]
    prepare, ask = re.findall(r"^```sh\n(.*?)^```", text, re.M | re.S)
    print(checkout.run(prepare))
    [served] = re.findall(r"`python3 (-m http.server [^`]+)`", text)
    server = subprocess.Popen((sys.executable, *served.split(), "--bind", "127.0.0.1"), cwd=checkout.folder)
    try:
        asyncio.run(filled(f"http://localhost:{port}/"))
    finally:
        server.kill()
        server.wait()
    print(checkout.run(ask))
    explained(checkout, text)


async def filled(address: str) -> None:
    async with browsing() as page:
        for _ in range(50):
            await page.show(address)
            if await page.value("document.title") == "Northwind":
                break
            await asyncio.sleep(0.2)  # the server of the page is starting
        await page.until("!!document.querySelector('.leadstream form')")
        await page.type("#ls-contact-email", "frida@northwind.example")
        await page.type("#ls-contact-full_name", "Frida Form")
        await asyncio.sleep(2.2)  # who is faster is no person: `least_seconds`
        await page.click(".leadstream button")
        await page.until("document.querySelector('.leadstream').textContent.includes('Thank you')")
