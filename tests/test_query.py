"""SPARQL: the catalogue on two engines, free queries, and what a query may not do."""

import contextlib
import io
import json
import os
import random
import re
import socket
import string
import subprocess
import sys
import time
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pyoxigraph
import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode
from rdflib.compare import to_canonical_graph

import kg
from kg.answer import Graph, Group, Limits, Query, Regime, Rows, Shape, Verdict, bind, catalogue, evaluate, forms
from kg.answer.catalogue import read_query
from kg.answer.dataset import DEFAULT_GRAPHS, PARAMETERS, parameter_quads, quads
from kg.answer.guard import MAX_BYTES, MAX_DEPTH, guard, ordered, tokens
from kg.answer.worker import answer as worker_answer
from kg.errors import LimitError, QueryError, UsageError
from kg.rdflib_adapter import from_rdflib, to_rdflib
from kg.terms import Term, Triple, canonical, from_quad
from kg.vocabulary import BS, PREFIXES
from tests.conftest import LONG, ROOT, Run

QUERIES = {name: query for name, query in catalogue().items() if query.group is not Group.CHECKS}
WHY = [("stress", "back spasm"), ("deep breathing", "back spasm"), ("good posture", "back spasm")]


@cache
def rdflib_dataset(regime: Regime) -> rdflib.Dataset:
    """The knowledge base as rdflib holds it, its default graph by regime."""
    dataset = rdflib.Dataset()
    for name, triples in named_graphs(kg.open()).items():
        dataset.graph(rdflib.URIRef(name.value)).__iadd__(to_rdflib(triples))
        if name in DEFAULT_GRAPHS[regime]:
            dataset.default_graph.__iadd__(to_rdflib(triples))
    return dataset


def named_graphs(graph: kg.KnowledgeGraph) -> dict[NamedNode, list[Triple]]:
    found: dict[NamedNode, list[Triple]] = {}
    for quad in quads(graph):
        assert isinstance(quad.graph_name, NamedNode)
        found.setdefault(quad.graph_name, []).append(from_quad(quad))
    return found


def second_opinion(query: Query, values: dict[str, Term]) -> rdflib.query.Result:
    """Evaluate a query with rdflib, on the same named graphs."""
    dataset = rdflib_dataset(query.regime)
    parameters = dataset.graph(rdflib.URIRef(PARAMETERS.value))
    parameters.remove((None, None, None))
    parameters += to_rdflib(from_quad(quad) for quad in parameter_quads(values))
    result = dataset.query(query.text)
    if result.type == "SELECT":
        assert result.bindings is not None, "rows are made when asked for; the parameters are there only now"
    return result


def comparable(value: object) -> object:
    """Return an rdflib term in a form that both engines share: numbers and booleans by value."""
    if value is None:
        return None
    if isinstance(value, rdflib.Literal):
        return (str(value), value.language)
    assert isinstance(value, rdflib.URIRef | rdflib.BNode)
    return str(value)


def comparable_term(term: Term | None) -> object:
    if term is None:
        return None
    return (term.value, term.language) if isinstance(term, Literal) else term.value


def examples() -> Iterator[tuple[str, dict[str, str]]]:
    for name, query in catalogue().items():
        yield name, {param.name: param.example for param in query.params}
    if not LONG:
        return  # rdflib takes seconds for each
    for source, target in WHY[1:]:
        for name in ("why", "mediators-between", "does-raise", "does-lower", "how-firmly"):
            yield name, {"from": source, "to": target}
    for effect in ("muscle stiffness", "pain", "sciatica"):
        for name in ("causes-of", "all-causes-of", "relief-for", "what-reduces", "prevention-of"):
            yield name, {"effect": effect}


SLOW = frozenset(
    """care-for claim-incomplete class-unsatisfiable concept-incomplete concepts-by-kind influence-unclaimed influences
    label-shared net-influence options-for rests-on-editorial rests-on-weak-source term-undeclared unsaid-by why
    why-claims""".split()
)
"""Queries that take rdflib many seconds, some of them minutes, on the whole knowledge base."""


@pytest.mark.parametrize(
    ("name", "values"), list(examples()), ids=lambda value: value if isinstance(value, str) else ""
)
def test_both_engines_give_the_same(graph: kg.KnowledgeGraph, name: str, values: dict[str, str]) -> None:
    if name in SLOW and not LONG:
        pytest.skip("rdflib takes too long on the whole knowledge base: part of the long run")
    query = catalogue()[name]
    answer = graph.query(name, values)
    other = second_opinion(query, bind(graph, query, values))
    if isinstance(answer, Rows):
        found = [tuple(comparable_term(term) for term in row) for row in answer.rows]
        expected = [tuple(comparable(value) for value in row) for row in other]  # type: ignore[union-attr]
        assert [str(variable) for variable in other.vars or []] == list(answer.columns)
        assert sorted(found, key=repr) == sorted(expected, key=repr)
    elif isinstance(answer, Verdict):
        assert answer.value == other.askAnswer
    else:
        assert other.graph is not None
        assert canonical(from_rdflib(to_canonical_graph(other.graph))) == list(answer.triples)


