"""Pictures: what each writer writes is read back by another program as the same graph."""

import colorsys
import json
import math
import re
import subprocess
import sys
from collections.abc import Iterable
from itertools import combinations
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import networkx as nx
import pygraphviz
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kg
from kg.errors import LimitError, UsageError
from kg.explain import Sign
from kg.export import (
    WRITERS,
    Edge,
    Family,
    Node,
    Picture,
    draw,
    picture_of_all,
    picture_of_term,
    positions,
    to_cytoscape,
    to_d3,
    to_dot,
    to_graphml,
    to_mermaid,
)
from tests.conftest import LONG, ROOT, Run
from tests.pictures import edges_between

STIFFNESS = (
    "CONSTRUCT { ?x ?p bs:MuscleStiffness } WHERE { VALUES ?p { bs:lowers bs:reduces } ?x ?p bs:MuscleStiffness }"
)
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def why(graph: kg.KnowledgeGraph) -> Picture:
    """The picture of the main question."""
    return graph.picture("stress", "back spasm")


@pytest.fixture(scope="module")
def pictures(graph: kg.KnowledgeGraph, why: Picture) -> list[Picture]:
    return [
        why,
        graph.picture("muscle fatigue", hops=1),
        graph.picture("heat pack", "inflammation"),
        graph.picture(query=STIFFNESS),
        graph.picture(),
        graph.picture("stress", cap=5),
    ]


# --- what is shown ---------------------------------------------------------------------------------------------


def test_an_explanation_is_drawn_whole(graph: kg.KnowledgeGraph, why: Picture) -> None:
    explanation = graph.explain("stress", "back spasm")
    parts = [part for path in explanation.paths for part in (path, *path.alternatives)]
    steps = [step for part in parts for step in part.steps]
    assert {node.id for node in why.nodes} == {ref.id for part in parts for ref in part.concepts}
    claims = {claim for step in steps for claim in (step.claim.id, *(also.claim.id for also in step.also))}
    assert {claim for edge in why.edges for claim in edge.claims} == claims
    assert {node.label for node in why.nodes if node.focus} == {"stress", "back spasm"}
    for edge in why.edges:
        assert edge.editorial == all(claim.startswith("E") for claim in edge.claims)


def test_everything_is_drawn(graph: kg.KnowledgeGraph) -> None:
    picture = picture_of_all(graph)
    about_a_kind = {"C130"}
    stated = {claim.id for claim in graph.claims.values() if claim.asserts}
    assert {claim for edge in picture.edges for claim in edge.claims} == stated - about_a_kind


def test_a_claim_about_a_claim_is_drawn_to_what_that_claim_acts_on(graph: kg.KnowledgeGraph) -> None:
    (edge,) = graph.picture("inadequate warm-up", hops=1).edges
    assert (edge.source, edge.target, edge.claims) == ("bs:InadequateWarmUp", "bs:BackSpasm", ("C049",))
    assert edge.label == "amplifies C048 on"


def test_a_picture_of_what_is_not_stated_says_so(graph: kg.KnowledgeGraph) -> None:
    picture = graph.picture("heat pack", "inflammation")
    assert picture.title.startswith("The sources do not say that heat pack acts on inflammation.")
    assert picture.title.endswith("Shown are the nearest claims.")
    assert {node.label for node in picture.nodes if node.focus} == {"heat pack", "inflammation"}


def test_a_query_with_states_is_drawn_by_their_signs(graph: kg.KnowledgeGraph) -> None:
    picture = graph.picture(query="why", parameters={"from": "stress", "to": "lowered pain threshold"})
    edge = next(edge for edge in picture.edges if "E013" in edge.claims)
    assert (edge.source, edge.target, edge.polarity) == ("bs:PainThreshold", "bs:LoweredPainThreshold", "lowers")


def test_a_relation_that_follows_is_drawn_as_inferred(pictures: list[Picture]) -> None:
    evidence = {(edge.relation, edge.evidence) for edge in pictures[3].edges}
    assert evidence == {("bs:reduces", "asserted"), ("bs:lowers", "inferred")}


def test_a_cap_keeps_the_nearest_and_says_so(graph: kg.KnowledgeGraph) -> None:
    small = graph.picture("stress", cap=5)
    whole = graph.picture("stress")
    assert len(small.nodes) == 5
    assert small.total == len(whole.nodes)
    assert small.caption.endswith(f"(showing 5 of {small.total})")
    assert "stress" in {node.label for node in small.nodes}
    assert "showing" not in whole.caption


