"""The strict readers: whatever a file holds, it is read right or refused with one clear error."""

import random
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyoxigraph import BlankNode, Literal, RdfFormat

from kg.errors import OntologyError
from kg.tables import read_table, split_list
from kg.terms import Term, Triple, canonical, parse, read, to_ntriples, to_turtle
from kg.vocabulary import BS, XSD
from tests.build import write_table

COLUMNS = ("id", "text")


def rows(path: Path) -> list[list[str]]:
    return [list(row.cells.values()) for row in read_table(path, COLUMNS)]


CELL = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), max_size=20).map(
    lambda text: " ".join(text.split())
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(table=st.lists(st.tuples(CELL, CELL), max_size=5))
def test_what_is_written_is_read(tmp_path: Path, table: list[tuple[str, str]]) -> None:
    path = tmp_path / "t.tsv"
    write_table(path, COLUMNS, table)
    assert rows(path) == [list(row) for row in table]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.binary(max_size=80))
def test_any_bytes_are_read_or_refused(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "t.tsv"
    path.write_bytes(b"id\ttext\n" + data)
    try:
        rows(path)
    except OntologyError as error:
        assert error.code in {"BS102", "BS105"}
        assert str(path) in error.message


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", r":1: the columns are \[\]"),
        ("id\n", ":1: the columns are"),
        ("text\tid\n", ":1: the columns are"),
        ("\ufeffid\ttext\n", ":1: the columns are"),
        ("id\ttext\na\n", ":2: 1 cells"),
        ("id\ttext\na\tb\tc\n", ":2: 3 cells"),
        ("id\ttext\na\tb \n", ":2: a cell has needless white space"),
        ("id\ttext\n\n", ":2: 0 cells"),
        ('id\ttext\na\t"b\n', ":2: unexpected end of data"),
        ('id\ttext\na\t"b"c\n', ":2: "),
    ],
)
def test_a_wrong_table_is_named_with_its_line(tmp_path: Path, text: str, reason: str) -> None:
    path = tmp_path / "t.tsv"
    path.write_text(text, "utf-8")
    with pytest.raises(OntologyError, match=reason) as caught:
        rows(path)
    assert caught.value.code == "BS105"


def test_lists_in_a_cell() -> None:
    assert split_list("") == []
    assert split_list("a | b|c") == ["a", "b", "c"]


TERM = st.one_of(
    st.sampled_from([BS.a, BS.b, BlankNode("x"), BlankNode("y")]),
    st.text(st.characters(exclude_categories=["Cs"])).map(Literal),
    st.integers().map(lambda number: Literal(str(number), datatype=XSD.integer)),
)
TRIPLES = st.lists(
    st.builds(
        Triple, st.sampled_from([BS.a, BS.b, BlankNode("x"), BlankNode("y")]), st.sampled_from([BS.p, BS.q]), TERM
    ),
    max_size=8,
)


@given(TRIPLES)
def test_what_is_serialised_is_parsed(triples: list[Triple]) -> None:
    expected = set(triples)
    assert set(parse(to_ntriples(triples), RdfFormat.N_TRIPLES, "test")) == expected
    assert set(parse(to_turtle(triples), RdfFormat.TURTLE, "test")) == expected


def renamed_term(term: Term) -> Term:
    return BlankNode(f"other{term.value}") if isinstance(term, BlankNode) else term


@given(TRIPLES, st.randoms())
def test_canonical_form_ignores_order_and_names(triples: list[Triple], shuffler: random.Random) -> None:
    renamed = [
        Triple(renamed_term(triple.subject), triple.predicate, renamed_term(triple.object)) for triple in triples
    ]
    shuffler.shuffle(renamed)
    assert canonical(renamed) == canonical(triples)
    assert canonical(canonical(triples)) == canonical(triples)


@given(st.binary(max_size=60))
def test_any_turtle_is_read_or_refused(data: bytes) -> None:
    try:
        list(parse(b"@prefix a: <http://a/> . " + data, RdfFormat.TURTLE, "test.ttl"))
    except OntologyError as error:
        assert error.code == "BS104"
        assert "test.ttl" in error.message


def test_a_triple_term_is_refused() -> None:
    data = b"<http://a/s> <http://a/p> <<( <http://a/s> <http://a/p> <http://a/o> )>> ."
    with pytest.raises(OntologyError, match="triple term") as caught:
        list(parse(data, RdfFormat.TURTLE, "test.ttl"))
    assert caught.value.code == "BS104"


def test_a_file_that_is_no_gzip_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.nt.gz"
    path.write_bytes(b"plain")
    with pytest.raises(OntologyError) as caught:
        list(read(path))
    assert caught.value.code == "BS102"
