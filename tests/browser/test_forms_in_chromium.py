"""
I3: forms in a real browser: on a phone, by keyboard, in the dark, without JavaScript, and embedded in somebody's page.

PICTURES=<folder> keeps what was seen.
"""

import json
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from gateway import app
from gateway.adapters.memory import MemoryLog
from gateway.adapters.redis_limiter import NoLimiter
from gateway.routes.forms import FormDesk
from gateway.routes.leads import Edge
from lab.browser import DESK, PHONE, Page, browsing, found
from lab.stack.home import free_port
from leadcore import workspace
from leadcore.access.callers import Keyring
from leadcore.clock import system_clock
from leadcore.metrics import Metrics
from leadcore.runtime.web_access import guard_of
from leadcore.testing.patience import reached
from leadcore.workspace import ConsentBox

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not found() and not os.environ.get("CI"), reason="Debian's package chromium is not installed"),
]
SHIPPED = workspace.load(Path(__file__).parents[2] / "workspace")
PICTURES = os.environ.get("PICTURES", "")

# Contrast by WCAG 2.2, 1.4.3, of every text that is seen against what lies behind it.
FAINT = """
(() => {
  const rgb = text => (text.match(/[\\d.]+/g) || []).map(Number);
  const light = c => { const [r, g, b] = c.map(v => (v /= 255) <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4);
    return .2126 * r + .7152 * g + .0722 * b; };
  const behind = e => { for (; e; e = e.parentElement) { const c = rgb(getComputedStyle(e).backgroundColor);
    if (c.length < 4 || c[3] > 0) return c.slice(0, 3); } return [255, 255, 255]; };
  const found = [];
  for (const e of document.querySelectorAll("h1,p,label,span,button,a,li,input,select,textarea")) {
    if (e.closest(".away") || !e.offsetParent) continue;
    const [a, b] = [light(rgb(getComputedStyle(e).color).slice(0, 3)), light(behind(e))].sort((x, y) => y - x);
    if ((a + .05) / (b + .05) < 4.5) found.push(e.tagName + " " + e.textContent.slice(0, 30));
  }
  return found;
})()
"""


@dataclass
class Site:
    """A gateway, and a customer's page elsewhere that embeds its form."""

    gateway: str
    page: str
    log: MemoryLog
    later_ms: int = 0
    """By how much the gateway's clock is ahead."""

    def now(self) -> int:
        """The gateway's clock."""
        return system_clock() + self.later_ms

    async def lead(self) -> dict[str, Any]:
        """The one lead that was kept."""
        await reached(lambda: bool(self.log.kept))
        [kept] = self.log.kept
        told: dict[str, Any] = json.loads(kept.payload)
        return told


@asynccontextmanager
async def site(
    origins: bool = True, strict: bool = False, least_seconds: float = 0.0, redirected: bool = False
) -> AsyncIterator[Site]:
    """
    `origins`: the customer's page may embed it; `strict`: under a content security policy without inline styles;
    `redirected`: who has sent it goes to the customer's page `/there`.
    """
    log, page_port = MemoryLog(), free_port()
    page = f"http://localhost:{page_port}"
    here = Site("", f"{page}/?utm_source=news&utm_medium=email&gclid=g-1", log)
    box = ConsentBox("terms", "I accept the terms of use.", "1", required=True)
    form = SHIPPED.forms["contact"]
    changed = replace(
        form,
        least_seconds=least_seconds,
        redirect=f"{page}/there" if redirected else None,
        origins=(page,) if origins else (),
        consents=(*form.consents, box),
    )
    edge = Edge(
        guard_of(Keyring([])),
        replace(SHIPPED, forms={"contact": changed}),
        log,
        NoLimiter(),
        here.now,
        Metrics(),
        "",
    )
    async with TestServer(app.build(edge, forms=FormDesk(b"s" * 32, NoLimiter()))) as server:
        here.gateway = gateway = f"http://127.0.0.1:{server.port}"
        policy = f"default-src 'none'; script-src {gateway}; connect-src {gateway}" if strict else ""

        async def customers(_request: web.Request) -> web.Response:
            text = '<!doctype html><html lang="en"><meta name="viewport" content="width=device-width">'
            text += '<title>Northwind</title><body><h1>Northwind</h1><div id="here"></div>'
            text += f'<script src="{gateway}/f/leadstream.js" data-form="contact" data-into="#here" async></script>'
            headers = {"Content-Security-Policy": policy} if policy else {}
            return web.Response(text=text, content_type="text/html", headers=headers)

        pages = web.Application()
        pages.router.add_get("/", customers)
        pages.router.add_get("/there", customers)
        async with TestServer(pages, port=page_port):
            yield here