def test_hops_reach_as_far_as_they_say(graph: kg.KnowledgeGraph) -> None:
    node = graph.terms.find("muscle fatigue")
    network = graph.to_networkx().to_undirected()
    network.add_edges_from([("bs:InadequateWarmUp", "bs:BackSpasm"), ("bs:InadequateConditioning", "bs:BackSpasm")])
    for hops in (1, 2):
        near = nx.single_source_shortest_path_length(network, "bs:MuscleFatigue", cutoff=hops)
        assert {n.id for n in picture_of_term(graph, node, hops, 500).nodes} == set(near)


def test_what_does_not_go_together_is_refused(graph: kg.KnowledgeGraph) -> None:
    for arguments in ({"term": "stress", "query": "why"}, {"target": "stress"}):
        with pytest.raises(UsageError) as caught:
            graph.picture(**arguments)  # type: ignore[arg-type]
        assert caught.value.code == "BS010"
    with pytest.raises(UsageError) as caught:
        graph.picture(query="red-flags")
    assert caught.value.code == "BS011"


# --- read back by another program ------------------------------------------------------------------------------


def flat(picture: Picture) -> tuple[dict[str, Any], dict[str, Any]]:
    nodes, edges = picture.attributes()
    return {node["id"]: node for node in nodes}, {edge["id"]: edge for edge in edges}


def plain(text: str) -> str:
    return " ".join(text.split())


def check_dot(picture: Picture) -> None:
    nodes, edges = flat(picture)
    read = pygraphviz.AGraph(string=to_dot(picture))
    found = {node for node in read.nodes() if not node.startswith("legend_")}
    assert found == set(nodes)
    for name in found:
        attributes = read.get_node(name).attr
        label = attributes["label"].replace("\\n", " ").replace("&amp;", "&").replace("\\\\", "\\")
        assert plain(label) == plain(nodes[name]["label"])
        assert attributes["fillcolor"] == nodes[name]["colour"]
        assert attributes["group_name"] == nodes[name]["group"]
    drawn = {edge.attr["id"]: edge for edge in read.edges() if not edge[0].startswith("legend_")}
    assert drawn.keys() == edges.keys()
    for name, edge in drawn.items():
        assert (edge[0], edge[1]) == (edges[name]["source"], edges[name]["target"])
        for key in ("relation", "polarity", "evidence", "modality", "claims"):
            assert (edge.attr[key] or "") == edges[name][key]


def check_graphml(picture: Picture) -> None:
    nodes, edges = flat(picture)
    text = to_graphml(picture)
    read: Any = nx.parse_graphml(text, force_multigraph=True)
    assert set(read.nodes) == set(nodes)
    for name, attributes in read.nodes(data=True):
        assert attributes == {key: value for key, value in nodes[name].items() if key != "id"}
    assert {key for _, _, key in read.edges(keys=True)} == set(edges)
    for source, target, name, attributes in read.edges(keys=True, data=True):
        assert {"source": source, "target": target, "id": name, **attributes} == edges[name]


def check_network(picture: Picture) -> None:
    nodes, edges = flat(picture)
    reads: tuple[Any, ...] = (
        nx.cytoscape_graph(json.loads(to_cytoscape(picture))),
        nx.node_link_graph(json.loads(to_d3(picture)), edges="links"),
    )
    for read in reads:
        assert set(read.nodes) == set(nodes)
        assert all(read.nodes[name]["label"] == nodes[name]["label"] for name in nodes)
        assert {(source, target, key) for source, target, key in read.edges(keys=True)} == {
            (edge["source"], edge["target"], name) for name, edge in edges.items()
        }
        for _, _, key, attributes in read.edges(keys=True, data=True):
            assert attributes["polarity"] == edges[key]["polarity"]


def check_svg(picture: Picture) -> None:
    nodes, _ = flat(picture)
    root = ET.fromstring(draw(picture, "svg"))
    groups = [group for group in root.iter(f"{SVG}g") if group.get("class") == "node"]
    titles = {group.findtext(f"{SVG}title") for group in groups}
    assert {title for title in titles if not str(title).startswith("legend_")} == set(nodes)
    assert len([group for group in root.iter(f"{SVG}g") if group.get("class") == "edge"]) >= len(picture.edges)


