"""axe-core finds nothing wrong with any page, light and dark, wide and narrow."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.chromium import CHROMIUM, Page, browser
from tests.conftest import CONSUMERS, Run

pytestmark = pytest.mark.skipif(
    not CONSUMERS or CHROMIUM is None, reason="SKIPPED: needs Chromium, and BACKSTORY_CONSUMERS with axe-core"
)
PAGES = {
    "explanation": ("explain", "stress", "back spasm", "-f", "html"),
    "term": ("explain", "back spasm", "-f", "html"),
    "claim": ("explain", "C022", "-f", "html"),
    "why not": ("why-not", "cold pack", "lowers", "dehydration", "-f", "html"),
    "picture": ("export", "--explain", "stress", "back spasm", "-f", "html"),
    "picture of the article": ("export", "--all", "--source", "ARTICLE", "-f", "html"),
    "hierarchy": ("export", "--hierarchy", "-f", "html"),
    "emergency": ("assess", "--finding", "back pain", "--finding", "saddle anaesthesia", "--age", "60", "-f", "html"),
    "self-care": ("assess", "--finding", "back spasm", "--takes", "ibuprofen", "--age", "30", "-f", "html"),
}
AXE = """axe.run(document, {resultTypes: ["violations"]}).then((found) => found.violations.map(
  (one) => [one.id, one.impact, one.nodes.slice(0, 3).map((node) => node.html.slice(0, 200))]))"""


@pytest.fixture(scope="module")
def axe() -> Iterator[Page]:
    with browser() as page:
        yield page


@pytest.mark.parametrize("name", PAGES)
def test_no_page_shuts_anybody_out(axe: Page, backstory: Run, tmp_path: Path, name: str) -> None:
    assert CONSUMERS
    script = Path(CONSUMERS, "node_modules", "axe-core", "axe.min.js").read_text("utf-8")
    result = backstory(*PAGES[name])
    assert result.stdout.startswith("<!"), result.stderr
    path = tmp_path / "page.html"
    path.write_text(result.stdout, "utf-8")
    for width in (1280, 390):
        for dark in (False, True):
            axe.open(path, width, dark=dark)
            axe.run(f"{script};0")
            assert axe.run(AXE) == [], (width, dark)
