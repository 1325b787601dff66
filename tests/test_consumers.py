"""Pictures as other programs read them: networkx, igraph, rdflib, a CSV reader, and an HTML parser."""

import csv
import io
import json
import os
import shutil
import subprocess
import zipfile
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import networkx as nx
import pytest
import rdflib
from hypothesis import given, settings

import kg
from kg.explain import Sign
from kg.export import (
    Details,
    Edge,
    Family,
    Node,
    Picture,
    csv_tables,
    draw,
    graphviz,
    kgx_tables,
    picture_of_proofs,
    to_csv,
    to_cx2,
    to_gexf,
    to_graphml,
    to_jsonld,
    to_kgx,
    to_mermaid,
    to_picture_page,
    to_yed,
)
from kg.export.model import legal
from kg.vocabulary import expand
from tests.conftest import LONG
from tests.pictures import BAD, any_pictures

SCHEMAS = os.environ.get("BACKSTORY_SCHEMAS", "")
VIZ = "{http://gexf.net/1.3/viz}"
GEXF = "{http://gexf.net/1.3}"
Y = "{http://www.yworks.com/xml/graphml}"


def flat(picture: Picture) -> tuple[dict[str, dict[str, Any]], dict[str, dict[str, Any]]]:
    nodes, edges = picture.attributes()
    return {node["id"]: node for node in nodes}, {edge["id"]: edge for edge in edges}


def xml(value: object) -> object:
    """What XML makes of a value: characters that it cannot hold are replaced."""
    return legal(value).replace("\r", "\ufffd") if isinstance(value, str) else value


def same(read: Any, picture: Picture, *, but: frozenset[str] = frozenset(), heard: Any = xml) -> None:
    """Hold that a graph of networkx has the nodes, edges and attributes of a picture."""
    nodes, edges = flat(picture)
    assert set(read.nodes) == set(nodes)
    for name, node in nodes.items():
        expected = {key: heard(value) for key, value in node.items() if key != "id" and key not in but}
        assert {key: read.nodes[name].get(key) for key in expected} == expected
    found = {
        data.get("id", key): (source, target, data) for source, target, key, data in read.edges(keys=True, data=True)
    }
    assert found.keys() == edges.keys()
    for name, (source, target, data) in found.items():
        assert (source, target) == (edges[name]["source"], edges[name]["target"])
        expected = {k: heard(v) for k, v in edges[name].items() if k not in {"id", "source", "target"} | but}
        assert {key: data.get(key) for key in expected} == expected


def check_graphml(picture: Picture) -> None:
    same(nx.parse_graphml(to_graphml(picture), force_multigraph=True), picture)


def check_yed(picture: Picture) -> None:
    text = to_yed(picture)
    # Its reader takes the drawn label for the label, as yEd does.
    same(nx.parse_graphml(text, force_multigraph=True), picture, but=frozenset({"label", "shape"}))
    root = ET.fromstring(text)
    drawn = [label.text for label in root.iter(f"{Y}NodeLabel")]
    assert drawn == [" ".join(legal(node.label).split()) or " " for node in picture.nodes]
    colours = [fill.get("color") for fill in root.iter(f"{Y}Fill")]
    assert colours == [node.family.colour for node in picture.nodes]
    assert len(list(root.iter(f"{Y}PolyLineEdge"))) == len(picture.edges)


def check_gexf(picture: Picture) -> None:
    text = to_gexf(picture)
    read: Any = nx.read_gexf(io.BytesIO(text.encode()), version="1.3")
    multi = read if read.is_multigraph() else nx.MultiDiGraph(read)
    same(multi, picture)
    for node in picture.nodes:
        assert {key: multi.nodes[node.id]["viz"]["color"][key] for key in "rgb"} == {
            key: int(node.family.colour[at : at + 2], 16) for key, at in (("r", 1), ("g", 3), ("b", 5))
        }
        assert multi.nodes[node.id]["viz"]["size"] == (20 if node.focus else 10)
    graph = ET.fromstring(text).find(f"{GEXF}graph")
    assert graph is not None
    # As the schema of the format has them.
    assert [child.tag for child in graph] == [
        f"{GEXF}{name}" for name in ("attributes", "attributes", "nodes", "edges")
    ]
    shapes = {shape.get("value") for shape in graph.iter(f"{VIZ}shape")}
    assert shapes <= {"disc", "square", "triangle", "diamond", "solid", "dashed"}


def check_cx2(picture: Picture) -> None:
    document = json.loads(to_cx2(picture))
    assert document[0] == {"CXVersion": "2.0", "hasFragments": False}
    assert document[-1] == {"status": [{"success": True}]}
    aspects = {name: items for part in document[2:-1] for name, items in part.items()}
    counts = {one["name"]: one["elementCount"] for one in document[1]["metaData"]}
    assert {name: len(items) for name, items in aspects.items()} == {n: c for n, c in counts.items() if c}
    read: nx.MultiDiGraph[Any] = nx.MultiDiGraph()
    names = {node["id"]: node["v"]["curie"] for node in aspects["nodes"]}
    for node in aspects["nodes"]:
        assert node["v"].keys() <= aspects["attributeDeclarations"][0]["nodes"].keys()
        read.add_node(names[node["id"]], label=node["v"]["name"], **node["v"])
    for edge in aspects.get("edges", []):
        assert edge["v"].keys() <= aspects["attributeDeclarations"][0]["edges"].keys()
        values = dict(edge["v"])
        name, label = values.pop("key"), values["interaction"]
        read.add_edge(names[edge["s"]], names[edge["t"]], name, label=label, **values)
    same(read, picture, heard=lambda value: value)