def mermaid_graph(text: str) -> tuple[dict[str, str], list[tuple[str, str]]]:
    """Read nodes and edges off a flowchart, as its grammar has them."""
    nodes = dict(re.findall(r'^  (n\d+)[\[({>/]+"(.*)"[\])}/\\]+:::\w+$', text, re.MULTILINE))
    edges = re.findall(r'^  (n\d+) [-=.]+[>xo]\|".*"\| (n\d+)$', text, re.MULTILINE)
    return nodes, edges


def unescaped(text: str) -> str:
    names = {"quot": '"', "lt": "<", "gt": ">", "amp": "&"}
    return re.sub(r"#(\w+);", lambda m: names.get(m[1]) or chr(int(m[1])), text)


def check_mermaid(picture: Picture) -> None:
    nodes, edges = mermaid_graph(to_mermaid(picture, max_edges=2_000, max_characters=200_000))
    names = {f"n{number}": node for number, node in enumerate(picture.nodes, 1)}
    assert nodes.keys() == names.keys()
    for name, node in names.items():
        expected = "".join(char for char in plain(node.label) if char.isprintable())
        assert unescaped(nodes[name]).strip() == expected.strip()
    ends = [(names[source].id, names[target].id) for source, target in edges]
    assert ends == [(edge.source, edge.target) for edge in picture.edges]


CHECKS = [check_dot, check_graphml, check_network, check_svg, check_mermaid]


@pytest.mark.parametrize("check", CHECKS)
def test_pictures_are_read_back_the_same(pictures: list[Picture], check: Any) -> None:
    for picture in pictures:
        check(picture)


@pytest.mark.parametrize(("edges", "label", "size"), [(501, "causes", "501 edges"), (1, "x" * 50_000, "characters")])
def test_mermaid_refuses_what_no_wiki_would_draw(edges: int, label: str, size: str) -> None:
    nodes = (Node("bs:A", "a", Family.OTHER), Node("bs:B", "b", Family.OTHER))
    picture = Picture("many", nodes, (Edge("bs:A", "bs:B", "bs:causes", label),) * edges, len(nodes))
    with pytest.raises(LimitError, match=size) as error:
        to_mermaid(picture)
    assert error.value.code == "BS509"
    assert len(to_mermaid(picture, max_edges=501, max_characters=100_000).splitlines()) > edges


def test_the_whole_graph_is_too_large_for_mermaid_and_its_core_is_not(backstory: Run) -> None:
    whole = backstory("export", "--all", "-f", "mermaid")
    assert (whole.returncode, whole.stdout) == (5, "")
    assert "error[BS509]" in whole.stderr
    assert "--top" in whole.stderr
    assert backstory("export", "--all", "--top", "60", "-f", "mermaid").stdout.startswith("---\ntitle:")


NASTY = st.one_of(
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=20),
    st.sampled_from(
        [
            'say "no"',
            "a < b > c & d",
            "a\nb",
            "-> --> |x|",
            "שלום עולם",
            "💥 👩‍⚕️",
            "\\N \\l \\",
            "&amp; &lt;",
            "#quot;",
            "`;%%",
            "]] }}",
            "end",
            "<b>x</b>",
            "\u202eabc",
            "{a|b}",
        ]
    ),
)


@st.composite
def any_pictures(draw_: st.DrawFn) -> Picture:
    labels = draw_(st.lists(NASTY, min_size=1, max_size=5))
    nodes = tuple(
        Node(f"bs:N{number}", label, draw_(st.sampled_from(list(Family))), draw_(st.booleans()))
        for number, label in enumerate(labels)
    )
    edges = draw_(edges_between([node.id for node in nodes], NASTY, 5))
    return Picture(draw_(NASTY), nodes, tuple(edges), len(nodes))


@settings(max_examples=1000 if LONG else 60)
@given(any_pictures())
def test_any_label_survives_every_writer(picture: Picture) -> None:
    for check in CHECKS:
        check(picture)


def test_characters_that_xml_cannot_hold_are_replaced() -> None:
    picture = Picture("t", (Node("bs:a", "a\x00b\x1fc\ud800", Family.CAUSE),), (), 1)
    read = nx.parse_graphml(to_graphml(picture))
    assert read.nodes["bs:a"]["label"] == "a\ufffdb\ufffdc\ufffd"