def answered(answer: Rows | Verdict | Graph) -> bool:
    """Return whether there is anything in an answer; a no is an answer too."""
    return bool(answer.rows if isinstance(answer, Rows) else answer.triples if isinstance(answer, Graph) else True)


def test_the_catalogue_is_large() -> None:
    assert len(QUERIES) >= 30


@pytest.mark.parametrize("query", list(catalogue().values()), ids=list(catalogue()))
def test_headers_are_true_and_the_example_is_answered(graph: kg.KnowledgeGraph, query: Query) -> None:
    answer = graph.query(query.name, {param.name: param.example for param in query.params})
    assert type(answer) is {Shape.ROWS: Rows, Shape.BOOLEAN: Verdict, Shape.GRAPH: Graph}[query.shape]
    assert answered(answer) or query.name not in QUERIES
    assert query.summary.endswith(("?", "."))
    found = set(tokens(query.text))
    for param in query.params:
        assert f"${param.name}" in found
        assert f"p:{param.name}" in found
    assert {token for token in found if token.startswith("$")} == {f"${param.name}" for param in query.params}


# --- what SPARQL explains is what `explain` explains -----------------------------------------------------------


PAIRS = [
    *WHY,
    ("sympathetic activation", "cortisol"),
    ("stress", "stress response"),
    ("stress", "sudden intense pain"),
    ("stress", "lowered pain threshold"),
    ("hypokalaemia", "back spasm"),
    ("walking", "pain"),
    ("adequate sleep", "back spasm"),
    ("ergonomic adjustment", "muscle fatigue"),
    ("deep breathing", "cortisol"),
    ("slouching", "sudden intense pain"),
    ("gentle yoga", "muscle stiffness"),
    ("stress", "back health"),
]


@pytest.mark.parametrize(("source", "target"), PAIRS)
def test_why_holds_exactly_the_steps_of_the_explanation(graph: kg.KnowledgeGraph, source: str, target: str) -> None:
    explanation = graph.explain(source, target, maximum=1000)
    steps = {
        claim.claim.id
        for path in explanation.paths
        for part in (path, *path.alternatives)
        for step in part.steps
        for claim in (step, *step.also)
    }
    for name in ("why", "why-claims"):
        answer = graph.query(name, {"from": source, "to": target})
        assert isinstance(answer, Graph)
        found = {triple.object.value for triple in answer.triples if triple.predicate == BS.claimId}
        assert found == steps, name


def test_net_influence_is_the_closure(graph: kg.KnowledgeGraph) -> None:
    answer = graph.query("net-influence")
    assert isinstance(answer, Rows)
    pairs = [
        triple
        for predicate in (BS.raises, BS.lowers)
        for triple in graph.closure.match(predicate=predicate)
        if triple.subject != triple.object
    ]
    assert len(answer.rows) == len(pairs)


def test_rests_on_editorial_names_every_editorial_step(graph: kg.KnowledgeGraph) -> None:
    answer = graph.query("rests-on-editorial")
    assert isinstance(answer, Rows)
    named = [row[0].value for row in answer.rows if row[0]]
    own = [claim.id for source in ("EDITORIAL", "TAXONOMY") for claim in graph.claims_from(source) if claim.asserts]
    assert sorted(named) == sorted(own)
    assert all(int(row[3].value) >= 0 for row in answer.rows if row[3])


