"""Pictures of ontologies, classes and cases, of less, and without Graphviz."""

import csv
import json
import re
import shlex
import zipfile
from itertools import pairwise, product
from pathlib import Path
from xml.etree import ElementTree as ET

import networkx as nx
import pygraphviz
import pytest
from hypothesis import given
from hypothesis import strategies as st

import kg
from cli.pictures import PICTURES
from kg.claims import Modality
from kg.errors import TermError, UsageError
from kg.explain import Sign
from kg.explain.page import is_inert
from kg.explain.triples import Explainer
from kg.export import (
    WRITERS,
    Edge,
    Family,
    Node,
    Picture,
    central,
    collapsed,
    details_of,
    details_of_terms,
    draw,
    graphviz,
    layered,
    nearest,
    picture_of_all,
    picture_of_assessment,
    picture_of_hierarchy,
    picture_of_ontology,
    picture_of_proofs,
    positions,
    to_dot,
    to_mermaid,
)
from kg.export.layers import MOST, layers
from kg.export.layout import MANY
from kg.export.sketch import to_sketch
from kg.load import load
from kg.reason.native import reason
from tests.conftest import ROOT, Run

SVG = "{http://www.w3.org/2000/svg}"
FAMILY = """
@prefix : <http://example.org/f#> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
: a owl:Ontology ; owl:versionInfo "1" .
:Person a owl:Class ; rdfs:label "person" ; rdfs:comment "A human being." .
:Parent rdfs:subClassOf :Person ;
    owl:equivalentClass [ a owl:Restriction ; owl:onProperty :hasChild ; owl:someValuesFrom :Person ] .
:Mother rdfs:subClassOf :Parent , :Woman , :Person . :Woman rdfs:subClassOf :Person . :Lady owl:equivalentClass :Woman .
:hasChild a owl:ObjectProperty ; rdfs:domain :Person ; rdfs:range :Person ; owl:inverseOf :hasParent .
:ann a :Mother ; rdfs:label "Ann" ; :hasChild :bob , [ a :Person ] .
"""


@pytest.fixture(scope="module")
def family(tmp_path_factory: pytest.TempPathFactory) -> Explainer:
    path = tmp_path_factory.mktemp("family") / "family.ttl"
    path.write_text(FAMILY, "utf-8")
    return Explainer(reason(load([str(path)])))


# --- where they come from --------------------------------------------------------------------------------------


def test_an_ontology_is_drawn_with_its_classes_properties_and_individuals(family: Explainer) -> None:
    picture = picture_of_ontology(family.closure, family.names, "family.ttl")
    labels = {node.id: node.label for node in picture.nodes}
    found = {node.label: node.family for node in picture.nodes}
    assert found == {
        "person": Family.CLASS,
        "Parent": Family.CLASS,
        "Mother": Family.CLASS,
        "Woman": Family.CLASS,
        "Lady": Family.CLASS,
        "(hasChild some person)": Family.EXPRESSION,
        "hasChild": Family.PROPERTY,
        "hasParent": Family.PROPERTY,
        "Ann": Family.INDIVIDUAL,
        "bob": Family.INDIVIDUAL,
        "no name": Family.INDIVIDUAL,
    }
    edges = {(labels[edge.source], edge.label, labels[edge.target]) for edge in picture.edges}
    assert ("Parent", "is the same as", "(hasChild some person)") in edges
    assert ("Ann", "is a", "Mother") in edges
    assert ("Ann", "hasChild", "no name") in edges
    assert ("no name", "is a", "person") in edges
    assert ("hasChild", "leads from", "person") in edges
    assert len(edges) == 14
    assert not any(edge.inferred for edge in picture.edges)


def test_an_ontology_is_drawn_around_a_term(family: Explainer) -> None:
    ann = family.names.find("Ann")
    picture = picture_of_ontology(family.closure, family.names, "family.ttl", ann, hops=1)
    assert {node.label for node in picture.nodes} == {"Ann", "Mother", "bob", "no name"}
    assert [node.label for node in picture.nodes if node.focus] == ["Ann"]
    assert picture.caption == "What family.ttl states around Ann, 1 step away"


