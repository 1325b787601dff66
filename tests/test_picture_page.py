"""The page of a picture in a browser, with the network off."""

import base64
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import kg
from kg.export import Edge, Family, Node, Picture, details_of, picture_of_proofs, to_picture_page
from tests.chromium import CHROMIUM, Page, browser

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="SKIPPED: Chromium is not installed")
CARD = "document.querySelector('#card').textContent"
HEAD = "document.querySelector('#card h2')?.textContent"
SHOWN = "[...document.querySelectorAll('g.node:not(.faint):not(.gone)')].map((e) => e.dataset.node).sort()"
VIEW = "document.querySelector('.stage > svg').getAttribute('viewBox').split(' ').map(Number)"


@pytest.fixture(scope="module")
def chromium() -> Iterator[Page]:
    with browser() as page:
        yield page


@pytest.fixture(scope="module")
def why(graph: kg.KnowledgeGraph) -> Picture:
    return graph.picture("stress", "back spasm")


@pytest.fixture(scope="module")
def path(graph: kg.KnowledgeGraph, why: Picture, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("page") / "why.html"
    file.write_text(to_picture_page(why, details_of(graph, why)), "utf-8")
    return file


@pytest.fixture
def page(chromium: Page, path: Path) -> Iterator[Page]:
    """The page, opened; whatever it does, it says nothing and asks for nothing."""
    chromium.messages.clear()
    chromium.requests.clear()
    chromium.open(path)
    yield chromium
    assert chromium.messages == []
    asked = [address for address in chromium.requests if not address.startswith("blob:")]
    assert asked == [path.resolve().as_uri()]


def test_the_article_takes_at_most_400_kb(graph: kg.KnowledgeGraph) -> None:
    picture = graph.picture(source="ARTICLE")
    assert {name for edge in picture.edges for name in edge.claims if name.startswith("E")}, "bridges are included"
    text = to_picture_page(picture, details_of(graph, picture))
    assert len(text.encode()) <= 400_000
    assert all(graph.claims[name].statement in text for edge in picture.edges for name in edge.claims if name != "C048")


def test_searching_focuses_on_what_is_found(page: Page, why: Picture) -> None:
    page.key("/", "/")
    page.type("muscle fat")
    assert page.run(HEAD) == "muscle fatigue"
    near = {
        end
        for edge in why.edges
        for end in (edge.source, edge.target)
        if "bs:MuscleFatigue" in (edge.source, edge.target)
    }
    assert page.run(SHOWN) == sorted(near)
    page.run("document.getElementById('search').value = ''")
    page.type("stress")
    assert page.run("document.getElementById('found').textContent").startswith("1 of ")
    assert page.run(HEAD) == "stress"
    page.key("Enter")
    assert page.run(HEAD) != "stress"
    page.key("Enter", shift=True)
    assert page.run(HEAD) == "stress"
    page.key("Escape")
    assert page.run(SHOWN) == sorted(node.id for node in why.nodes)


def test_a_card_tells_definition_claims_hedge_and_source(page: Page, graph: kg.KnowledgeGraph) -> None:
    page.click('g.node[data-node="bs:ShallowBreathing"]')
    card = page.run(CARD)
    claim = graph.claims["C036"]
    assert graph.terms.entry(graph.terms.find("shallow breathing")).definition in card
    for text in (claim.statement, "Does Stress Cause Back Spasms? ¶5 s3", "hedge: common", "stated"):
        assert text in card
    page.click('g.node[data-node="bs:ShallowBreathing"]')
    assert page.run(CARD).startswith("Choose a node")


def test_an_edge_has_a_card_too(page: Page) -> None:
    page.run("document.querySelector('g.edge[data-edge=e1]').dispatchEvent(new MouseEvent('click', {bubbles: true}))")
    first = json.loads(page.run("document.getElementById('data').textContent"))["edges"][0]
    assert page.run(HEAD) == first["label"]
    assert first["claims"].split()[0] in page.run(CARD)


def test_a_path_is_shown_between_two_picked_nodes(page: Page) -> None:
    page.click('g.node[data-node="bs:PoorPosture"]')
    page.click('g.node[data-node="bs:MuscleFatigue"]', shift=True)
    assert page.run(HEAD) == "poor posture and muscle fatigue"
    assert page.run("document.querySelectorAll('#card ol > li').length") == 3
    assert "bs:SustainedMechanicalStress" in page.run(SHOWN)
    assert page.run("document.querySelectorAll('g.edge.lit').length") == 3
    page.key("Escape")
    page.click('g.node[data-node="bs:MuscleFatigue"]')
    page.click("#way")
    page.click('g.node[data-node="bs:PoorPosture"]')
    assert page.run(HEAD) == "muscle fatigue and poor posture"


def test_the_legend_hides_and_shows(page: Page, why: Picture) -> None:
    mechanisms = [node.id for node in why.nodes if node.family is Family.MECHANISM]
    box = 'input[data-hides="group:process, state"]'
    page.click(box)
    assert page.run("document.querySelectorAll('g.node.gone').length") == len(mechanisms)
    page.click(box)
    assert page.run("document.querySelectorAll('.gone').length") == 0
    page.click('input[data-hides="polarity:lowers"]')
    lowering = [edge for edge in why.edges if edge.polarity == "lowers"]
    assert page.run("document.querySelectorAll('g.edge.gone').length") == len(lowering) > 0
    page.click('input[data-hides="evidence:editorial"]')
    hidden = [edge for edge in why.edges if edge.polarity == "lowers" or edge.editorial]
    assert page.run("document.querySelectorAll('g.edge.gone').length") == len(hidden)


def test_it_zooms_and_moves_by_keys_buttons_and_wheel(page: Page) -> None:
    whole = page.run(VIEW)
    page.key("+", "+")
    assert page.run(VIEW)[2] < whole[2]
    page.key("0", "0")
    assert page.run(VIEW) == whole
    page.click("#zoom-in")
    near = page.run(VIEW)
    page.run("document.querySelector('g.node').focus()")
    page.key("ArrowRight")
    assert page.run(VIEW)[0] > near[0]
    page.click("#whole")
    assert page.run(VIEW) == whole
    page.run(
        "document.querySelector('.stage > svg').dispatchEvent(new WheelEvent('wheel', {deltaY: -1, clientX: 300,"
        " clientY: 300, cancelable: true}))"
    )
    assert page.run(VIEW)[2] < whole[2]


def test_every_node_is_reached_and_picked_by_keys(page: Page, why: Picture) -> None:
    for _ in range(60):
        page.key("Tab")
        if page.run("document.activeElement.matches('g.node')"):
            break
    reached = [page.run("document.activeElement.dataset.node")]
    page.key("Enter")
    assert page.run("document.activeElement.getAttribute('aria-pressed')") == "true"
    page.key("Escape")
    for _ in range(len(why.nodes) - 1):
        page.key("Tab")
        reached.append(page.run("document.activeElement.dataset.node"))
    assert sorted(reached) == sorted(node.id for node in why.nodes)
    assert page.run("document.querySelectorAll('g.node[role=button][aria-label]').length") == len(why.nodes)


def test_what_is_saved_is_what_is_shown(page: Page, why: Picture) -> None:
    page.run(
        "window.saved = []; URL.createObjectURL = ((old) => (blob) => { window.saved.push(blob); return old(blob); })"
        "(URL.createObjectURL.bind(URL)); HTMLAnchorElement.prototype.click = function () { this.dataset.clicked = 1; }"
    )
    for name in ("save-json", "save-svg", "save-png"):
        page.click(f"#{name}")
    assert len(json.loads(page.run("window.saved[0].text()"))["nodes"]) == len(why.nodes)
    svg = page.run("window.saved[1].text()")
    assert svg.startswith("<svg")
    assert svg.count('class="node"') == len(why.nodes)
    for _ in range(100):
        if page.run("window.saved.length") == 4:
            break
        page.run("new Promise((done) => setTimeout(done, 50))")
    png = page.run(
        "window.saved[3].arrayBuffer().then((b) => btoa(String.fromCharCode(...new Uint8Array(b).slice(0, 8))))"
    )
    assert base64.b64decode(png).startswith(b"\x89PNG")


def test_without_scripts_it_is_complete(chromium: Page, path: Path, why: Picture) -> None:
    chromium.open(path, scripts=False)
    tree = chromium.send("DOM.getDocument", depth=-1)
    html = chromium.send("DOM.getOuterHTML", nodeId=tree["root"]["nodeId"])["outerHTML"]
    assert all(f'data-node="{node.id}"' in html for node in why.nodes)
    assert 'class="live"' not in html
    assert html.count("<tr>") == len(why.nodes) + len(why.edges) + 2


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("width", [390, 1280])
def test_it_fits_the_screen(chromium: Page, path: Path, width: int, dark: bool) -> None:
    chromium.open(path, width, dark=dark)
    assert chromium.run("document.documentElement.scrollWidth") <= width
    assert chromium.run("document.querySelector('.stage').getBoundingClientRect().height") >= 240
    paper = chromium.run("getComputedStyle(document.body).backgroundColor")
    assert (paper == "rgb(255, 255, 255)") != dark


@pytest.mark.parametrize("dark", [False, True])
def test_what_is_drawn_can_be_read_on_its_paper(chromium: Page, path: Path, dark: bool) -> None:
    """Every text outside a node stands on the paper; the boxes of layers do not cover it. Contrast as in WCAG 1.4.3."""
    chromium.open(path, dark=dark)
    boxes, texts, paper = chromium.run(
        "[[...document.querySelectorAll('g.cluster > :is(path, polygon, rect)')].map(e => getComputedStyle(e).fill),"
        " [...document.querySelectorAll('g.cluster text, g.edge text')].map(e => getComputedStyle(e).fill),"
        " getComputedStyle(document.querySelector('.stage')).backgroundColor]"
    )
    assert boxes
    assert set(boxes) == {"none"}
    ground = "rgb(255, 255, 255)" if paper == "rgba(0, 0, 0, 0)" else paper
    assert all(contrast(text, ground) >= 4.5 for text in texts), {text: contrast(text, ground) for text in texts}


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, as WCAG 2 defines it."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    """Return the relative luminance of a colour given as ``rgb(r, g, b)``."""
    channels = [int(part) / 255 for part in re.findall(r"\d+", colour)[:3]]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_print_shows_the_picture_and_the_tables(page: Page) -> None:
    page.send("Emulation.setEmulatedMedia", media="print")
    assert page.run("getComputedStyle(document.querySelector('.bar')).display") == "none"
    assert page.run("document.querySelector('.stage > svg').getBoundingClientRect().height") > 100
    assert page.run("document.querySelector('table').getBoundingClientRect().height") > 100


def test_no_label_runs_and_proofs_are_told(chromium: Page, graph: kg.KnowledgeGraph, tmp_path: Path) -> None:
    bad = ["<script>document.title='x'</script>", '"><img src=x onerror="document.title=1">', "</script><b>"]
    nodes = tuple(Node(f"bs:N{at}", label, Family.CAUSE) for at, label in enumerate(bad))
    edges = (Edge("bs:N0", "bs:N1", "bs:causes", bad[0], claims=("C001",)),)
    proof = picture_of_proofs(graph.explain("stress", "raises", "back spasm"))
    chromium.messages.clear()
    for picture in (Picture(bad[1], nodes, edges, 3), proof):
        file = tmp_path / "bad.html"
        file.write_text(to_picture_page(picture), "utf-8")
        chromium.open(file)
        for node in picture.nodes:
            chromium.run(f"document.querySelector('[data-node=\"{node.id}\"]').dispatchEvent(new MouseEvent('click'))")
            assert chromium.run(HEAD) == node.label
        assert chromium.run("document.title") == picture.caption
        assert chromium.run("document.querySelectorAll('img, #card b script').length") == 0
    assert chromium.messages == []
    query = "CONSTRUCT { bs:Walking bs:lowers bs:MuscleStiffness } WHERE { bs:Walking bs:lowers bs:MuscleStiffness }"
    inferred = graph.picture(query=query)
    file = tmp_path / "inferred.html"
    file.write_text(to_picture_page(inferred, details_of(graph, inferred)), "utf-8")
    chromium.open(file)
    chromium.click('g.node[data-node="bs:Walking"]')
    assert "1. walking can lower muscle stiffness [INFERRED]" in chromium.run(CARD)