COMPETENCY = [
    (
        "causes-of",
        {"effect": "back spasm"},
        "label",
        {"stress", "physical strain", "overexertion", "dehydration", "electrolyte imbalance", "muscle fatigue"},
    ),
    (
        "all-causes-of",
        {"effect": "back spasm"},
        "label",
        {"poor posture", "hypokalaemia", "hypomagnesaemia", "herniated disc", "spinal stenosis", "arthritis"},
    ),
    ("orchestrator-of", {"process": "fight-or-flight response"}, "label", {"sympathetic nervous system"}),
    ("role-of", {"term": "cortisol"}, "id", {"C015", "C016", "C017", "C018"}),
    ("role-of", {"term": "shallow breathing"}, "id", {"C036", "C037", "C038", "C039", "C040"}),
    (
        "shared-mediators",
        {"one": "poor posture", "other": "muscle overuse", "effect": "back spasm"},
        "label",
        {"muscle fatigue"},
    ),
    ("independent-causes", {"from": "stress", "to": "back spasm"}, "label", {"muscle fatigue"}),
    ("emergencies", {}, "label", {"loss of bladder control", "loss of bowel control"}),
    ("care-by-finding", {}, "id", {"C120", "C121", "C127", "C128", "C129", "C131", "C138"}),
    ("care-for", {"finding": "significant injury"}, "care", {"thorough medical assessment"}),
    ("care-for", {"finding": "fall"}, "id", {"C138"}),
    ("care-for", {"finding": "loss of bladder control"}, "care", {"medical emergency"}),
    ("care-for", {"finding": "pain radiating down one or both legs"}, "id", {"C127"}),
    ("care-by-finding", {}, "label", {"loss of bladder control", "loss of bowel control"}),
    ("independent-causes", {"from": "stress", "to": "back spasm"}, "label", {"poor posture"}),
    ("effects-of", {"cause": "cortisol"}, "id", {"C018", "E004"}),
    ("effects-of", {"cause": "involuntary muscle contraction"}, "id", {"E009"}),
    ("where-stated", {"claim": "c009"}, "sentence", {"2"}),
    ("concepts-of-kind", {"kind": "Hormone"}, "label", {"cortisol", "endorphin"}),
    ("care-for", {"finding": "severe back spasm"}, "care", {"professional medical advice"}),
    ("what-reduces", {"effect": "muscle stiffness"}, "id", {"C098", "C107"}),
    ("prevention-of", {"effect": "back spasm"}, "id", {"C099", "C102", "C118"}),
    ("medications", {}, "label", {"medication"}),
    ("targets-of", {"intervention": "deep breathing"}, "label", {"stress response", "back muscle tension"}),
    ("where-stated", {"claim": "C009"}, "paragraph", {"2"}),
]


@pytest.mark.parametrize(("name", "values", "column", "expected"), COMPETENCY)
def test_competency_questions_are_answered(
    graph: kg.KnowledgeGraph, name: str, values: dict[str, str], column: str, expected: set[str]
) -> None:
    answer = graph.query(name, values)
    assert isinstance(answer, Rows)
    index = answer.columns.index(column)
    assert expected <= {row[index].value for row in answer.rows if row[index]}  # type: ignore[union-attr]


# --- forms -----------------------------------------------------------------------------------------------------


def test_rows_are_read_back_by_another_reader(graph: kg.KnowledgeGraph) -> None:
    answer = graph.query("causes-of", {"effect": "back spasm"})
    assert isinstance(answer, Rows)
    made = forms(answer)
    for name, parser in (("json", "json"), ("tsv", "tsv")):
        read = rdflib.query.Result.parse(format=parser, source=_bytes(made[name]()))
        found = [tuple(comparable(value) for value in row) for row in read]  # type: ignore[union-attr]
        assert found == [tuple(comparable_term(term) for term in row) for row in answer.rows], name
    parsed = pyoxigraph.parse_query_results(made["json"]().encode(), pyoxigraph.QueryResultsFormat.JSON)
    assert isinstance(parsed, pyoxigraph.QuerySolutions)
    assert [tuple(solution) for solution in parsed] == list(answer.rows)
    csv_read = rdflib.query.Result.parse(format="csv", source=_bytes(made["csv"]()))
    assert len(list(csv_read)) == len(answer.rows)


def _bytes(text: str) -> io.BytesIO:

    return io.BytesIO(text.encode())


def test_graphs_are_read_back_by_another_reader(graph: kg.KnowledgeGraph) -> None:
    answer = graph.query("why", {"from": "stress", "to": "cortisol"})
    assert isinstance(answer, Graph)
    for name, parser in (("ttl", "turtle"), ("nt", "nt"), ("jsonld", "json-ld")):
        read = rdflib.Graph().parse(data=forms(answer)[name](), format=parser)
        assert set(from_rdflib(read)) == set(answer.triples), name


def test_every_kind_of_query(graph: kg.KnowledgeGraph) -> None:
    assert graph.query("ASK { bs:Stress bs:raises bs:BackSpasm }") == Verdict(True)
    described = graph.query("DESCRIBE bs:Cortisol")
    assert isinstance(described, Graph)
    assert described.triples
    for regime, count in ((Regime.ASSERTED, 0), (Regime.ENTAILED, 1), (Regime.CLAIMS, 0)):
        answer = graph.query("SELECT ?x WHERE { bs:Stress bs:raises ?x FILTER(?x = bs:Cortisol) }", regime=regime)
        assert isinstance(answer, Rows)
        assert len(answer.rows) == count


def test_rows_without_an_order_are_sorted_and_others_left(graph: kg.KnowledgeGraph) -> None:
    free = graph.query("SELECT ?x WHERE { ?x bs:raises bs:BackSpasm }")
    assert isinstance(free, Rows)
    assert list(free.rows) == sorted(free.rows, key=lambda row: str(row[0]))
    down = graph.query("SELECT ?x WHERE { ?x bs:raises bs:BackSpasm } ORDER BY DESC(?x)")
    assert isinstance(down, Rows)
    assert list(down.rows) == list(free.rows)[::-1]
    assert ordered("SELECT * { ?s ?p ?o } order\n by ?s")
    assert ordered("SELECT * { ?s ?p ?o }ORDERBY?s")
    assert not ordered("SELECT * { { SELECT * { ?s ?p ?o } ORDER BY ?s } }")
    assert not ordered('SELECT * { ?s ?p "ORDER BY" } # ORDER BY')