def test_a_hierarchy_shows_what_is_directly_above_and_proves_what_follows(family: Explainer) -> None:
    picture = picture_of_hierarchy(family.closure, family.names, "family.ttl")
    labels = {node.id: node.label for node in picture.nodes}
    above = {(labels[edge.source], labels[edge.target], edge.polarity, edge.inferred) for edge in picture.edges}
    assert above == {
        ("Parent", "person", "kind of", False),
        ("Woman", "person", "kind of", False),
        ("Lady", "person", "kind of", True),
        ("Mother", "Parent", "kind of", False),
        ("Mother", "Woman", "kind of", False),
        ("Mother", "Lady", "kind of", True),
        ("Lady", "Woman", "other", False),
    }
    places = positions(picture)
    assert all(places[edge.source][1] < places[edge.target][1] for edge in picture.edges if edge.polarity == "kind of")
    details = details_of_terms(family, picture)
    assert details.definitions == {"http://example.org/f#Person": "A human being."}
    inferred = {f"e{number}" for number, edge in enumerate(picture.edges, 1) if edge.inferred}
    assert details.proofs.keys() == inferred
    assert all(lines[0].startswith("1. every ") for lines in details.proofs.values())


def test_the_kinds_of_the_knowledge_base_are_drawn(graph: kg.KnowledgeGraph) -> None:
    picture = picture_of_hierarchy(graph.closure, graph.names, "the knowledge base")
    network = nx.DiGraph([(edge.source, edge.target) for edge in picture.edges if edge.polarity == "kind of"])
    assert nx.is_directed_acyclic_graph(network)
    assert nx.transitive_reduction(network).edges == network.edges, "nothing stands above that follows"
    assert "bs:Finding" in network


def test_a_case_is_drawn_with_all_that_is_said_of_it(graph: kg.KnowledgeGraph) -> None:
    assessment = graph.assess(
        {"findings": ["back spasm"], "age": 45, "conditions": ["osteoporosis"], "medications": ["ibuprofen"]}
    )
    picture = picture_of_assessment(assessment)
    found = {node.id: node.family for node in picture.nodes}
    assert {c.term.id for c in assessment.causes} <= {
        n for n, f in found.items() if f in {Family.POSSIBLE, Family.SERIOUS, Family.PRESENT}
    }
    assert {o.term.id for o in assessment.options} <= {n for n, f in found.items() if f is Family.HELPING}
    assert {a.term.id for a in assessment.avoided} <= {n for n, f in found.items() if f is Family.AVOIDED}
    assert found["bs:Osteoporosis"] is Family.FEATURE
    assert picture.title.startswith("Routine. Make an appointment")
    firm = {m.value for m in Modality}
    assert all(edge.modality in firm and edge.claims for edge in picture.edges)


def test_an_emergency_is_drawn_with_what_makes_it_one_and_no_remedies(graph: kg.KnowledgeGraph) -> None:
    picture = picture_of_assessment(graph.assess({"findings": ["back spasm", "saddle anaesthesia"]}))
    families = {node.family for node in picture.nodes}
    assert Family.HELPING not in families
    (level,) = (node for node in picture.nodes if node.focus)
    assert level.label == "emergency"
    assert any(edge.target == level.id and edge.source == "bs:SaddleAnaesthesia" for edge in picture.edges)
    alone = {edge.source for edge in picture.edges if edge.target == level.id}
    assert "bs:BackSpasm" not in alone, "what counts only together with something else does not stand alone"
    (both,) = (node.id for node in picture.nodes if node.family is Family.TOGETHER)
    parts = {edge.source for edge in picture.edges if edge.target == both}
    assert parts == {"bs:BackSpasm", "bs:SaddleAnaesthesia"}
    assert {node.id for node in picture.nodes if node.family is Family.SERIOUS} == {"bs:CaudaEquinaSyndrome"}
    assert picture.title.startswith("Emergency. Go to an emergency department now")
    assert "Nothing is recommended while an emergency stands." in picture.title


