"""Cytoscape.js reads back the pictures that are written for it, in a browser."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

import kg
from kg.export import Picture, positions, to_cytoscape
from tests.chromium import CHROMIUM, Page, browser
from tests.conftest import CONSUMERS, LONG
from tests.pictures import any_pictures

pytestmark = pytest.mark.skipif(
    not CONSUMERS or CHROMIUM is None, reason="SKIPPED: needs Chromium, and BACKSTORY_CONSUMERS with Cytoscape.js"
)
READ = """(() => {
  const cy = cytoscape({container: document.body, layout: {name: "preset"}, ...%s});
  const read = (one) => ({...one.data()});
  return JSON.stringify({
    name: cy.data("name"),
    nodes: cy.nodes().map((one) => [read(one), one.position()]),
    edges: cy.edges().map(read),
    arrows: cy.edges().map((one) => [one.source().id(), one.target().id()]),
  });
})()"""


@pytest.fixture(scope="module")
def cytoscape(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    assert CONSUMERS
    script = Path(CONSUMERS, "node_modules", "cytoscape", "dist", "cytoscape.min.js").read_text("utf-8")
    empty = tmp_path_factory.mktemp("cytoscape") / "empty.html"
    empty.write_text("<!doctype html><title>empty</title><body style='height: 600px'>", "utf-8")
    with browser() as page:
        page.open(empty)
        page.run(f"{script};0")
        yield page


def check(cytoscape: Page, picture: Picture) -> None:
    found: dict[str, Any] = json.loads(cytoscape.run(READ % to_cytoscape(picture)))
    nodes, edges = picture.attributes()
    places = positions(picture)
    assert found["name"] == picture.caption
    assert [data for data, _ in found["nodes"]] == [{"value": n["id"], "name": n["label"], **n} for n in nodes]
    for data, place in found["nodes"]:
        x, y = places[data["id"]]
        assert (place["x"], place["y"]) == pytest.approx((x, -y))
    assert found["edges"] == [{"key": edge["id"], **edge} for edge in edges]
    assert found["arrows"] == [[edge["source"], edge["target"]] for edge in edges]


def test_the_pictures_of_the_knowledge_base_are_read_as_they_are(cytoscape: Page, graph: kg.KnowledgeGraph) -> None:
    for picture in (graph.picture("stress", "back spasm"), graph.picture("heat pack"), graph.picture()):
        check(cytoscape, picture)


@settings(max_examples=1000 if LONG else 60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(picture=any_pictures())
def test_any_label_is_read_as_it_is(cytoscape: Page, picture: Picture) -> None:
    check(cytoscape, picture)