async def seen(page: Page, name: str) -> None:
    if PICTURES:
        await page.picture(Path(PICTURES) / f"{name}.png")


async def fill(page: Page, prefix: str = "") -> None:
    def at(name: str) -> str:
        return f"#{prefix}{name}" if prefix else f'[name="{name}"]'

    await page.type(at("email"), "ada@northwind.example")
    await page.type(at("full_name"), "Ada Example")
    await page.type(at("message"), "Hello\nthere")


@pytest.mark.parametrize("scripts", [False, True])
async def test_a_phone_sends_the_page_with_and_without_javascript(scripts: bool) -> None:
    async with site() as here, browsing() as page:
        await page.show(f"{here.gateway}/f/contact?utm_source=qr&fbclid=f-1", PHONE, scripts=scripts)
        await seen(page, f"form-phone-{scripts}")
        assert await page.value("document.documentElement.scrollWidth <= innerWidth")
        small = "[...document.querySelectorAll('input:not([type=hidden]):not([tabindex]),button,select')]"
        assert await page.value(f"{small}.every(e => e.getBoundingClientRect().height >= 24)"), "WCAG 2.5.8"
        await fill(page)
        await page.click('[name="consent.terms"]')
        await page.click("button")
        await page.until("location.pathname.endsWith('/thanks')")
        await seen(page, f"thanks-phone-{scripts}")
        lead = await here.lead()
    assert (lead["email"], lead["message"]) == ("ada@northwind.example", "Hello\nthere")
    assert (lead["utm_source"], lead["fbclid"]) == ("qr", "f-1")
    assert {each["purpose"]: each["granted"] for each in lead["consent"]} == {"email": False, "terms": True}


async def test_without_javascript_an_error_has_the_focus_and_nothing_typed_is_lost() -> None:
    async with site() as here, browsing() as page:
        await page.show(f"{here.gateway}/f/contact", PHONE, scripts=False)
        await page.type('[name="email"]', "ada@northwind")  # good enough for the browser, not for us
        await page.type('[name="full_name"]', "Ada Example")
        await page.click('[name="consent.terms"]')
        await page.click("button")
        # The browser gives the focus with the first picture of the page, which is after the page is there.
        await page.until("document.activeElement.getAttribute('role') === 'alert'")
        await seen(page, "errors-phone")
        assert await page.value("document.querySelector('[name=full_name]').value") == "Ada Example"
        assert await page.value("document.querySelector('[name=\"consent.terms\"]').checked")
        assert await page.value("document.querySelector('[name=email]').getAttribute('aria-invalid')") == "true"
        assert await page.value(FAINT) == []
        await page.click(".faults a")
        await page.until("document.activeElement.name === 'email'")
        await page.value("document.querySelector('[name=email]').value = ''")
        await page.type('[name="email"]', "ada@northwind.example")
        await page.click("button")
        await page.until("location.pathname.endsWith('/thanks')")
        assert (await here.lead())["email"] == "ada@northwind.example"


@pytest.mark.parametrize("dark", [False, True])
async def test_every_text_can_be_read(dark: bool) -> None:
    async with site() as here, browsing() as page:
        await page.show(f"{here.gateway}/f/contact", DESK, dark=dark)
        await seen(page, f"form-desk-{'dark' if dark else 'light'}")
        assert await page.value(FAINT) == []
        assert await page.value("getComputedStyle(document.body).backgroundColor") == (
            "rgb(17, 22, 28)" if dark else "rgb(255, 255, 255)"
        ), "the style is taken under its nonce"