# --- safety ----------------------------------------------------------------------------------------------------

SERVICES = [
    "SELECT * WHERE { SERVICE <http://localhost:1/> { ?s ?p ?o } }",
    "SELECT * WHERE { service silent <http://localhost:1/> { ?s ?p ?o } }",
    "SELECT * WHERE { SeRvIcE?x { ?s ?p ?o } }",
    "SELECT * WHERE {SERVICE<http://localhost:1/>{?s ?p ?o}}",
    "SELECT * WHERE { SERVICE #x\n <http://localhost:1/> { ?s ?p ?o } }",
    "SELECT * WHERE { \\u0053ERVICE <http://localhost:1/> { ?s ?p ?o } }",
    "SELECT * WHERE { ?s ?p '#' . SERVICE\t<http://localhost:1/> { ?s ?p ?o } }",
    "SELECT * WHERE { OPTIONAL { \\U00000053\\u0045RVICE <http://localhost:1/> { ?s ?p ?o } } }",
]
SERVICES += [
    "SELECT ?s { SERVICESILENT <http://localhost:1/> { ?s ?p ?o } }",
    "PREFIX x: <http://localhost:1/> SELECT ?s { SERVICEx: { ?s ?p ?o } }",
    "PREFIX x: <http://localhost:1/> SELECT ?s { SERVICESILENTx: { ?s ?p ?o } }",
    "SELECT ?s { ?s ?p trueSERVICE <http://localhost:1/> { ?s ?p ?o } }",
    "SELECT ?s { {} FILTER(1<2)SERVICE#>\n<http://localhost:1/> { ?s ?p ?o } }",
    "SELECT ?s { {} FILTER(?a<x:b)SERVICE#>\n<http://localhost:1/> { ?s ?p ?o } }",
    "SELECT ?s { ?s <http://x/(#> ?o FILTER(1<2)SERVICE#>\n<http://localhost:1/> { ?s ?p ?o } }",
    "SELECT ?s { FILTER(1<?x).?s?p'>'.SERVICE<http://localhost:1/>{?s ?p ?o}#'\n}",
    "SELECT ?s { ?s bs:x? bs:.SERVICE<http://localhost:1/>{ ?s ?p ?o } }",
    "SELECT ?s { <http://x/\\u0041'> ?p '\\u0022' . SERVICE <http://localhost:1/'> { ?s ?p '\\u0022' } }",
    'SELECT ?s { <http://x/\\u0041\'> ?p "\\u0022" . SERVICE <http://localhost:1/\'> { ?s ?p "\\u0022" } }',
    "SELECT ?s { {} BIND(1<'>' AS ?z) SERVICE<http://localhost:1/'>{?a ?b ?c} }",
    "SELECT ?s { FILTER(EXISTS{?a ?b ?c}<'>')SERVICE<http://localhost:1/'>{?a ?b ?c} }",
    "SELECT ?s { FILTER(1<2#>'''\n)SERVICE<http://localhost:1/>{?a ?b ?c} #'''\n}",
    "SELECT ?s { FILTER(?a<(?b>1))FILTER(1<'>')SERVICE<http://localhost:1/'>{?a ?b ?c} }",
]
OUTSIDE = [
    "ASKFROM<http://localhost:1/> {}",
    "SELECT * FROMNAMED<http://localhost:1/> { ?s ?p ?o }",
    "SELECT(1<'>'AS?z)FROM<http://x/'>{}",
    "SELECT(1<(2)AS?s)FROM#>\n<file:///etc/passwd>{}",
    "SELECT * FROM <file:///etc/passwd> WHERE { ?s ?p ?o }",
    "SELECT * from named <http://localhost:1/> WHERE { ?s ?p ?o }",
    "LOAD <http://localhost:1/>",
    "load silent <http://localhost:1/> into graph <http://x/>",
]
KILLERS = {
    "braces": "SELECT * WHERE " + "{" * 2200 + "}" * 2200,
    "parentheses": "SELECT (" + "(" * 9000 + "1" + ")" * 9000 + " AS ?x) WHERE {}",
    "large": "SELECT * WHERE { ?s ?p ?o } #" + "x" * 100_000,
    "cross product": "SELECT * WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }",
    "counted cross product": "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }",
    "doubling": "SELECT ?a60 WHERE { BIND('aaaaaaaaaaaaaaaa' AS ?a0) "
    + " ".join(f"BIND(CONCAT(?a{n}, ?a{n}) AS ?a{n + 1})" for n in range(60))
    + " }",
    "long path": "SELECT * WHERE { ?s " + "/".join(["bs:raises"] * 400) + " ?o }",
    "long alternatives": "SELECT * WHERE { ?s " + "|".join(["bs:raises"] * 400) + " ?o }",
    "closures": "SELECT * WHERE { ?a (!bs:x)* ?b . ?c (!bs:x)* ?d . ?e (!bs:x)* ?f }",
    "brackets": "SELECT * WHERE { ?s ?p " + "[ ?p " * 3000 + "1" + "]" * 3000 + " }",
    "negations": "SELECT * WHERE { FILTER(" + "!(" * 3000 + "1" + ")" * 3000 + ") }",
    "regular expression": "SELECT * WHERE { ?a ?b ?c . ?d ?e ?f "
    "FILTER(REGEX(STR(?c), '(a*)*b')) FILTER(REGEX(STR(?f), CONCAT(STR(?a), '.*.*x'))) }",
}


