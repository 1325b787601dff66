"""Mermaid itself reads back the flowcharts."""

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

import kg
from kg.explain import Sign
from kg.export import Edge, Family, Node, Picture, central, to_mermaid
from tests.conftest import CONSUMERS, ROOT

NODE = os.environ.get("BACKSTORY_NODE") or shutil.which("node")
pytestmark = pytest.mark.skipif(
    not CONSUMERS or not NODE, reason="SKIPPED: BACKSTORY_CONSUMERS names no folder where npm put tests/consumers"
)
TYPES = {"raises": "arrow_point", "lowers": "arrow_cross", "kind of": "arrow_point", "other": "arrow_circle"}
LABELS = [
    'say "no"',
    "a < b > c & d",
    "two\nlines",
    "-> --> |x|",
    "שלום עולם",
    "💥 emoji",
    "back\\slash",
    "#quot; &amp;",
]
LABELS += [
    "semi; colon %% comment",
    "]] }} ))",
    "end",
    "<b>bold</b>",
    "`code`",
    "{a|b}",
    "subgraph x",
    "1. list",
    "- list",
    "_x_ *y*",
]


def read(tmp_path: Path, pictures: list[Picture]) -> list[dict[str, Any]]:
    """Return what Mermaid makes of the pictures."""
    paths = []
    for number, picture in enumerate(pictures):
        path = tmp_path / f"{number}.mmd"
        path.write_text(to_mermaid(picture), "utf-8")
        paths.append(str(path))
    result = run(paths)
    assert result.returncode == 0, result.stderr
    return [json.loads(line) for line in result.stdout.splitlines()]


def run(paths: list[str]) -> subprocess.CompletedProcess[str]:
    assert CONSUMERS
    assert NODE
    shutil.copy(ROOT / "tests" / "consumers" / "mermaid.mjs", CONSUMERS)
    return subprocess.run([NODE, "mermaid.mjs", *paths], cwd=CONSUMERS, capture_output=True, text=True, check=False)


def plain(text: str) -> str:
    return " ".join(text.split())


def decoded(text: str) -> str:
    """Mermaid keeps entities in its model as marks of its own, which it turns back when it draws."""
    marks = {"quot": '"', "lt": "<", "gt": ">", "amp": "&"}
    for name, char in marks.items():
        text = text.replace(f"ﬂ°{name}¶ß", char)
    for code in (35, 59, 92, 96):
        text = text.replace(f"ﬂ°°{code}¶ß", chr(code))
    return text


def check(picture: Picture, found: dict[str, Any]) -> None:
    names = {f"n{number}": node for number, node in enumerate(picture.nodes, 1)}
    assert {name: decoded(text) for name, text in found["nodes"].items() if name in names} == {
        name: plain(node.label) for name, node in names.items()
    }
    assert {name for name in found["nodes"] if not name.startswith("legend")} == set(names)
    assert [(names[one].id, names[other].id, sort) for one, other, sort, _ in found["edges"]] == [
        (edge.source, edge.target, TYPES[edge.polarity]) for edge in picture.edges
    ]
    for (_, _, _, stroke), edge in zip(found["edges"], picture.edges, strict=True):
        expected = "thick" if edge.polarity == "kind of" else "dotted" if edge.inferred or edge.feedback else "normal"
        assert stroke == expected


def test_mermaid_reads_the_same_graph(graph: kg.KnowledgeGraph, tmp_path: Path) -> None:
    pictures = [graph.picture("stress", "back spasm"), graph.picture("muscle fatigue")]
    pictures += [graph.picture(source="ARTICLE"), central(graph.picture(), 80)]
    pictures.append(graph.picture(query="CONSTRUCT { ?x bs:lowers bs:Pain } WHERE { ?x bs:lowers bs:Pain }"))
    for picture, found in zip(pictures, read(tmp_path, pictures), strict=True):
        check(picture, found)


def test_mermaid_reads_any_label(tmp_path: Path) -> None:
    pictures = []
    for label in LABELS:
        nodes = tuple(Node(f"bs:N{n}", label, family) for n, family in enumerate(Family))
        edge = Edge("bs:N0", "bs:N1", "bs:causes", label, Sign.LOWERS, inferred=True)
        pictures.append(Picture(label, nodes, (edge,), len(nodes)))
    for picture, found in zip(pictures, read(tmp_path, pictures), strict=True):
        check(picture, found)


def test_mermaid_bounds_the_edges_as_the_writer_does(tmp_path: Path) -> None:
    nodes = (Node("bs:A", "a", Family.OTHER), Node("bs:B", "b", Family.OTHER))
    edge = Edge("bs:A", "bs:B", "bs:causes", "causes")
    most, beyond = (Picture("many", nodes, (edge,) * count, len(nodes)) for count in (500, 501))
    assert [len(found["edges"]) for found in read(tmp_path, [most])] == [500]
    path = tmp_path / "beyond.mmd"
    path.write_text(to_mermaid(beyond, max_edges=501), "utf-8")
    assert "Edge limit exceeded" in run([str(path)]).stderr