async def test_the_keyboard_is_enough_and_never_meets_the_trap() -> None:
    async with site() as here, browsing() as page:
        await page.show(f"{here.gateway}/f/contact", DESK)
        met = []
        for _ in range(9):
            await page.press("Tab")
            met.append(await page.value("document.activeElement.name || document.activeElement.type"))
        assert met == [
            "email",
            "full_name",
            "company_name",
            "phone",
            "attributes.timeline",
            "message",
            "consent.email",
            "consent.terms",
            "submit",
        ]
        assert await page.value("getComputedStyle(document.activeElement).outlineStyle") == "solid"


@pytest.mark.parametrize("strict", [False, True])
async def test_a_page_elsewhere_embeds_the_form(strict: bool) -> None:
    async with site(strict=strict) as here, browsing() as page:
        await page.show(here.page, PHONE)
        await page.until("!!document.querySelector('.leadstream form')")
        await seen(page, f"embedded-{'strict' if strict else 'plain'}")
        assert await page.value("document.documentElement.scrollWidth <= innerWidth")
        trap = "document.querySelector('.ls-away').getBoundingClientRect().right < 0"
        assert await page.value(trap), "the trap is out of sight, also where inline styles are forbidden"
        await page.click(".leadstream button")
        await page.until("document.querySelectorAll('.ls-fault').length === 3")
        await seen(page, f"embedded-errors-{'strict' if strict else 'plain'}")
        assert await page.value("document.activeElement.name") == "email"
        tied = "document.getElementById(document.activeElement.getAttribute('aria-describedby')).textContent"
        assert await page.value(tied) == SHIPPED.forms["contact"].texts.required
        await fill(page, "ls-contact-")
        await page.click("#ls-contact-consent-terms")
        await page.click(".leadstream button")
        await page.until("document.querySelector('.leadstream').textContent.includes('Thank you')")
        assert await page.value("document.activeElement.getAttribute('role')") == "status"
        lead = await here.lead()
    assert lead["full_name"] == "Ada Example"
    assert (lead["utm_source"], lead["utm_medium"], lead["gclid"]) == ("news", "email", "g-1")
    assert lead["page_url"] == here.page


async def embedded(here: Site, page: Page) -> None:
    """Show the form in the customer's page and fill it in."""
    await page.show(here.page)
    await page.until("!!document.querySelector('.leadstream form')")
    await fill(page, "ls-contact-")
    await page.click("#ls-contact-consent-terms")


async def test_a_page_that_was_open_for_too_long_is_sent_again_and_becomes_a_lead() -> None:
    """By the script alone and at once, however long `least_seconds` is: nobody waits, and no trap takes it."""
    async with site(least_seconds=60.0) as here, browsing() as page:
        await embedded(here, page)
        here.later_ms = 8 * 86_400_000
        await page.click(".leadstream button")
        await page.until("document.querySelector('.leadstream').textContent.includes('Thank you')")
        assert (await here.lead())["email"] == "ada@northwind.example"
        assert [each.content_type for each in here.log.kept] == ["application/json"]


async def test_the_page_hears_that_it_was_sent_before_the_person_goes_elsewhere() -> None:
    async with site(redirected=True) as here, browsing() as page:
        await embedded(here, page)
        await page.value("addEventListener('leadstream:sent', e => sessionStorage.setItem('sent', e.detail.form))")
        await page.click(".leadstream button")
        await page.until("location.pathname === '/there'")
        assert await page.value("sessionStorage.getItem('sent')") == "contact"


async def test_a_page_that_may_not_embed_it_gets_a_link() -> None:
    async with site(origins=False) as here, browsing() as page:
        await page.show(here.page)
        await page.until("!!document.querySelector('.leadstream a')")
        assert await page.value("document.querySelector('.leadstream a').href") == f"{here.gateway}/f/contact"
        assert not here.log.kept
