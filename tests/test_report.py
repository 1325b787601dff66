"""Figures of the knowledge base: each is counted again in another way."""

import json
import re
from collections import Counter
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree as ET

import networkx as nx
import pytest

import kg
from kg.errors import UsageError
from kg.explain import Sign
from kg.report import figures, sections, to_markdown, to_page, to_plot
from kg.report.figures import Report
from tests.conftest import Run


@pytest.fixture(scope="module")
def report(graph: kg.KnowledgeGraph) -> Report:
    return graph.report(maximum=1000)


def test_sizes_are_those_that_sparql_counts(graph: kg.KnowledgeGraph, report: Report) -> None:
    sizes = dict(report.sizes)

    def count(pattern: str) -> int:
        answer = graph.query(f"SELECT (COUNT(*) AS ?n) WHERE {{ SELECT DISTINCT {pattern} }}")
        return int(answer.rows[0][0].value)  # type: ignore[union-attr]

    assert sizes["classes"] == count("?x WHERE { ?x a owl:Class }")
    concepts = {node.value for node in graph.terms.concepts()}
    for words, name in (("raises", "raises"), ("lowers", "lowers")):
        answer = graph.query(f"SELECT ?x ?y WHERE {{ ?x bs:{name} ?y FILTER (?x != ?y) }}")
        pairs = {(row[0].value, row[1].value) for row in answer.rows}  # type: ignore[union-attr]
        kept = {pair for pair in pairs if set(pair) <= concepts}
        assert sizes[f"pairs of which one {words} the other"] == len(kept)


def test_what_a_mechanism_raises_and_lowers_is_what_the_closure_holds(graph: kg.KnowledgeGraph, report: Report) -> None:
    assert report.mechanisms
    scores = [one.betweenness for one in report.mechanisms]
    assert scores == sorted(scores, reverse=True)
    concepts = list(graph.terms.concepts())
    for one in report.mechanisms[:5]:
        node = graph.terms.find(one.term.id)
        signs = Counter(sign for other in concepts if other != node for sign in graph.influences.net(node, other))
        assert (one.raises, one.lowers) == (signs[Sign.RAISES], signs[Sign.LOWERS])


def test_a_mechanism_is_between_others_by_the_stated_influences(graph: kg.KnowledgeGraph, report: Report) -> None:
    network: nx.DiGraph[str] = nx.DiGraph()
    for node in graph.influences.nodes():
        for link in graph.influences.links(node):
            if link.step.sign is not None:
                network.add_edge(link.source.value, link.target.value)
    scores = nx.betweenness_centrality(network)
    assert {graph.terms.find(one.term.id).value for one in report.mechanisms} == {
        node for node, score in scores.items() if score > 0
    }


def test_every_claim_is_counted_once(graph: kg.KnowledgeGraph, report: Report) -> None:
    assert sum(count for _, _, count in report.evidence) == len(graph.claims)
    assert sum(count for _, count in report.sources) == len(graph.claims)
    assert dict(report.sizes)["claims"] == len(graph.claims)
    assert all(count == len(graph.claims_from(source.id)) for source, count in report.sources)


def test_ambivalent_pairs_are_those_of_both_signs(graph: kg.KnowledgeGraph, report: Report) -> None:
    concepts = list(graph.terms.concepts())
    both = {
        (one, other)
        for one in concepts
        for other in concepts
        if one != other and len(graph.influences.net(one, other)) > 1
    }
    assert {(graph.terms.find(p.source.id), graph.terms.find(p.target.id)) for p in report.ambivalences} == both