def check_csv(picture: Picture) -> None:
    def values(text: str) -> list[dict[str, Any]]:
        rows = csv.DictReader(io.StringIO(text, newline=""))
        return [
            {k: {"true": True, "false": False}.get(v, v) if k in {"focus", "feedback"} else v for k, v in row.items()}
            for row in rows
        ]

    tables = csv_tables(picture)
    read: nx.MultiDiGraph[Any] = nx.MultiDiGraph()
    for row in values(tables["-nodes.csv"]):
        read.add_node(row.pop("id"), **row)
    for row in values(tables["-edges.csv"]):
        read.add_edge(row.pop("source"), row.pop("target"), row.pop("id"), **row)
    same(read, picture, heard=lambda value: value)
    with zipfile.ZipFile(io.BytesIO(to_csv(picture))) as archive:
        assert archive.read("edges.csv").decode() == tables["-edges.csv"]


def check_kgx(picture: Picture) -> None:
    tables = kgx_tables(picture)
    nodes, edges = (
        list(csv.DictReader(io.StringIO(tables[name], newline=""), delimiter="\t", quoting=csv.QUOTE_NONE))
        for name in ("_nodes.tsv", "_edges.tsv")
    )
    assert [(row["id"], row["name"]) for row in nodes] == [
        (node.id, " ".join(node.label.split())) for node in picture.nodes
    ]
    assert all(row["category"].startswith("biolink:") and None not in row for row in [*nodes])
    ends = [(row["subject"], row["object"], row["relation"]) for row in edges]
    assert ends == [(edge.source, edge.target, edge.relation) for edge in picture.edges]
    assert [row["publications"] for row in edges] == ["|".join(f"bsclaim:{c}" for c in e.claims) for e in picture.edges]
    assert all(row["predicate"].startswith("biolink:") and row["knowledge_level"] for row in edges)
    with zipfile.ZipFile(io.BytesIO(to_kgx(picture))) as archive:
        assert archive.namelist() == ["backstory_nodes.tsv", "backstory_edges.tsv"]


def check_jsonld(picture: Picture) -> None:
    graph = rdflib.Graph().parse(data=to_jsonld(picture), format="json-ld")
    label = rdflib.RDFS.label
    for node in picture.nodes:
        assert [str(text) for text in graph.objects(rdflib.URIRef(expand(node.id) or ""), label)] == [node.label]
    statements = list(graph.subjects(rdflib.RDF.type, rdflib.RDF.Statement))
    read = {
        tuple(str(graph.value(one, part)) for part in (rdflib.RDF.subject, rdflib.RDF.predicate, rdflib.RDF.object))
        for one in statements
    }
    expected = {(expand(e.source), expand(e.relation), expand(e.target)) for e in picture.edges}
    assert read == expected
    assert len(statements) == len(picture.edges)
    for edge in picture.edges:
        triple = tuple(rdflib.URIRef(expand(name) or "") for name in (edge.source, edge.relation, edge.target))
        assert next(graph.triples(triple), None)  # type: ignore[arg-type]


CHECKS = [check_graphml, check_yed, check_gexf, check_cx2, check_csv, check_kgx, check_jsonld]


@pytest.mark.parametrize("check", CHECKS)
def test_the_pictures_of_the_knowledge_base_are_read_as_they_are(graph: kg.KnowledgeGraph, check: Any) -> None:
    for picture in (
        graph.picture("stress", "back spasm"),
        graph.picture("muscle fatigue", hops=1),
        graph.picture(source="ARTICLE"),
        Picture("nothing", (), (), 0),
    ):
        check(picture) if picture.nodes or check is not check_cx2 else None


@settings(max_examples=1000 if LONG else 40)
@given(any_pictures())
def test_any_label_survives_every_reader(picture: Picture) -> None:
    for check in CHECKS:
        check(picture)


def test_a_proof_is_linked_data(graph: kg.KnowledgeGraph) -> None:
    picture = picture_of_proofs(graph.explain("stress", "raises", "back spasm"))
    read = rdflib.Graph().parse(data=to_jsonld(picture), format="json-ld")
    labels = {str(text) for text in read.objects(None, rdflib.RDFS.label)}
    assert labels == {node.label for node in picture.nodes}
    assert not any(str(term).startswith("file:") for triple in read for term in triple)


