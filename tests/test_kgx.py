"""KGX, with its validator, and pandas read the tables of pictures as they are."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import kg
from kg.export import Picture, csv_tables, kgx_tables
from tests.conftest import LONG, ROOT
from tests.pictures import any_pictures

PYTHON = os.environ.get("BACKSTORY_KGX")
pytestmark = pytest.mark.skipif(
    not PYTHON, reason="SKIPPED: BACKSTORY_KGX names no Python with tests/consumers/kgx.txt"
)


def read(folder: Path, pictures: list[Picture]) -> list[dict[str, Any]]:
    """Return what is read from the tables of each picture."""
    names = []
    for number, picture in enumerate(pictures):
        own = folder / str(number)
        own.mkdir(exist_ok=True)
        for name, text in csv_tables(picture).items():
            (own / name.removeprefix("-")).write_bytes(text.encode())
        for name, text in kgx_tables(picture).items():
            (own / f"kgx{name}").write_bytes(text.encode())
        names.append(str(own))
    assert PYTHON
    command = [PYTHON, str(ROOT / "tests" / "consumers" / "read_tables.py"), *names]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    return [json.loads(line) for line in result.stdout.splitlines() if line.startswith("{")]


def check(picture: Picture, found: dict[str, Any]) -> None:
    assert found["kgx"]["complaints"] == {}
    nodes = {node["id"]: node["name"] for node in found["kgx"]["nodes"]}
    assert nodes == {node.id: " ".join(node.label.split()) for node in picture.nodes}
    stated: dict[tuple[str, str], set[str]] = {}
    claims: dict[tuple[str, str], set[str]] = {}
    for edge in found["kgx"]["edges"]:
        ends = edge["subject"], edge["object"]
        relations = stated.setdefault(ends, set())
        assert not relations & {*edge["relation"].split("|")}, "each relation stands once"
        relations |= {*edge["relation"].split("|")}
        claims.setdefault(ends, set()).update(edge.get("publications", []))
        assert edge["primary_knowledge_source"] == "infores:backstory"
    for ends in {(edge.source, edge.target) for edge in picture.edges}:
        own = [edge for edge in picture.edges if (edge.source, edge.target) == ends]
        assert stated.pop(ends) == {edge.relation for edge in own}
        assert claims.pop(ends) == {f"bsclaim:{claim}" for edge in own for claim in edge.claims}
    assert stated == {}
    for table, rows in zip(picture.attributes(), (found["nodes"], found["edges"]), strict=True):
        written = [
            {key: str(value).lower() if isinstance(value, bool) else str(value) for key, value in row.items()}
            for row in table
        ]
        assert rows == written


def test_the_pictures_of_the_knowledge_base_are_valid(graph: kg.KnowledgeGraph, tmp_path: Path) -> None:
    pictures = [graph.picture("stress", "back spasm"), graph.picture("heat pack"), graph.picture()]
    for picture, found in zip(pictures, read(tmp_path, pictures), strict=True):
        check(picture, found)


@settings(max_examples=20 if LONG else 1, suppress_health_check=[*HealthCheck], deadline=None)
@given(st.lists(any_pictures(), min_size=20, max_size=20))
def test_any_label_is_read_as_it_is(tmp_path_factory: pytest.TempPathFactory, pictures: list[Picture]) -> None:
    for picture, found in zip(pictures, read(tmp_path_factory.mktemp("tables"), pictures), strict=True):
        check(picture, found)
