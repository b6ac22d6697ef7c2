"""
I1: report.html in a real browser, on phones, in the dark: nothing sticks out, is fetched, runs, or is too faint.

PICTURES=<folder> keeps what was seen.
"""

import csv
import os
from pathlib import Path

import pytest
from lab.browser import DESK, PHONE, browsing, found
from leadstream.application import application
from typer.testing import CliRunner

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not found() and not os.environ.get("CI"), reason="Debian's package chromium is not installed"),
]
PICTURES = os.environ.get("PICTURES", "")
SMALL_PHONE = (320, 640)
ATTACKS = ["<script>window.ran=1</script>", '"><img src=http://127.0.0.1:9/x onerror=window.ran=1>', "w" * 300]

WIDE = """[...document.querySelectorAll("body *")]
  .filter(each => !each.closest("pre") && !each.closest("svg") && each.getBoundingClientRect().right > innerWidth + 1)
  .map(each => each.tagName + "." + each.className)"""
BARS = """[...document.querySelectorAll("svg rect")].filter(each => each.getBoundingClientRect().width > 0).length"""
RAN = """[document.scripts.length, document.images.length, window.ran === undefined,
  performance.getEntriesByType("resource").length]"""
# Contrast by WCAG 2.2, 1.4.3, of every text against what lies behind it.
FAINT = """(() => {
  const rgb = text => (text.match(/[\\d.]+/g) || []).map(Number);
  const light = c => { const [r, g, b] = c.map(v => (v /= 255) <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4);
    return .2126 * r + .7152 * g + .0722 * b; };
  const behind = e => { for (; e; e = e.parentElement) { const c = rgb(getComputedStyle(e).backgroundColor);
    if (c.length < 4 || c[3] > 0) return c.slice(0, 3); } return [255, 255, 255]; };
  return [...document.querySelectorAll("h1,h2,p,small,b,strong,span,li,td,th,pre,bdi")]
    .filter(e => e.offsetParent && e.textContent.trim()).filter(e => {
      const colour = rgb(getComputedStyle(e).color).slice(0, 3);
      const [a, b] = [light(colour), light(behind(e))].sort((x, y) => y - x);
      return (a + .05) / (b + .05) < 4.5;
    }).map(e => e.tagName + "." + e.className + " " + e.textContent.slice(0, 20));
})()"""


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("tried")
    with (folder / "leads.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["email", "name", "title", "company", "country", "visits", "demo_requested", *ATTACKS])
        for number in range(60):
            attack = ATTACKS[number % 3]
            title = ["CTO", "Assistant", attack][number % 3]
            about = [attack, title, attack, ["DE", "US", "FR"][number % 3], number, "yes" if number % 2 else "no"]
            writer.writerow([f"p{number}@x{number}.example", *about, *ATTACKS])
        writer.writerow(["nobody"])
        writer.writerow(["p1@x1.example"])
    result = CliRunner().invoke(application, ["try", str(folder / "leads.csv"), "--out", str(folder / "out")])
    assert result.exit_code == 1, result.output
    return (folder / "out" / "report.html").as_uri()


@pytest.mark.parametrize("screen", [SMALL_PHONE, PHONE, DESK], ids=["small phone", "phone", "desk"])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
async def test_the_report_is_read_on_every_screen(report: str, screen: tuple[int, int], dark: bool) -> None:
    async with browsing() as page:
        await page.show(report, screen, dark=dark)
        if PICTURES:
            await page.picture(Path(PICTURES) / f"report-{screen[0]}-{'dark' if dark else 'light'}.png")
        assert await page.value("document.documentElement.scrollWidth <= innerWidth")
        assert await page.value(WIDE) == []
        assert await page.value(BARS) >= 10
        assert await page.value(RAN) == [0, 0, True, 0]
        assert await page.value(FAINT) == []
