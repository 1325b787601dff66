"""Explanations as pages, pictures and RDF: complete, deterministic, and safe whatever the labels are."""

import io
import re
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree as ET

import networkx as nx
import pyoxigraph
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import RdfFormat

import kg
from kg.explain import Explanation, to_markdown
from kg.explain.page import to_page
from kg.explain.prov import to_trig
from kg.explain.triples import Explainer
from kg.export import WRITERS, Family, draw, picture_of_proofs
from kg.load import load_triples
from kg.proofs.model import Kind
from kg.reason.native import reason
from kg.terms import Triple
from kg.vocabulary import RDF, RDFS
from tests.conftest import LONG, Run
from tests.ontologies import EX

PROV = "http://www.w3.org/ns/prov#"
HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "javascript:alert(1)",
    "a & b",
    "x](javascript:1)",
)


@pytest.fixture(scope="module")
def explanations(graph: kg.KnowledgeGraph) -> list[Explanation]:
    return [
        graph.explain("deep breathing", "back spasm"),
        graph.explain("stress", "raises", "back spasm", maximum=3, justifications=True),
        graph.why_not("cold pack", "lowers", "dehydration"),
        graph.what_if(remove=["C036"]),
        graph.what_if(add=["inflammation raises dehydration"], maximum=3),
        graph.explain("cortisol"),
        graph.explain("C022"),
        graph.dispute(),
    ]


class Page(HTMLParser):
    """Reads a page: its elements, what they refer to, and whether they are closed in order."""

    VOID = frozenset({"meta", "link", "br", "img", "hr"})

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.names: set[str] = set()
        self.links: list[str] = []
        self.ids: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.add(tag)
        for name, value in attrs:
            assert not name.startswith("on"), name
            if name in {"href", "src", "xlink:href", "action"}:
                self.links.append(value or "")
            if name == "id":
                self.ids.append(value or "")
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in self.VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def read(page: str) -> Page:
    reader = Page()
    reader.feed(page)
    assert reader.open == []
    return reader


def svg(explanation: Explanation) -> list[tuple[str, str]]:
    return [("picture", draw(picture_of_proofs(explanation), "svg").decode())]


def test_a_page_needs_nothing_else(explanations: list[Explanation]) -> None:
    """No script, nothing to be fetched; the only links lead to claims on the page, or to sources."""
    for explanation in explanations:
        page = to_page(explanation, svg(explanation))
        found = read(page)
        assert not found.names & {"script", "iframe", "object", "embed", "link", "img", "form", "foreignobject"}
        assert "default-src 'none'" in page
        urls = {source.url for source in explanation.sources}
        assert all(link.removeprefix("#") in found.ids or link in urls for link in found.links)
        assert len({*found.ids}) == len(found.ids)
        assert page == to_page(explanation, svg(explanation))


def test_a_page_says_what_the_terminal_says(explanations: list[Explanation]) -> None:
    for explanation in explanations:
        plain = re.sub(r"<[^>]+>", "", to_page(explanation))
        assert explanation.knowledge in plain
        assert "not a medical device" in plain
        for claim in explanation.supporting:
            assert f'id="claim-{claim.id}"' in to_page(explanation)


def test_a_picture_that_runs_is_refused(explanations: list[Explanation]) -> None:
    for harm in ("<svg><script>1</script></svg>", '<svg><a href="javascript:1"/></svg>', '<svg><g onclick="1"/></svg>'):
        with pytest.raises(ValueError, match="runs"):
            to_page(explanations[0], [("x", harm)])


def test_the_leaves_of_the_rdf_are_in_the_input(graph: kg.KnowledgeGraph, explanations: list[Explanation]) -> None:
    for explanation in explanations:
        text = to_trig(explanation)
        quads = [*pyoxigraph.parse(text.encode(), RdfFormat.TRIG)]
        assert quads
        inferred = {q.subject for q in quads if q.predicate.value == f"{PROV}wasGeneratedBy"}
        parts = {(q.subject, q.predicate): q.object for q in quads}
        statements = {q.subject for q in quads if q.predicate == RDF.type and q.object == RDF.Statement}
        leaves = {
            Triple(parts[s, RDF.subject], parts[s, RDF.predicate], parts[s, RDF.object]) for s in statements - inferred
        }
        told = {leaf for one in explanation.told for leaf in one.proof.leaves()}
        added = {*explanation.difference.added} if explanation.difference else set[Triple]()
        # The parser renames blank nodes, so that those triples are compared by number.
        assert len(leaves) >= len({*told}) - sum("_:" in str(leaf) for leaf in told)
        named = {leaf for leaf in leaves if "_:" not in str(leaf)}
        assert named <= told
        assert all(leaf in graph.closure.asserted or leaf in added for leaf in named)
        assert text == to_trig(explanation)