def test_a_source_limits_what_is_drawn(graph: kg.KnowledgeGraph) -> None:
    picture = picture_of_all(graph, source="Article")
    cited = {graph.claims[name].source for edge in picture.edges for name in edge.claims}
    assert cited == {"ARTICLE", "EDITORIAL"}
    around = graph.picture("back spasm", hops=1, source="ARTICLE")
    assert {edge.claims for edge in around.edges} <= {edge.claims for edge in picture.edges}
    with pytest.raises(TermError) as caught:
        graph.picture(source="nobody")
    assert caught.value.code == "BS205"
    with pytest.raises(UsageError) as refused:
        graph.picture("stress", "back spasm", source="ARTICLE")
    assert refused.value.code == "BS010"


# --- less of them ----------------------------------------------------------------------------------------------


def test_the_most_central_nodes_are_those_of_networkx(graph: kg.KnowledgeGraph) -> None:
    picture = picture_of_all(graph, source="ARTICLE")
    network = nx.DiGraph([(edge.source, edge.target) for edge in picture.edges])
    scores = nx.betweenness_centrality(network)
    kept = {node.id for node in central(picture, 10).nodes}
    assert min(scores[node] for node in kept) >= max(scores[node] for node in network if node not in kept)
    by_degree = central(picture, 10, "degree")
    assert len(by_degree.nodes) == 10
    assert "bs:BackSpasm" in {node.id for node in by_degree.nodes}
    assert by_degree.caption.endswith(f"(showing 10 of {len(picture.nodes)})")
    for arguments, code in (((0,), "BS009"), ((5, "fame"), "BS025")):
        with pytest.raises(UsageError) as caught:
            central(picture, *arguments)
        assert caught.value.code == code


def test_a_collapsed_picture_counts_every_node_and_edge_once(graph: kg.KnowledgeGraph) -> None:
    picture = picture_of_all(graph)
    small = collapsed(picture)

    def count(texts: list[str]) -> int:
        return sum(int(re.findall(r"\((\d+)\)$", text)[0]) for text in texts)

    assert len(small.nodes) == len(picture.families)
    assert count([node.label for node in small.nodes]) == len(picture.nodes)
    assert count([edge.label for edge in small.edges]) == len(picture.edges)
    assert f"{len(picture.nodes)} nodes and {len(picture.edges)} relations" in small.caption


def test_the_nearest_nodes_are_kept() -> None:
    nodes = tuple(Node(f"bs:{name}", name, Family.CAUSE, name == "a") for name in "abcd")
    edges = tuple(Edge(f"bs:{one}", f"bs:{two}", "bs:causes", "causes") for one, two in ("ab", "bc", "cd"))
    small = nearest(Picture("t", nodes, edges, 4), 2)
    assert [node.label for node in small.nodes] == ["a", "b"]
    assert small.caption == "t (showing 2 of 4)"


# --- without Graphviz ------------------------------------------------------------------------------------------


@pytest.fixture
def no_graphviz(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(graphviz, "is_there", lambda: False)


@pytest.mark.usefixtures("no_graphviz")
def test_without_graphviz_pictures_are_drawn_plainly(graph: kg.KnowledgeGraph) -> None:
    for picture in (
        graph.picture("stress", "back spasm"),
        picture_of_proofs(graph.explain("stress", "raises", "back spasm")),
    ):
        svg = draw(picture, "svg")
        assert is_inert(svg.decode())
        groups = list(ET.fromstring(svg).iter(f"{SVG}g"))
        titles = {group.findtext(f"{SVG}title") for group in groups if group.get("class") == "node"}
        assert titles == {node.id for node in picture.nodes}
        assert len([group for group in groups if group.get("class") == "edge"]) == len(picture.edges)
        text = " ".join(element.text or "" for element in ET.fromstring(svg).iter(f"{SVG}text"))
        assert all(family.title in text for family in picture.families)
        for form in WRITERS.keys() - {"png", "pdf"}:
            assert WRITERS[form](picture)
        for form in ("png", "pdf"):
            with pytest.raises(UsageError) as caught:
                draw(picture, form)
            assert caught.value.code == "BS024"


ENDS = st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), max_size=40)