@pytest.mark.parametrize("write", [to_graphml, to_yed])
def test_igraph_reads_graphml(graph: kg.KnowledgeGraph, write: Any, tmp_path: Path) -> None:
    igraph = pytest.importorskip("igraph", reason="SKIPPED: igraph is not installed")
    nasty = Picture(
        "nasty",
        tuple(Node(f"bs:N{at}", label, Family.CAUSE) for at, label in enumerate(BAD)),
        tuple(Edge("bs:N0", f"bs:N{at}", "bs:causes", label, Sign.RAISES) for at, label in enumerate(BAD)),
        len(BAD),
    )
    for picture in (graph.picture("stress", "back spasm"), nasty):
        path = tmp_path / "a.graphml"
        path.write_text(write(picture), "utf-8")
        read = igraph.Graph.Read_GraphML(str(path))
        nodes, edges = flat(picture)
        assert [v["id"] for v in read.vs] == list(nodes)
        assert read.is_directed()
        for vertex, node in zip(read.vs, nodes.values(), strict=True):
            assert vertex["label"] == xml(node["label"])
            assert (vertex["group"], vertex["colour"], vertex["focus"]) == (
                node["group"],
                node["colour"],
                node["focus"],
            )
        assert len(read.es) == len(edges)
        for edge, values in zip(read.es, edges.values(), strict=True):
            assert read.vs[edge.source]["id"] == values["source"]
            assert read.vs[edge.target]["id"] == values["target"]
            for key in ("relation", "label", "polarity", "evidence", "feedback", "modality", "claims"):
                assert edge[key] == xml(values[key])


@pytest.mark.parametrize(("name", "write"), [("gexf", to_gexf), ("graphml", to_graphml)])
def test_the_schema_of_the_format_is_kept(graph: kg.KnowledgeGraph, tmp_path: Path, name: str, write: Any) -> None:
    """By xmllint and the published schema files; that of GEXF has its drawing elements in the namespace of the rest."""
    xmllint, schema = shutil.which("xmllint"), Path(SCHEMAS, f"{name}.xsd")
    if not SCHEMAS or not schema.is_file() or xmllint is None:
        pytest.skip(f"SKIPPED: needs xmllint, and BACKSTORY_SCHEMAS, a folder with {name}.xsd")
    pictures = [graph.picture("stress", "back spasm"), graph.picture()]

    @given(any_pictures())
    def any_label(picture: Picture) -> None:
        pictures.append(picture)

    any_label()
    files = [tmp_path / f"{at}.xml" for at in range(len(pictures))]
    for file, picture in zip(files, pictures, strict=True):
        text = write(picture).replace("<viz:", "<").replace("</viz:", "</")
        file.write_text(text.replace(' xmlns:viz="http://gexf.net/1.3/viz"', ""), "utf-8")
    checked = subprocess.run(
        [xmllint, "--noout", "--nonet", "--huge", "--schema", schema, *files], capture_output=True, check=False
    )
    assert checked.returncode == 0, checked.stderr.decode()[:2000]


# --- no label becomes markup -----------------------------------------------------------------------------------


class Tags(HTMLParser):
    """What a parser of HTML takes for markup."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]


def page_of(picture: Picture) -> str:
    text = picture.nodes[0].label
    claims = {"C001": {"statement": text, "hedge": text, "source": text, "limits": text}}
    details = Details({picture.nodes[0].id: text}, claims, {"e1": [text]} if picture.edges else {})
    return to_picture_page(picture, details)


def markup(text: str) -> tuple[list[str], list[tuple[str, str]]]:
    tags = Tags()
    tags.feed(text)
    return tags.tags, tags.attributes


@settings(max_examples=500 if LONG else 40)
@given(any_pictures())
def test_no_label_becomes_markup(picture: Picture) -> None:
    tags, attributes = markup(page_of(picture))
    assert tags.count("script") == 2
    assert not {"img", "iframe", "object", "a", "b", "link", "base"} & set(tags)
    assert not [name for name, _ in attributes if name.startswith("on") or name in {"href", "src", "xlink:href"}]
    for plain in (False, True):
        with pytest.MonkeyPatch.context() as patch:
            if plain:
                patch.setattr(graphviz, "is_there", lambda: False)
            root = ET.fromstring(draw(picture, "svg"))
        for element in root.iter():
            assert element.tag.rpartition("}")[2] in {
                *("svg", "g", "title", "path", "polygon", "polyline", "ellipse", "text", "a", "rect"),
            }
            assert not [name for name in element.attrib if name.startswith("on") or name.endswith("href")]
    for line in to_mermaid(picture).splitlines()[3:]:
        assert "<" not in line.replace("-->", "").replace("<!--", "")


def test_the_page_has_a_strict_policy_and_no_reference(graph: kg.KnowledgeGraph) -> None:
    text = page_of(graph.picture("stress", "back spasm"))
    policy = text.partition('Content-Security-Policy" content="')[2].partition('"')[0]
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert "unsafe-inline" not in policy.partition("style-src")[0]
    tags, attributes = markup(text)
    assert "svg" in tags
    addresses = {value for name, value in attributes if "http" in value and not name.startswith("xmlns")}
    assert addresses == set()
    assert "http" not in text.partition("<style>")[2].partition("</style>")[0]