def test_every_writer_draws_the_same_proof(explanations: list[Explanation]) -> None:
    for explanation in explanations[1:5]:
        picture = picture_of_proofs(explanation)
        assert picture.upward
        assert picture.nodes
        read_back = nx.read_graphml(io.BytesIO(str(WRITERS["graphml"](picture)).encode()))
        assert {*read_back.nodes} == {node.id for node in picture.nodes}
        assert len(read_back.edges) == len(picture.edges)
        drawn = ET.fromstring(WRITERS["svg"](picture))
        titles = [g.findtext("{http://www.w3.org/2000/svg}title") for g in drawn.iter("{http://www.w3.org/2000/svg}g")]
        assert {node.id for node in picture.nodes} <= {*titles}
        mermaid = str(WRITERS["mermaid"](picture))
        assert mermaid.count("-->") + mermaid.count("-.->") == len(picture.edges)
        assert 'rankdir="BT"' in str(WRITERS["dot"](picture))


def test_each_step_is_drawn_between_its_premises_and_its_conclusion(graph: kg.KnowledgeGraph) -> None:
    explanation = graph.explain("stress", "raises", "back spasm", maximum=3)
    picture = picture_of_proofs(explanation)
    rules = [node for node in picture.nodes if node.family is Family.RULE]
    steps = {
        (node.rule, node.text, tuple(told.proof.nodes[at].text for at in node.premises))
        for told in explanation.told
        for node in told.proof
        if node.kind is Kind.INFERRED
    }
    assert len(rules) == len(steps)
    for rule in rules:
        assert sum(edge.source == rule.id for edge in picture.edges) == 1
        assert any(edge.target == rule.id for edge in picture.edges)
    small = picture_of_proofs(explanation, cap=5)
    assert (len(small.nodes), small.total) == (5, len(picture.nodes))


def test_what_is_missing_is_drawn_dashed(graph: kg.KnowledgeGraph) -> None:
    picture = picture_of_proofs(graph.why_not("cold pack", "lowers", "dehydration"))
    labels = " ".join(node.label for node in picture.nodes if node.family is Family.MISSING)
    assert "[UNKNOWN]" in labels
    assert "[NOT ENTAILED]" in labels
    assert any(edge.inferred for edge in picture.edges)


@settings(max_examples=300 if LONG else 25)
@given(st.one_of(st.sampled_from(HOSTILE), st.text(min_size=1)))
def test_no_label_becomes_markup(label: str) -> None:
    """Neither in a page, nor in its picture, nor in Markdown."""
    from pyoxigraph import Literal

    if not label.strip() or any(0xD800 <= ord(char) < 0xE000 for char in label):
        return
    stated = [Triple(EX.a, RDF.type, EX.C), Triple(EX.C, RDFS.subClassOf, EX.D)]
    closure = reason(load_triples([*stated, Triple(EX.a, RDFS.label, Literal(label))]))
    explanation = Explainer(closure).why(Triple(EX.a, RDF.type, EX.D))
    found = read(to_page(explanation, svg(explanation)))
    assert not found.names & {"script", "img", "iframe"}
    assert not any(link.startswith("javascript") for link in found.links)
    markdown = to_markdown(explanation)
    plain = Explainer(reason(load_triples(stated))).why(Triple(EX.a, RDF.type, EX.D))
    assert not re.search(r"(?<!\\)[<\[~]", markdown)
    assert len(markdown.splitlines()) == len(to_markdown(plain).splitlines())


def test_the_command_line_writes_every_form(backstory: Run, tmp_path: Path) -> None:
    for form in ("html", "trig", "svg", "dot", "mermaid", "graphml", "cyjs", "d3", "md", "json"):
        result = backstory("explain", "stress", "raises", "cortisol", "-f", form)
        assert result.returncode == 0, form
        assert result.stdout, form
    page = tmp_path / "why.html"
    assert backstory("why-not", "cold pack", "lowers", "dehydration", "-o", str(page)).returncode == 0
    assert "<svg" in page.read_text("utf-8")
    paths = backstory("explain", "stress", "back spasm", "-f", "dot").stdout
    assert 'rankdir="LR"' in paths