@given(ENDS, st.booleans())
def test_layers_run_one_way_and_no_two_nodes_overlap(ends: list[tuple[int, int]], upward: bool) -> None:
    nodes = tuple(Node(f"bs:N{at:02}", f"a node {'with words ' * (at % 4)}{at}", Family.CAUSE) for at in range(13))
    edges = tuple(Edge(f"bs:N{one:02}", f"bs:N{two:02}", "bs:causes", "causes") for one, two in dict.fromkeys(ends))
    picture = Picture("t", nodes, edges, 13, upward=upward)
    places = layered(picture)
    assert places.keys() == {node.id for node in nodes}
    network = nx.DiGraph([(edge.source, edge.target) for edge in edges])
    if nx.is_directed_acyclic_graph(network):
        along = 1 if upward else 0
        assert all(places[edge.source][along] < places[edge.target][along] for edge in edges)
    from kg.export.layout import size

    boxes = [(*places[node.id], *size(node.label, upward=upward)) for node in nodes]
    for at, (x, y, width, height) in enumerate(boxes):
        assert x >= width / 2 - 1
        assert y >= height / 2 - 1
        for other in boxes[at + 1 :]:
            assert abs(x - other[0]) * 2 > width + other[2] - 1 or abs(y - other[1]) * 2 > height + other[3] - 1


CAUSAL = [Family.CAUSE, Family.MECHANISM, Family.HORMONE, Family.FINDING, Family.CONDITION, Family.MEASURE, Family.CARE]


@st.composite
def causal_pictures(draw_: st.DrawFn) -> Picture:
    families = draw_(st.lists(st.sampled_from(CAUSAL), min_size=2, max_size=12))
    nodes = tuple(Node(f"bs:N{at:02}", f"node {at}", family) for at, family in enumerate(families))
    ends = st.tuples(st.sampled_from(nodes), st.sampled_from(nodes)).map(lambda two: (two[0].id, two[1].id))
    chosen = draw_(st.lists(ends, max_size=20, unique=True))
    return Picture("t", nodes, tuple(Edge(*two, "bs:causes", "causes", Sign.RAISES) for two in chosen), len(nodes))


@given(causal_pictures())
def test_causal_layers_stand_in_their_order(picture: Picture) -> None:
    """Causes, the body, findings, measures: without Graphviz in columns of their own, in boxes that never meet."""
    layer = layers(picture)
    places = layered(picture)
    assert len(layer) in {0, len(picture.nodes)}
    for one, other in product(layer, repeat=2):
        if layer[one] < layer[other]:
            assert places[one][0] < places[other][0]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(graphviz, "is_there", lambda: False)
        root = ET.fromstring(to_sketch(picture))
    frames = [group[0].attrib for group in root.iter(f"{SVG}g") if group.get("class") == "cluster"]
    assert len(frames) == len(set(layer.values()))
    spans = [(float(frame["x"]), float(frame["x"]) + float(frame["width"])) for frame in frames]
    assert all(one[1] < other[0] for one, other in pairwise(spans))


@given(causal_pictures())
def test_graphviz_draws_edges_from_layer_to_layer_rightwards(picture: Picture) -> None:
    """Also those that lead back, as from a measure to what it relieves; files of DOT keep every direction."""
    layer = layers(picture)
    places = positions(picture)
    for edge in picture.edges:
        if layer and layer[edge.source] != layer[edge.target]:
            low, high = sorted((edge.source, edge.target), key=layer.__getitem__)
            assert places[low][0] < places[high][0]
    read = pygraphviz.AGraph(string=to_dot(picture))
    ends = [(one, other) for one, other in read.edges() if not one.startswith("legend_")]
    assert sorted(ends) == sorted((edge.source, edge.target) for edge in picture.edges)
    boxes = [set(map(str, box.nodes())) for box in read.subgraphs() if str(box.name).startswith("cluster_layer_")]
    expected = [{name for name, where in layer.items() if where == at} for at in sorted(set(layer.values()))]
    assert boxes == expected


def test_layers_are_boxed_where_they_help() -> None:
    cause, finding = Node("bs:a", "a", Family.CAUSE), Node("bs:b", "b", Family.FINDING)
    assert layers(Picture("t", (cause, finding), (), 2)) == {"bs:a": 0, "bs:b": 2}
    assert layers(Picture("t", (cause,), (), 1)) == {}, "one layer needs no box"
    assert layers(Picture("t", (cause, Node("bs:c", "c", Family.RULE)), (), 2)) == {}, "a proof has no layers"
    assert layers(Picture("t", (cause, finding), (), 2, upward=True)) == {}
    many = tuple(Node(f"bs:{at}", "a", (Family.CAUSE, Family.FINDING)[at % 2]) for at in range(MOST + 1))
    assert layers(Picture("t", many, (), len(many))) == {}
    assert layers(Picture("t", many[1:], (), len(many)))