@pytest.mark.parametrize("name", WRITERS)
def test_two_runs_give_the_same_bytes(why: Picture, name: str) -> None:
    code = (
        "import sys, kg; from kg.export import WRITERS;"
        f"data = WRITERS[{name!r}](kg.open().picture('stress', 'back spasm'));"
        "sys.stdout.buffer.write(data if isinstance(data, bytes) else data.encode())"
    )
    runs = {
        subprocess.run(
            [sys.executable, "-c", code],
            capture_output=True,
            cwd=ROOT,
            env={"PYTHONPATH": str(ROOT), "PYTHONHASHSEED": seed},
            check=True,
        ).stdout
        for seed in ("0", "1")
    }
    assert len(runs) == 1


# --- how it looks ----------------------------------------------------------------------------------------------


def boxes(svg: bytes) -> list[tuple[str, float, float, float, float]]:
    """Return the box around every line of text of a drawing: text, left, top, right, bottom.

    The width is what the font takes at the most, so that a box is never too small.
    """
    found = []
    for text in ET.fromstring(svg).iter(f"{SVG}text"):
        size = float(text.get("font-size", "14"))
        words = text.text or ""
        width = 0.58 * size * len(words)
        x, y = float(text.get("x", "0")), float(text.get("y", "0"))
        left = {"start": x, "middle": x - width / 2, "end": x - width}[text.get("text-anchor", "start")]
        found.append((words, left, y - 0.75 * size, left + width, y + 0.2 * size))
    return found


def overlapping(found: Iterable[tuple[str, float, float, float, float]]) -> list[tuple[str, str]]:
    return [
        (one[0], other[0])
        for one, other in combinations(found, 2)
        if one[1] < other[3] and other[1] < one[3] and one[2] < other[4] and other[2] < one[4]
    ]


def test_no_two_labels_overlap(why: Picture) -> None:
    found = boxes(draw(why, "svg"))
    assert len(found) > 60
    assert overlapping(found) == []


def test_the_legend_is_complete(pictures: list[Picture]) -> None:
    for picture in pictures:
        text = to_dot(picture).partition("cluster_legend")[2]
        for family in picture.families:
            assert f'label="{family.title}"' in text
        words = {"raises": "raises", "lowers": "lowers", "kind of": "is a kind of", "other": "another relation"}
        for edge in picture.edges:
            assert f'label="{words[edge.polarity]}"' in text
        for evidence, label in (("editorial", "added by the editors"), ("inferred", "inferred")):
            assert (f'label="{label}"' in text) == any(edge.evidence == evidence for edge in picture.edges)


def test_the_page_is_one_a4_sheet_with_legible_type(why: Picture) -> None:
    data = draw(why, "pdf")
    assert data.count(b"/Type /Page\n") + data.count(b"/Type /Page ") == 1 or data.count(b"/MediaBox") == 1
    box = re.search(rb"/MediaBox \[ ?0 0 ([\d.]+) ([\d.]+) ?\]", data)
    assert box is not None
    width, height = float(box[1]), float(box[2])
    assert width <= 842
    assert height <= 595
    unbounded = pygraphviz.AGraph(string=re.sub(r'size="[^"]+", ratio="[^"]+", ', "", to_dot(why, page=True)))
    natural = ET.fromstring(unbounded.draw(format="svg", prog="dot")).get("width", "").removesuffix("pt")
    scale = width / float(natural)
    assert 13 * scale >= 7, "concepts are printed in 7 points at the least"
    assert 12 * scale >= 6.5, "claims are printed in 6.5 points at the least"


def linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4


def rgb(colour: str) -> tuple[float, float, float]:
    red, green, blue = (linear(int(colour[i : i + 2], 16) / 255) for i in (1, 3, 5))
    return red, green, blue