@pytest.mark.parametrize("text", [*SERVICES, *OUTSIDE])
def test_nothing_outside_the_graph_is_reached(graph: kg.KnowledgeGraph, text: str) -> None:
    with pytest.raises(QueryError) as caught:
        graph.query(text)
    assert caught.value.code == "BS403"


@pytest.mark.parametrize(
    "text",
    [
        'ASK { ?s ?p "SERVICE FROM LOAD" }',
        "ASK { ?s ?p '''SERVICE ' FROM \\' LOAD''' }",
        "ASK { ?service ?from ?load }",
        "ASK { bs:SERVICE bs:from bs:load FILTER(1 < 2 || 3 > 2) }",
        "ASK { <http://x/SERVICE> ?p ?o } # SERVICE <http://x/>",
        "ASK { <http://x/Spasm_(back)> ?p ?o }",
        "ASK { ?from <http://x/Spasm_(back)#it's> ?o FILTER(?o = <http://x/#y> || ?o IN (<http://x/#z>, 1)) }",
        "ASK { ?s ?p '\\u0022' . ?from ?p <http://x/\\u0041'> }",
        "ASK { ?s ?p ?o FILTER(?o<'>') }",
        "ASK { ?s ?p 'x'@from }",
    ],
)
def test_a_harmless_word_is_let_through(graph: kg.KnowledgeGraph, text: str) -> None:
    guard(text)
    assert isinstance(graph.query(text), Verdict)


@pytest.mark.parametrize("text", list(KILLERS.values()), ids=list(KILLERS))
def test_a_killer_query_ends_in_an_error_in_time(graph: kg.KnowledgeGraph, text: str) -> None:
    start = time.monotonic()
    with pytest.raises(LimitError) as caught:
        graph.query(text)
    assert time.monotonic() - start < 10, "the time limit ended it (its exact bound is measured, not tested)"
    assert caught.value.code.startswith("BS50")
    assert graph.query("ASK { bs:Stress bs:raises bs:BackSpasm }") == Verdict(True), "the graph still answers"


def test_blank_nodes_without_end_are_stopped(graph: kg.KnowledgeGraph) -> None:
    """Canonical names of blank nodes can take for ever; they are found in the worker."""
    edges = " ".join(f"_:b{one} bs:p _:b{other} ." for one in range(11) for other in range(11) if one != other)
    with pytest.raises(LimitError) as caught:
        graph.query(f"CONSTRUCT {{ {edges} }} WHERE {{}}")
    assert caught.value.code == "BS503"


def test_blank_nodes_keep_their_names(graph: kg.KnowledgeGraph) -> None:
    text = "SELECT ?b ?x { ?b rdf:first ?x } ORDER BY ?x LIMIT 2"
    assert graph.query(text) == graph.query(text)
    assert "_:c14n" in forms(graph.query(text))["csv"]()