def test_the_order_within_layers_crosses_less_than_the_order_of_names() -> None:
    nodes = tuple(Node(f"bs:{side}{at}", f"{side}{at}", Family.CAUSE) for side in "ab" for at in range(6))
    edges = tuple(Edge(f"bs:a{at}", f"bs:b{5 - at}", "bs:causes", "causes") for at in range(6))
    places = layered(Picture("t", nodes, edges, 12))
    assert all(places[edge.source][1] == places[edge.target][1] for edge in edges), "no two edges cross"


def test_large_pictures_are_written_without_graphviz(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object, **__: object) -> None:
        raise AssertionError

    monkeypatch.setattr(graphviz, "render", never)
    monkeypatch.setattr(graphviz, "places", never)
    nodes = tuple(Node(f"bs:N{at}", f"node {at}", Family.CAUSE) for at in range(MANY + 1))
    edges = tuple(Edge(f"bs:N{at}", f"bs:N{at // 2}", "bs:causes", "causes", Sign.RAISES) for at in range(1, MANY + 1))
    picture = Picture("large", nodes, edges, MANY + 1)
    for form in WRITERS.keys() - {"png", "pdf", "mermaid"}:
        assert WRITERS[form](picture)
    assert to_mermaid(picture, max_edges=MANY, max_characters=1_000_000)
    with pytest.raises(UsageError, match="too many"):
        draw(picture, "png")


# --- details ---------------------------------------------------------------------------------------------------


def test_details_hold_definitions_claims_and_proofs(graph: kg.KnowledgeGraph) -> None:
    query = "CONSTRUCT { ?x bs:lowers bs:MuscleStiffness } WHERE { ?x bs:lowers bs:MuscleStiffness }"
    for picture in (graph.picture("stress", "back spasm"), graph.picture(query=query)):
        details = details_of(graph, picture)
        assert details.claims.keys() == {name for edge in picture.edges for name in edge.claims}
        assert details.definitions.keys() == {node.id for node in picture.nodes}
        proved = {f"e{number}" for number, edge in enumerate(picture.edges, 1) if edge.inferred}
        assert details.proofs.keys() == proved
        for lines in details.proofs.values():
            numbers = [int(line.partition(".")[0]) for line in lines]
            assert numbers == list(range(1, len(lines) + 1))
            cited = {int(n) for line in lines for m in re.findall(r" from ([\d, ]+)$", line) for n in m.split(", ")}
            assert cited == set(numbers) - {1}
    claim = details_of(graph, graph.picture("stress", "back spasm")).claims["C041"]
    assert claim["source"] == "Does Stress Cause Back Spasms? ¶6 s1"
    assert claim["hedge"] == "asserted"


# --- the command line ------------------------------------------------------------------------------------------


def test_two_tables_are_written_side_by_side_or_in_an_archive(backstory: Run, tmp_path: Path) -> None:
    for arguments, names in (
        (("-o", "a.csv"), ["a-edges.csv", "a-nodes.csv"]),
        (("-f", "kgx", "-o", "b.tsv"), ["b_edges.tsv", "b_nodes.tsv"]),
        (("-o", "c.tsv"), ["c_edges.tsv", "c_nodes.tsv"]),
        (("-f", "csv", "-o", "d"), ["d-edges.csv", "d-nodes.csv"]),
        (("-o", "e.zip"), ["e.zip"]),
        (("-f", "kgx", "-o", "f.zip"), ["f.zip"]),
    ):
        before = {path.name for path in tmp_path.iterdir()}
        result = backstory("export", "--explain", "stress", "cortisol", *arguments, cwd=tmp_path)
        assert (result.returncode, result.stdout, result.stderr) == (0, "", "")
        assert sorted({path.name for path in tmp_path.iterdir()} - before) == names
    with zipfile.ZipFile(tmp_path / "e.zip") as archive:
        assert archive.namelist() == ["nodes.csv", "edges.csv"]
        assert archive.read("nodes.csv") == (tmp_path / "a-nodes.csv").read_bytes()
    with (tmp_path / "b_nodes.tsv").open(encoding="utf-8") as file:
        assert {row["id"] for row in csv.DictReader(file, delimiter="\t")} >= {"bs:Stress", "bs:Cortisol"}