def contrast(one: str, other: str) -> float:
    """The contrast ratio of WCAG 2, from relative luminance."""
    light, dark = sorted((0.2126 * r + 0.7152 * g + 0.0722 * b for r, g, b in (rgb(one), rgb(other))), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("family", Family)
def test_text_has_enough_contrast(family: Family) -> None:
    assert contrast(family.colour, family.text) >= 4.5


def deuteranope(colour: str) -> tuple[float, float, float]:
    """What remains of a colour without the middle cones (Machado, Oliveira and Fernandes 2009, severity 1)."""
    red, green, blue = rgb(colour)
    return (
        0.367322 * red + 0.860646 * green - 0.227968 * blue,
        0.280085 * red + 0.672501 * green + 0.047413 * blue,
        -0.011820 * red + 0.042940 * green + 0.968881 * blue,
    )


def test_families_are_told_apart_without_colour_and_by_the_colour_blind() -> None:
    """By shape alone no two families that occur look alike; by colour neither, also to a deuteranope."""
    families = [family for family in Family if family is not Family.OTHER]
    starts = [families.index(family) for family in (Family.INFERRED, Family.CLASS, Family.URGENCY)]
    parts = [families[start:stop] for start, stop in zip([0, *starts], [*starts, None], strict=True)]
    for drawn in parts:  # of concepts, proofs, ontologies and cases: they stand in no picture together
        assert len({family.shape for family in drawn}) == len(drawn)
        for one, other in combinations(drawn, 2):
            assert math.dist(deuteranope(one.colour), deuteranope(other.colour)) > 0.05, (one, other)
    assert colorsys.rgb_to_hsv(*rgb(Family.MEASURE.colour))[0] > 0


def test_layers_run_from_left_to_right(why: Picture) -> None:
    places = positions(why)
    assert places.keys() == {node.id for node in why.nodes}
    backwards = [edge for edge in why.edges if places[edge.source][0] >= places[edge.target][0]]
    assert backwards == []


def test_a_feedback_is_dashed_and_keeps_the_layers() -> None:
    nodes = (Node("bs:a", "a", Family.CAUSE), Node("bs:b", "b", Family.FINDING))
    there = Edge("bs:a", "bs:b", "bs:causes", "causes", Sign.RAISES)
    back = Edge("bs:b", "bs:a", "bs:feedsBackOn", "feeds back on", Sign.RAISES, feedback=True)
    picture = Picture("t", nodes, (there, back), 2)
    assert positions(picture)["bs:a"][0] < positions(picture)["bs:b"][0]
    assert "feeds back" in to_dot(picture).partition("cluster_legend")[2]
    read = pygraphviz.AGraph(string=to_dot(picture))
    assert {edge.attr["style"] for edge in read.edges() if edge.attr["relation"] == "bs:feedsBackOn"} == {"dashed"}


def test_a_notebook_shows_it(why: Picture) -> None:
    assert why._repr_svg_().startswith("<?xml")
    html = why._repr_html_()
    assert html.lstrip().startswith("<!--") or html.lstrip().startswith("<svg")
    assert "</svg>" in html


# --- the command line ------------------------------------------------------------------------------------------


def test_files_get_the_format_of_their_extension(backstory: Run, tmp_path: Path) -> None:
    starts = {
        "a.svg": b"<?xml",
        "a.png": b"\x89PNG",
        "a.pdf": b"%PDF",
        "a.dot": b"digraph",
        "a.gv": b"digraph",
        "a.mmd": b"---\ntitle",
        "a.graphml": b"<?xml",
        "a.cyjs": b"{",
        "a.json": b"{",
        "a": b"<?xml",
    }
    for name, start in starts.items():
        path = tmp_path / name
        result = backstory("export", "--explain", "stress", "cortisol", "-o", str(path))
        assert (result.returncode, result.stdout, result.stderr) == (0, "", ""), name
        assert path.read_bytes().startswith(start), name


@pytest.mark.parametrize(
    ("arguments", "code", "exit_code"),
    [
        ((), "BS010", 2),
        (("--all", "--focus", "stress"), "BS010", 2),
        (("--focus", "stress", "--param", "a=b"), "BS007", 2),
        (("--query", "red-flags"), "BS011", 2),
        (("--query", "nope"), "BS401", 4),
        (("--focus", "strss"), "BS201", 4),
        (("--all", "-f", "gif"), "BS002", 2),
        (("--all", "-o", "a.gif"), "BS302", 4),
        (("--all", "--cap", "0"), "BS001", 2),
        (("--all", "-o", "/no/such/folder/a.svg"), "BS301", 4),
    ],
)
def test_what_cannot_be_drawn(backstory: Run, arguments: tuple[str, ...], code: str, exit_code: int) -> None:
    result = backstory("export", *arguments)
    assert result.stderr.startswith(f"error[{code}]")
    assert "\nhint: " in result.stderr
    assert (result.returncode, result.stdout) == (exit_code, "")


def test_drawing_needs_nothing_on_the_path(tmp_path: Path) -> None:
    result = subprocess.run(
        [sys.executable, "-m", "kg", "export", "--explain", "stress", "cortisol", "-o", str(tmp_path / "a.png")],
        env={"PATH": "/nonexistent", "PYTHONPATH": str(ROOT)},
        capture_output=True,
        cwd=ROOT,
        check=False,
    )
    assert (result.returncode, result.stderr) == (0, b"")
