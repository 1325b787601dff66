"""The closure holds exactly the net influences that the sign algebra gives, computed here without a reasoner."""

import csv
from collections import defaultdict
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import kg
from kg.vocabulary import BS
from tests.build import claim_row, small_graph
from tests.conftest import LONG, ROOT

POSITIVE = (
    "causes triggers increases contributes_to increases_likelihood_of promotes causes_release_of activates "
    "predisposes_to improves becomes_when_prolonged"
).split()
NEGATIVE = "decreases reduces relieves counteracts prevents impairs disrupts reduces_frequency_of".split()

Edge = tuple[str, str, int, bool, str]
"""Source, target, sign, whether a narrower concept inherits it, claim id."""


def stated(rows: list[dict[str, str]]) -> tuple[list[Edge], list[tuple[str, str, str]]]:
    """Read influences and is-a steps off the rows of the tables."""
    edges: list[Edge] = []
    broader: list[tuple[str, str, str]] = []
    for row in rows:
        source, relation, target, name = row["subject"], row["relation"], row["object"], row["id"]
        if relation in POSITIVE:
            edges.append((source, target, 1, True, name))
        elif relation in NEGATIVE:
            edges.append((source, target, -1, True, name))
        elif relation == "is_a" and target != "red flag":
            broader.append((source, target, name))
        elif relation == "takes_form":
            edges.append((source, target, 1, False, name))
        elif relation == "coincides_with":
            edges += [(source, target, 1, False, name), (target, source, 1, False, name)]
        elif relation == "low_state_of":
            edges.append((target, source, -1, False, name))
        elif relation == "high_state_of":
            edges.append((target, source, 1, False, name))
    return edges, broader


def table_rows() -> list[dict[str, str]]:
    """The rows that assert something: not those that contradict others."""
    rows: list[dict[str, str]] = []
    for path in sorted((ROOT / "ontology" / "claims").glob("*.tsv")):
        with path.open(newline="", encoding="utf-8") as file:
            rows += csv.DictReader(file, delimiter="\t")
    with (ROOT / "ontology" / "taxonomy.tsv").open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            rows.append({"id": row["id"], "subject": row["concept"], "relation": "is_a", "object": row["broader"]})
    return [single for row in rows if asserts(row) for single in singles(row)]


def asserts(row: dict[str, str]) -> bool:
    return row.get("stance") != "contradicts" and row.get("polarity") != "negative"


def singles(row: dict[str, str]) -> Iterator[dict[str, str]]:
    """A row of evidence may list several subjects, relations and objects; it states each combination."""
    parts = [row[column].split(" | ") for column in ("subject", "relation", "object")]
    for subject, relation, target in product(*parts):
        yield {**row, "subject": subject, "relation": relation, "object": target}


def net_influence(edges: list[Edge], broader: list[tuple[str, str, str]]) -> set[tuple[str, str, int]]:
    """Compose signs to a fixpoint, the naive way."""
    above: dict[str, set[str]] = defaultdict(set)
    for narrow, broad, _ in broader:
        above[narrow].add(broad)
    inherited = {(source, target, sign) for source, target, sign, passed_on, _ in edges if passed_on}
    size = -1
    while size != len(inherited):
        size = len(inherited)
        inherited |= {
            (narrow, target, sign)
            for narrow, broads in above.items()
            for source, target, sign in list(inherited)
            if source in broads
        }
    net = inherited | {(source, target, sign) for source, target, sign, _, _ in edges}
    while True:
        new = {(a, d, s * t) for a, b, s in net for c, d, t in net if b == c} - net
        if not new:
            return net
        net |= new


def closure_signs(graph: kg.KnowledgeGraph) -> set[tuple[str, str, int]]:
    def name(node: object) -> str:
        return graph.terms.ref(node).label  # type: ignore[arg-type]

    return {
        (name(triple.subject), name(triple.object), sign)
        for predicate, sign in ((BS.raises, 1), (BS.lowers, -1))
        for triple in graph.closure.match(predicate=predicate)
    }


def test_the_closure_holds_the_sign_algebra_of_the_rows(graph: kg.KnowledgeGraph) -> None:
    expected = net_influence(*stated(table_rows()))
    assert closure_signs(graph) == expected
    assert len(expected) > 400


def test_no_pair_is_ambivalent_and_the_net_stays_sparse(graph: kg.KnowledgeGraph) -> None:
    signs = closure_signs(graph)
    raised = {(source, target) for source, target, sign in signs if sign > 0}
    lowered = {(source, target) for source, target, sign in signs if sign < 0}
    assert not raised & lowered
    assert len(raised | lowered) <= 0.15 * len(graph.terms.concepts()) ** 2


LETTERS = ["alpha", "beta", "gamma", "delta", "epsilon", "zeta"]
RELATIONS = ["causes", "reduces", "is_a", "takes_form", "low_state_of", "high_state_of", "affects"]


@st.composite
def claim_tables(draw: st.DrawFn) -> list[list[object]]:
    """Rows whose relations run from earlier concepts to later ones, so that there is no cycle.

    No state is both the low and the high state of one quality, which would be an inconsistency.
    """
    count = draw(st.integers(1, 9))
    rows: list[list[object]] = []
    for number in range(count):
        first = draw(st.integers(0, len(LETTERS) - 2))
        second = draw(st.integers(first + 1, len(LETTERS) - 1))
        relation = draw(st.sampled_from(RELATIONS))
        source, target = LETTERS[first], LETTERS[second]
        if relation.endswith("state_of"):
            source, target = target, source
        hedge = draw(st.sampled_from(["asserted", "often", "can", "may", "rare"]))
        rows.append(claim_row(number + 1, source, relation, target, hedge=hedge))
    states = {(row[6], row[8]): set[object]() for row in rows}
    for row in rows:
        states[row[6], row[8]].add(row[7])
    assume(not any({"low_state_of", "high_state_of"} <= relations for relations in states.values()))
    return rows


def fields(rows: list[list[object]]) -> Iterator[dict[str, str]]:
    for row in rows:
        yield {"id": str(row[0]), "subject": str(row[6]), "relation": str(row[7]), "object": str(row[8])}


@pytest.fixture(scope="module")
def workplace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("tables")


@settings(max_examples=200 if LONG else 12)
@given(claim_tables())
def test_random_tables_compile_to_the_sign_algebra_of_their_rows(workplace: Path, rows: list[list[object]]) -> None:
    """Through the real tables, compiler and reasoner; and every net influence has a path of its sign."""
    folder = workplace / str(len(list(workplace.iterdir())))
    graph = small_graph(folder, LETTERS, rows)
    edges, broader = stated(list(fields(rows)))
    expected = net_influence(edges, broader)
    assert closure_signs(graph) == expected
    for source in LETTERS:
        for target in LETTERS:
            if source != target:
                found = graph.explain(source, target, maximum=1000)
                signs = {1 if sign == "raises" else -1 for sign in found.signs}
                assert signs == {s for a, b, s in expected if (a, b) == (source, target)}
                if signs:
                    assert {path.sign for path in found.paths} == set(found.signs)