def test_a_worker_can_open_nothing(graph: kg.KnowledgeGraph, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second wall: were the guard to miss a SERVICE, the worker could not reach it."""
    monkeypatch.setattr("kg.answer.sparql.guard", lambda _: None)
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        listener.settimeout(0.2)
        address = f"http://127.0.0.1:{listener.getsockname()[1]}/"
        with pytest.raises(QueryError) as caught:
            graph.query(f"SELECT * {{ SERVICE <{address}> {{ ?s ?p ?o }} }}")
        assert caught.value.code == "BS402"
        with pytest.raises(TimeoutError):
            listener.accept()


@pytest.mark.skipif(sys.platform != "linux", reason="SKIPPED: only Linux ends a child with its parent")
def test_a_worker_ends_with_its_parent() -> None:
    text = KILLERS["counted cross product"]
    process = subprocess.Popen(
        [sys.executable, "-m", "kg", "query", "--timeout", "60", text],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        cwd=ROOT,
        stderr=subprocess.DEVNULL,
    )
    children: list[str] = []
    for _ in range(100):
        time.sleep(0.1)
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
        if children:
            break
    time.sleep(0.5)
    process.terminate()
    process.wait()
    time.sleep(0.5)
    assert children
    assert not Path(f"/proc/{children[0]}").exists() or " Z " in Path(f"/proc/{children[0]}/stat").read_text()


def test_limits_end_in_an_error_never_in_a_shorter_answer(graph: kg.KnowledgeGraph) -> None:
    text = "SELECT ?x WHERE { ?x bs:raises bs:BackSpasm }"
    answer = graph.query(text)
    assert isinstance(answer, Rows)
    count = len(answer.rows)
    assert graph.query(text, limits=Limits(rows=count)) == answer
    with pytest.raises(LimitError) as caught:
        graph.query(text, limits=Limits(rows=count - 1))
    assert caught.value.code == "BS504"
    with pytest.raises(LimitError) as caught:
        graph.query("CONSTRUCT WHERE { ?s ?p ?o }", limits=Limits(rows=10))
    assert caught.value.code == "BS504"
    with pytest.raises(LimitError) as caught:
        graph.query(text, limits=Limits(seconds=0.0001))
    assert caught.value.code == "BS503"


def test_only_paths_count_as_steps() -> None:
    guard("ASK { FILTER(" + " || ".join(["?x = 1"] * 200) + ") }")


def test_depth_and_size_are_bounded_exactly() -> None:
    guard("{" * MAX_DEPTH + "}" * MAX_DEPTH)
    with pytest.raises(LimitError):
        guard("{" * (MAX_DEPTH + 1))
    guard("#" * MAX_BYTES)
    with pytest.raises(LimitError):
        guard("#" * (MAX_BYTES + 1))


@given(st.text(alphabet=string.ascii_letters + " {}()<>'\"#\\?$:@_|/.,;*+-=!&^%\n\t0123456789é", max_size=200))
def test_the_guard_reads_any_text_and_loses_no_character(text: str) -> None:
    with contextlib.suppress(QueryError, LimitError):
        guard(text)
    kept = "".join(tokens(text))
    assert all(char in text for char in kept)


@pytest.mark.parametrize(
    "part", ["a.", "a-", "a:", '"\\', "'''\\'", "<", "<a)", ")", "\\u0041", "<\\u0041", "?a", "'\""]
)
@pytest.mark.parametrize("start", ["", "<", "'", '"""'])
def test_the_guard_takes_no_longer_than_the_text_is_long(start: str, part: str) -> None:
    begin = time.process_time()
    with contextlib.suppress(QueryError, LimitError):
        guard(start + part * ((MAX_BYTES - 3) // len(part)))
    assert time.process_time() - begin < 2


@given(st.lists(st.sampled_from([*"{}()'\"#\n", "SERVICE", "'''", '"""', " ", "<", ">", "x", "\\"]), max_size=30))
def test_what_the_guard_lets_through_has_no_service(parts: list[str]) -> None:
    """Whatever Oxigraph parses as SERVICE is refused: a query that passes the guard never parses as one."""
    text = "SELECT * WHERE { SERVICE <http://localhost:1/> { " + "".join(parts) + " } }"
    with pytest.raises((QueryError, LimitError)):
        guard(text)
    hidden = "SELECT * WHERE { " + "".join(parts) + " SERVICE <http://localhost:1/> { ?s ?p ?o } }"
    with contextlib.suppress(QueryError, LimitError, SyntaxError):
        guard(hidden)
        # Oxigraph would raise another error than SyntaxError when it tried to reach the service.
        list(pyoxigraph.Store().query(hidden))  # type: ignore[arg-type]


@pytest.mark.skipif(not Path("/usr/bin/strace").exists(), reason="SKIPPED: strace is not installed")
def test_strace_sees_no_connection(tmp_path: Path) -> None:
    log = tmp_path / "log"
    for text in (SERVICES[0], SERVICES[5], OUTSIDE[2], "SELECT * WHERE { ?s ?p ?o } LIMIT 1"):
        subprocess.run(
            [
                "/usr/bin/strace",
                "-f",
                "-e",
                "trace=connect,socket",
                "-o",
                str(log),
                sys.executable,
                "-m",
                "kg",
                "query",
                text,
            ],
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            cwd=ROOT,
            capture_output=True,
            check=False,
        )
        assert not re.search(r"connect\(|AF_INET", log.read_text()), text


# --- parameters and names --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "values", "code"),
    [
        ("causes-off", {}, "BS401"),
        ("SELECT nonsense", {}, "BS402"),
        ("INSERT DATA { bs:a bs:b bs:c }", {}, "BS402"),
        ("causes-of", {}, "BS404"),
        ("claims-in-paragraph", {"paragraph": "three"}, "BS405"),
        ("claims-in-paragraph", {"paragraph": "1.5"}, "BS405"),
        ("claims-in-paragraph", {"paragraph": "9" * 5000}, "BS405"),
        ("where-stated", {"claim": "\udc80"}, "BS405"),
        ("ASK { ?s ?p '\udc80' }", {}, "BS402"),
        ("SELECT ?t { BIND(<<( bs:a bs:b bs:c )>> AS ?t) }", {}, "BS402"),
        ("claims-by-firmness", {"modality": "sure"}, "BS405"),
        ("causes-of", {"effect": "bakc spasm"}, "BS201"),
        ("causes-of", {"effect": "spasm"}, "BS202"),
    ],
)
def test_what_cannot_be_asked(graph: kg.KnowledgeGraph, name: str, values: dict[str, str], code: str) -> None:
    with pytest.raises(kg.BackstoryError) as caught:
        graph.query(name, values)
    assert caught.value.code == code
    assert caught.value.hint


def test_an_unknown_parameter_is_a_matter_of_usage(graph: kg.KnowledgeGraph) -> None:
    for name, values in (("causes-of", {"efect": "x"}), ("emergencies", {"x": "y"}), ("ASK {}", {"x": "y"})):
        with pytest.raises(UsageError) as caught:
            graph.query(name, values)
        assert caught.value.code == "BS005"


HOSTILE = [
    "}",
    "' . SERVICE <http://x/> {",
    '"',
    "\\",
    "\n",
    "C006' || '1'='1",
    "<http://x/>",
    "$claim",
    "💥",
    "\u202e",
]


@pytest.mark.parametrize("value", HOSTILE)
def test_a_value_is_bound_and_never_becomes_query(graph: kg.KnowledgeGraph, value: str) -> None:
    answer = graph.query("where-stated", {"claim": value})
    assert answer == Rows(("source", "paragraph", "sentence", "start", "end", "statement"), ())


@given(st.text(max_size=30))
def test_any_string_is_bound(text: str) -> None:
    data = pyoxigraph.serialize(list(parameter_quads({"x": Literal(text)})), format=pyoxigraph.RdfFormat.N_QUADS)
    assert data is not None
    query = "SELECT ?v { GRAPH <https://w3id.org/backstory/parameter/> { ?p ?q ?v } }"
    task = {
        "query": query,
        "prefixes": PREFIXES,
        "default": [],
        "named": ["https://w3id.org/backstory/parameter/"],
        "rows": 9,
    }
    outcome = worker_answer(task, data)
    assert outcome["rows"] == [[str(Literal(text))]]


# --- headers ---------------------------------------------------------------------------------------------------

HEADER = "#+ summary: What?\n#+ regime: entailed\n#+ shape: rows\n"
PARAM = "#+ params:\n#+   - name: x\n#+     type: iri\n#+     description: d\n#+     example: stress\n"


@pytest.mark.parametrize(
    ("header", "reason"),
    [
        ("", "made of 'key: value' lines"),
        ("#+ summary: What?\n", "'regime' is missing"),
        (HEADER + "#+ colour: red\n", "'colour' is not known"),
        (HEADER + "#+ summary: Again\n", "a key is given twice"),
        (HEADER.replace(": rows", ": table"), "'table' is not a valid Shape"),
        (HEADER.replace(": entailed", ": sometimes"), "'sometimes' is not a valid Regime"),
        (HEADER.replace("#+ regime", "#+\tregime"), "holds no tab"),
        (HEADER.replace("What?", "What\t?"), "holds no tab"),
        (HEADER.replace("What?", "[a"), "header"),
        (HEADER + "#+ params: x\n", "'params' is a list"),
        (HEADER + PARAM.replace("iri", "poem"), "a parameter has the type 'poem'"),
        (HEADER + PARAM + "#+     colour: red\n", "'colour' is not known"),
        (HEADER + PARAM.replace("#+     example: stress\n", ""), "'example' is missing"),
        (HEADER + PARAM.replace("iri", "enum"), "'values' is a list that an enum has"),
        (HEADER + PARAM + "#+     values: [a]\n", "'values' is a list that an enum has"),
        (HEADER.replace("What?", "true"), "is no text"),
        (HEADER + "#+ solution: none\n", "'solution' is not known"),
        (HEADER + "# a comment\n" + PARAM, "line 5 is a header line behind the header"),
        (HEADER + "\nASK {}\n#+ regime: claims\n", "line 6 is a header line behind the header"),
        (HEADER + PARAM + PARAM.partition("\n")[2], "a parameter is given twice"),
        (HEADER + PARAM.replace("name: x", "name: x y>"), "a parameter cannot be called 'x y>'"),
        (HEADER + PARAM.replace("iri", "int"), "'x' cannot be 'stress'"),
        (HEADER + PARAM.replace("iri", "int").replace("stress", "1") + "#+     default: one\n", "'x' cannot be 'one'"),
        (HEADER + PARAM.replace("iri", "enum") + "#+     values: [a, b]\n", "'x' cannot be 'stress'"),
    ],
)
def test_a_wrong_header_is_refused(tmp_path: Path, header: str, reason: str) -> None:
    folder = tmp_path / "questions"
    folder.mkdir()
    path = folder / "x.rq"
    path.write_text(header + "\nSELECT * WHERE { ?s ?p ?o }\n", "utf-8")
    with pytest.raises(QueryError, match=re.escape(reason)) as caught:
        read_query(path)
    assert caught.value.code == "BS406"
    assert str(path) in caught.value.message


def test_two_queries_never_share_a_name(tmp_path: Path) -> None:
    for group in ("questions", "reports"):
        (tmp_path / group).mkdir()
        (tmp_path / group / "x.rq").write_text(HEADER + "\nSELECT * WHERE { ?s ?p ?o }\n", "utf-8")
    with pytest.raises(QueryError, match="another query is called 'x'"):
        catalogue(tmp_path)


# --- the command line ------------------------------------------------------------------------------------------


def test_queries_on_the_command_line(backstory: Run) -> None:
    listed = json.loads(backstory("query", "list", "-f", "json").stdout)
    assert {row["name"] for row in listed} == set(catalogue())
    shown = backstory("query", "show", "causes-of", "-f", "tree").stdout
    assert '$ backstory query run causes-of --param effect="back spasm"' in shown
    assert "electrolyte imbalance" in shown
    assert "electrolyte imbalance" in json.dumps(json.loads(backstory("query", "show", "causes-of").stdout)["result"])
    assert json.loads(backstory("query", "show", "does-raise").stdout)["result"]["boolean"] is True
    assert json.loads(backstory("query", "show", "why").stdout)["result"]
    result = backstory("query", "run", "causes-of", "--param", "effect=back spasm")
    assert result.stdout.splitlines()[0] == "?label\t?verb\t?hedge\t?stance\t?id\t?source"
    assert backstory("query", "ASK { bs:Stress bs:raises bs:BackSpasm }").returncode == 0
    assert backstory("query", "ASK { bs:BackSpasm bs:raises bs:Stress }").returncode == 1
    assert backstory("query", "SELECT ?x WHERE { ?x bs:raises bs:Nothing }").returncode == 0
    assert backstory("query", "DESCRIBE bs:Cortisol").stdout.startswith("@prefix ")


@pytest.mark.parametrize(
    ("arguments", "code", "exit_code"),
    [
        (("query", "run", "causes-off"), "BS401", 4),
        (("query", "show", "causes-off"), "BS401", 4),
        (("query", "SELECT * WHERE {"), "BS402", 4),
        (("query", "SELECT * WHERE { SERVICE <http://x/> {} }"), "BS403", 4),
        (("query", "run", "causes-of"), "BS404", 4),
        (("query", "run", "claims-in-paragraph", "--param", "paragraph=x"), "BS405", 4),
        (("query", "run", "causes-of", "--param", "efect=x"), "BS005", 2),
        (("query", "run", "causes-of", "--param", "effect"), "BS007", 2),
        (("query", "run", "causes-of", "--param", "effect=a", "--param", "effect=b"), "BS007", 2),
        (("query", "list", "--param", "a=b"), "BS007", 2),
        (("query", "causes-of"), "BS006", 2),
        (("query", "SELECT", "*"), "BS006", 2),
        (("query", "ASK {}", "--regime", "sometimes"), "BS008", 2),
        (("query", "ASK {}", "-f", "ttl"), "BS002", 2),
        (("query", "SELECT * WHERE { ?s ?p ?o }", "--max-rows", "5"), "BS504", 5),
        (("query", "SELECT * WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"), "BS50", 5),
    ],
)
def test_what_cannot_be_asked_on_the_command_line(
    backstory: Run, arguments: tuple[str, ...], code: str, exit_code: int
) -> None:
    result = backstory(*arguments)
    assert result.stderr.startswith(f"error[{code}")
    assert "\nhint: " in result.stderr
    assert result.returncode == exit_code
    assert result.stdout == ""


def test_a_closed_standard_input_is_no_bug() -> None:
    script = 'exec "$0" -m kg query - <&-'
    result = subprocess.run(
        ["/bin/sh", "-c", script, sys.executable], capture_output=True, text=True, cwd=ROOT, check=False
    )
    assert result.stderr.startswith("error[BS303]: standard input is closed")
    assert result.returncode == 4


def test_an_error_points_into_the_text_as_it_was_given(backstory: Run) -> None:
    assert "at 2:" in backstory("query", "SELECT ?x\nWHERE { ?x nonsense }").stderr


def test_sparql_from_standard_input() -> None:
    result = subprocess.run(
        [sys.executable, "-m", "kg", "query", "-", "-f", "table"],
        input="ASK { bs:Stress bs:raises bs:BackSpasm }",
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        cwd=ROOT,
        check=False,
    )
    assert (result.stdout, result.returncode) == ("yes\n", 0)


def test_evaluate_leaves_no_process_behind(graph: kg.KnowledgeGraph) -> None:
    for text in random.Random(0).sample(list(KILLERS.values()), 2):
        with pytest.raises(LimitError):
            evaluate(graph, text)
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)