def test_of_two_tables_none_is_written_when_one_cannot_be(backstory: Run, tmp_path: Path) -> None:
    (tmp_path / "a-edges.csv").mkdir()
    result = backstory("export", "--focus", "cortisol", "-o", str(tmp_path / "a.csv"))
    assert result.stderr.startswith("error[BS301]")
    assert [path.name for path in tmp_path.iterdir()] == ["a-edges.csv"]


def test_other_sources_are_drawn_from_the_command_line(backstory: Run, tmp_path: Path) -> None:
    (tmp_path / "f.ttl").write_text(FAMILY, "utf-8")
    (tmp_path / "case.json").write_text(json.dumps({"findings": ["saddle anaesthesia"]}), "utf-8")
    for arguments, words in (
        (("--input", "f.ttl"), "What f.ttl states"),
        (("--input", "f.ttl", "--focus", "Ann", "--hops", "1"), "What f.ttl states around Ann, 1 step away"),
        (("--input", "f.ttl", "--hierarchy"), "The classes of f.ttl"),
        (("--hierarchy",), "The classes of the knowledge base"),
        (("--case", "case.json"), "Emergency. "),
        (("--all", "--source", "article", "--top", "5"), "(showing 5 of 145)"),
        (("--all", "--source", "article", "--collapse"), "145 nodes and 160 relations, by kind"),
    ):
        result = backstory("export", *arguments, "-f", "d3", cwd=tmp_path)
        assert (result.returncode, result.stderr) == (0, ""), arguments
        assert words in json.loads(result.stdout)["graph"]["name"]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("--hierarchy", "--all"), "BS010"),
        (("--case", "case.json", "--focus", "stress"), "BS010"),
        (("--hierarchy", "--source", "ARTICLE"), "BS010"),
        (("--all", "--source", "nobody"), "BS205"),
        (("--all", "--top", "3", "--by", "fame"), "BS025"),
        (("--hierarchy", "--focus", "nonesuch"), "BS201"),
        (("--case", "nowhere.json"), "BS701"),
    ],
)
def test_what_cannot_be_drawn_is_said(backstory: Run, arguments: tuple[str, ...], code: str) -> None:
    result = backstory("export", *arguments)
    assert result.stderr.startswith(f"error[{code}]")
    assert "\nhint: " in result.stderr
    assert result.stdout == ""


# --- the documentation -----------------------------------------------------------------------------------------

PAGE = (ROOT / "docs" / "pictures.md").read_text("utf-8")
COMMANDS = [line.partition("#")[0].strip() for line in PAGE.splitlines() if line.startswith("backstory ")]


@pytest.mark.parametrize("command", COMMANDS)
def test_the_documented_commands_run(backstory: Run, command: str, tmp_path: Path) -> None:
    (tmp_path / "mine.ttl").write_text(FAMILY, "utf-8")
    (tmp_path / "case.json").write_text(json.dumps({"findings": ["back spasm"], "age": 45}), "utf-8")
    arguments = shlex.split(command)[1:]
    result = backstory(*arguments, cwd=tmp_path)
    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")
    assert (tmp_path / arguments[arguments.index("-o") + 1]).stat().st_size > 500


def test_every_format_is_documented_with_what_it_cannot_say() -> None:
    assert set(PICTURES) == set(WRITERS)
    rows = [line for line in PAGE.splitlines() if line.startswith("| `")]
    named = [name for row in rows for name in re.findall(r"`(\w+)`", row.split("|")[1])]
    assert sorted(named) == sorted(PICTURES)
    assert all(len(row.split("|")) == 6 and row.split("|")[4].strip() for row in rows)
    for module in ("dot", "mermaid", "graphml", "yed", "gexf", "cx2", "network", "tables", "linked", "page"):
        source = (ROOT / "kg" / "export" / f"{module}.py").read_text("utf-8")
        assert "cannot say" in source.partition('"""')[2].partition('"""')[0], module