def test_feedbacks_are_found_with_their_effect(graph: kg.KnowledgeGraph, monkeypatch: pytest.MonkeyPatch) -> None:
    names = ("bs:Stress", "bs:BackSpasm", "bs:MuscleFatigue")
    network: nx.DiGraph[str] = nx.DiGraph()
    signs = (Sign.RAISES, Sign.LOWERS, Sign.LOWERS)
    for number, ((one, other), sign) in enumerate(zip([*pairwise(names), (names[2], names[0])], signs, strict=True)):
        network.add_edge(one, other, signs=[sign], claims=[(f"C{number}",)])
    network.add_edge("bs:BackSpasm", "bs:Stress", signs=[Sign.LOWERS], claims=[("C9",)])
    network.add_edge("bs:Stress", "bs:Cortisol", signs=[Sign.RAISES], claims=[("C8",)])
    network.add_edge("bs:Cortisol", "bs:Stress", signs=[Sign.RAISES], claims=[("C8",)])
    monkeypatch.setattr(figures, "_stated", lambda _: network)
    found = graph.report()
    circles = next(one for one in sections(found) if one.title.startswith("Feedbacks"))
    assert circles.rows == (
        ("back spasm lowers stress, which raises back spasm", "holds itself back", "C9; C0"),
        (
            "back spasm lowers muscle fatigue, which lowers stress, which raises back spasm",
            "reinforces itself",
            "C1; C2; C0",
        ),
    )
    assert found.circles == 2


def test_lists_that_are_cut_say_so(graph: kg.KnowledgeGraph) -> None:
    short = graph.report(maximum=2)
    assert len(short.mechanisms) == len(short.sources) == 2
    assert f"Claims by source, showing 2 of {len(graph.sources)}" in to_markdown(short)
    with pytest.raises(UsageError) as caught:
        graph.report(maximum=0)
    assert caught.value.code == "BS009"


def test_every_form_holds_every_row(backstory: Run, graph: kg.KnowledgeGraph) -> None:
    found = graph.report()
    page = re.sub(r"<[^>]+>", " ", to_page(found))
    markdown = to_markdown(found)
    value = json.loads(backstory("report", "-f", "json").stdout)
    tree = backstory("report", "-f", "tree").stdout
    for section in sections(found):
        assert section.title in markdown
        assert section.title in page
        for row in section.rows:
            assert f"| {' | '.join(row)} |" in markdown.replace("&amp;", "&").replace("\\", "")
    assert [one["label"] for one in value["mechanisms"]["shown"]] == [one.term.label for one in found.mechanisms]
    assert value["mechanisms"]["total"] == found.between
    assert sum(row["claims"] for row in value["evidence"]) == len(graph.claims)
    assert all(name in tree for name, _ in found.sizes)
    assert "<script" not in to_page(found)


def test_a_plot_is_drawn_or_says_what_is_missing(backstory: Run, tmp_path: Path, report: Report) -> None:
    pytest.importorskip("matplotlib", reason="SKIPPED: matplotlib is not installed")
    for name, start in (("a.svg", b"<?xml"), ("a.png", b"\x89PNG")):
        result = backstory("report", "-f", "json", "--plot", str(tmp_path / name), "-o", str(tmp_path / "r.json"))
        assert (result.returncode, result.stderr) == (0, "")
        assert (tmp_path / name).read_bytes().startswith(start)
    assert to_plot(report, "svg") == to_plot(report, "svg")
    text = " ".join(e.text or "" for e in ET.parse(tmp_path / "a.svg").iter("{http://www.w3.org/2000/svg}text"))
    assert report.mechanisms[0].term.label in text
    assert backstory("report", "--plot", "a.gif").stderr.startswith("error[BS302]")


def test_without_matplotlib_a_plot_is_refused(report: Report, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "matplotlib", None)
    with pytest.raises(UsageError) as caught:
        to_plot(report, "svg")
    assert caught.value.code == "BS026"
    assert "backstory[plots]" in caught.value.hint


def test_no_label_becomes_markup_in_a_report(graph: kg.KnowledgeGraph) -> None:
    from dataclasses import replace

    from kg.lexicon import Ref

    found = graph.report(maximum=1)
    for bad in (
        "<script>alert(1)</script>",
        '"><img src=x onerror=alert(1)>',
        "[x](javascript:alert(1))",
        "a | b\n# c",
    ):
        nasty = replace(found, mechanisms=(replace(found.mechanisms[0], term=Ref("bs:X", bad)),))
        page, markdown = to_page(nasty), to_markdown(nasty)
        assert "<script" not in page
        assert "<img" not in page
        assert "<" not in markdown
        assert "](" not in markdown.replace("\\](", "")
        row = next(
            line
            for line in markdown.splitlines()
            if line.startswith("| ") and line.count("0.0") and len(found.sources) == 1
        )
        assert len(re.findall(r"(?<!\\)\|", row)) == 8
