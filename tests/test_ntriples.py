"""The reader of N-Triples accepts, refuses and understands exactly what Oxigraph's parser does."""

import io
import itertools
import os
import random
import re
import subprocess
import sys

import pyoxigraph
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import RdfFormat

from kg.dictionary import Dictionary
from kg.errors import OntologyError
from kg.load.cache import WIDTH
from kg.load.ntriples import read_ntriples
from tests.conftest import LONG, ROOT

STRING = "http://www.w3.org/2001/XMLSchema#string"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
OBJECTS = [
    *(
        "<a:c>",
        "<a:>",
        "<http://example.org/c>",
        "<http://example.org:80/c?d=e#f>",
        "<urn:x:y:z>",
        "<http://>",
        "<a:%C3>",
    ),
    *("<http://u:p@example.org/>", "<http://[::1]:8/>", "<a:é>", "<http://é.org/\U0001f600>", "<a:\\u00e9\\U0001F600>"),
    *("_:b", "_:1", "_:b.c", "_:b..c-d_e", "_:é", "_:a·b"),
    *('"x"', '""', '"a b  c"', '"a . b # c <d>"', '"é\U0001f600"', '"\t"', '"\x00\x01\x7f"', '"\uffff\ufffe\uffef"'),
    *(
        '"\\t\\b\\n\\r\\f\\"\\\'\\\\"',
        '"\\u0041\\U0001F600\\u0000\\u007f"',
        '"\\\\"',
        '"a\\"b\\\\"',
        '"x y"@en',
        '"\xa0"',
    ),
    *(
        '"x"@EN',
        '"x"@en-GB',
        '"x"@de-DE-1996',
        '"x"@zh-Hant',
        '"x"@x-a',
        '"x"@i-klingon',
        '"x"@en--ltr',
        '"x"@en-gb-oed',
    ),
    *(f'"x"^^<{STRING}>', f'"1"^^<{STRING[:-6]}integer>', '"x"^^<a:\\u0041>', f'"x"^^<{RDF}HTML>', '"x\\n"^^<a:é>'),
    *('"' + "long " * 40 + '"', "<http://example.org/" + "long" * 40 + ">", '"' + "é" * 60 + '"@en'),
    *('"' + "x" * (WIDTH - 2) + '"', '"' + "x" * (WIDTH - 1) + '"', "<a:" + "x" * (WIDTH - 4) + ">"),
]
REFUSED = [
    *(
        "<c>",
        "<1:c>",
        "<a:b c>",
        "<a:{>",
        "<a:%zz>",
        "<a:[>",
        "<a://[x]>",
        "<a://b:c>",
        "<a:\\u0020>",
        "<a:\\n>",
        "<a:\ue000>",
    ),
    *(
        "_:",
        "_:-a",
        "_:a.",
        "a:b",
        "x",
        "?x",
        "1",
        "true",
        "[]",
        "()",
        "'x'",
        '"""x"""',
        '"x',
        '"x""y"',
        '"x"y',
        '"\\x"',
    ),
    *('"\\uD800"', '"\\u12"', '"x"@', '"x"@1', '"x"@en-', '"x"@toolonglanguage', '"x"@en-a', '"x"@en--up', '"x" "y"'),
    *('"x"^^', '"x"^^_:a', '"x"^^a:b', '"x"^^<c>', '"x"^^"y"', f'"x"^^<{RDF}langString>', f'"x"^^<{RDF}dirLangString>'),
    *(
        "<a:c> <a:g>",
        "<a:c> <a:g> .",
        "<a:c> .",
        "<a:c> . <a:a> <a:b> <a:c>",
        "\ufeff",
        "",
        ".",
        "<<(",
        "<a:c",
        "<a:c>\x00",
    ),
]
LINES = [
    *(f"<a:a> <a:b> {text} .\n" for text in OBJECTS),
    *("_:a <a:b> _:c .\n", "<http://example.org/a> <http://example.org/b> <a:a> .\n", '<a:é> <a:\\u0041> "x" .\n'),
    *(
        "<a:a><a:b><a:c>.\n",
        '_:a<a:b>"x"@en.\n',
        "_:b. c\n",
        "<a:a>\t<a:b>\t<a:c>\t.\n",
        "  <a:a>  <a:b>  <a:c>  .  \n",
    ),
    *(
        "\n",
        " \t\n",
        "# a comment\n",
        "#\n",
        "<a:a> <a:b> <a:c> . # comment .\n",
        "<a:a> <a:b> <a:c> .#\n",
        " # indented\n",
    ),
    *(
        "<a:a> <a:b> <a:c> .\r\n",
        "\r\n",
        "# comment\r\n",
        "<a:a> <a:b> <a:c> .\r",
        "<a:a> <a:b> <a:c> #\n",
        "# \r<a:a> <a:b> _:c .\n",
    ),
    *('<a:a> <a:b> "x" @en .\n', '<a:a> <a:b> "x" ^^ <a:c> .\n', '<a:a> <a:b> "x"^^ <a:c> .\n', "<a:a> <a:b> <a:c>"),
    *('"x" <a:b> <a:c> .\n', "<a:a> _:b <a:c> .\n", '<a:a> "b" <a:c> .\n', "<a:a>\n<a:b> <a:c> .\n", "<a:a> <a:b> .\n"),
]


def fast(data: bytes, chunk: int = 1 << 19, prefix: str = "") -> list[str] | None:
    dictionary = Dictionary()
    try:
        columns = read_ntriples(io.BytesIO(data), dictionary, "a.nt", prefix, chunk=chunk)
    except OntologyError as error:
        assert error.code == "BS104", error
        return None
    assert len(set(dictionary.tokens)) == len(dictionary) == len(dictionary.kinds())
    assert [str(dictionary.term(number)).encode() for number in range(len(dictionary))] == dictionary.tokens
    return [" ".join(dictionary.tokens[number].decode() for number in row) for row in columns]


def slow(data: bytes) -> list[str] | None:
    try:
        quads = list(pyoxigraph.parse(data, RdfFormat.N_TRIPLES))
    except (SyntaxError, ValueError, MemoryError):
        return None
    if any(isinstance(quad.object, pyoxigraph.Triple) for quad in quads):
        return None
    return [f"{quad.subject} {quad.predicate} {quad.object}" for quad in quads]


def mutated(draw: random.Random) -> bytes:
    data = bytearray("".join(draw.choices(LINES, k=draw.randint(1, 4))).encode())
    for _ in range(draw.choice([0, 1, 1, 1, 2, 3])):
        place, other = (draw.randrange(len(data) + 1) for _ in range(2))
        match draw.randrange(6):
            case 0:
                data[place : place + 1] = draw.randbytes(1)
            case 1:
                data[place:place] = draw.choice(b' \t\n\r."\\<>_:@^#-\x00\x7f\xff\xc3\xef\xbb\xbfaZ0').to_bytes()
            case 2:
                del data[place : place + draw.choice([1, 1, 1, 2, 5])]
            case 3:
                data[place:place] = draw.choice([*OBJECTS, *REFUSED]).encode()
            case 4:
                piece = data[place : place + draw.randint(1, 9)]
                data[other:other] = piece
            case _:
                if place < len(data):
                    data[place] ^= 1 << draw.randrange(8)
    return bytes(data)


def test_mutated_documents() -> None:
    draw = random.Random(20240607)
    accepted = 0
    number = 20_000 if LONG else 1_000
    for _ in range(number):
        data = mutated(draw)
        expected = slow(data)
        assert fast(data, draw.choice([1, 7, 64, 1 << 12])) == expected, data
        accepted += expected is not None
    assert number / 10 < accepted < 9 * number / 10


@given(st.binary(max_size=60))
def test_any_bytes(data: bytes) -> None:
    assert fast(data) == slow(data)


@pytest.mark.parametrize("text", [*OBJECTS, *REFUSED])
def test_terms(text: str) -> None:
    """A term is read the same whether the lines around it are usual or not, and in each place."""
    for template in ("<a:a> <a:b> {} .\n", "{} <a:b> <a:c> .\n", "<a:a> {} <a:c> .\n"):
        line = template.format(text)
        for data in (
            line,
            line[:-1],
            line * 2,
            "<a:a> <a:b> <a:c> .\n" + line,
            "\t\n" + line,
            line.replace("\n", "\r\n"),
        ):
            assert fast(data.encode()) == slow(data.encode()), data


@pytest.mark.parametrize("text", OBJECTS)
def test_corpus_is_accepted(text: str) -> None:
    assert slow(f"<a:a> <a:b> {text} .\n".encode())


@pytest.mark.parametrize("text", REFUSED)
def test_corpus_is_refused(text: str) -> None:
    data = f"<a:a> <a:b> {text} .\n".encode()
    assert slow(data) is None or text == "<a:c> ."


@pytest.mark.parametrize("template", [b'"%b"', b"<a:%b>", b"_:a%bb", b"_:%b"])
def test_characters(template: bytes) -> None:
    """Each character stands, or does not, in a literal, an IRI and a label as Oxigraph says."""
    whole = range(0x110000) if LONG else [*range(0x2000), *range(0xD700, 0x10100), *range(0xE0F00, 0xE1100)]
    characters = [number for number in whole if not 0xD800 <= number < 0xE000]
    lines = [b"<a:a> <a:b> " + template % chr(number).encode() + b" .\n" for number in characters]
    accepted = [slow(line) is not None for line in lines]
    document = b"".join(itertools.compress(lines, accepted))
    assert fast(document) == slow(document)
    edges = {
        place + side for place in range(1, len(lines)) if accepted[place] != accepted[place - 1] for side in (-1, 0)
    }
    for place in edges.union(range(0x100)):
        assert fast(lines[place]) == slow(lines[place]), lines[place]


@given(st.text(st.sampled_from("ab:/?#[]@!%0fF.-~é\\u {"), max_size=20))
def test_iris(text: str) -> None:
    for data in (f"<a:a> <a:b> <a:{text}> .", f"<http://{text}> <a:b> _:c .", f'<a:a> <{text}> "x"^^<a://{text}> .'):
        assert fast(data.encode()) == slow(data.encode())


@given(st.text(st.sampled_from("abXYZxiI019--"), max_size=14))
def test_languages(text: str) -> None:
    for data in (f'<a:a> <a:b> "x"@{text} .', f'<a:a> <a:b> "x"@en-{text} .', f'<a:a> <a:b> "x"@de-{text} .'):
        assert fast(data.encode()) == slow(data.encode())


@pytest.mark.parametrize("chunk", [1, 2, 3, 10, 50, 100, 1000])
def test_chunks(chunk: int) -> None:
    """Where chunks end makes no difference."""
    text = "".join(line for line in LINES if slow(line.encode()) is not None and line.endswith("\n"))
    assert fast(text.encode(), chunk) == slow(text.encode())


def test_blank_nodes_get_their_prefix() -> None:
    data = '_:a <a:p> "_:a" .\n_:é <a:p> _:a .\n<a:_:a> <a:p> _:f1.a .\n _:a <a:p> _:1 .\n'.encode()
    expected = ['_:f1.a <a:p> "_:a"', "_:f1.é <a:p> _:f1.a", "<a:_:a> <a:p> _:f1.f1.a", "_:f1.a <a:p> _:f1.1"]
    assert fast(data, prefix="f1.") == expected
    assert fast(data, 10, prefix="f1.") == expected
    for label in ("-a", ".a", "\u0301a", ""):
        assert fast(f"_:{label} <a:p> _:{label} .\n".encode(), prefix="f1.") is None


def test_prefixed_nodes_are_not_those_of_the_dictionary() -> None:
    dictionary = Dictionary()
    first = read_ntriples(io.BytesIO(b"_:f1.a <a:p> _:a .\n"), dictionary, "a.nt")
    second = read_ntriples(io.BytesIO(b"_:a <a:p> _:f1.a .\n"), dictionary, "b.nt", "f2.")
    assert list(first) == [(0, 1, 2)]
    assert list(second) == [(3, 1, 4)]


def test_equal_terms_have_one_id() -> None:
    data = f'<a:a> <a:b> "x" .\n<a:a> <a:b> "\\u0078" .\n<a:a> <\\u0061:b> "x"^^<{STRING}> .\n<a:a> <a:b> "x"@en .\n'
    data += '<a:a> <a:b> "x"@EN .\n<a:a> <a:b> "\t" .\n<a:a> <a:b> "\\t" .\n'
    dictionary = Dictionary()
    columns = read_ntriples(io.BytesIO(data.encode()), dictionary, "a.nt")
    assert set(columns.predicates.tolist()) == {1}
    assert [dictionary.tokens[number] for number in columns.objects] == [b'"x"'] * 3 + [b'"x"@en'] * 2 + [b'"\\t"'] * 2


@pytest.mark.parametrize("break_", ["\n", "\r\n"])
@pytest.mark.parametrize("fault", ["<a:a> <a:b> c .", '<a:a> <a:b> "\\x" .', "<a:a> <a b> <a:c> .", '"a" <a:b> "c" .'])
@pytest.mark.parametrize("chunk", [1, 100, 1 << 19])
def test_line_of_an_error(break_: str, fault: str, chunk: int) -> None:
    lines = ["<a:a> <a:b> <a:c> .", "# comment", "", "<a:a>  <a:b> <a:d> .", *["<a:a> <a:b> <a:c> ."] * 95, fault, ""]
    data = break_.join(lines).encode()
    with pytest.raises(OntologyError, match=r"x/a\.nt:100 is not well-formed N-Triples") as caught:
        read_ntriples(io.BytesIO(data), Dictionary(), "x/a.nt", chunk=chunk)
    assert caught.value.code == "BS104"


def test_triple_terms_are_refused() -> None:
    line = "<a:a> <a:b> <<( <a:a> <a:b> <a:c> )>> .\n"
    with pytest.raises(OntologyError, match=re.escape("a.nt holds a triple term, which OWL does not know")):
        read_ntriples(io.BytesIO(line.encode()), Dictionary(), "a.nt")


def test_nested_triple_terms_do_not_crash() -> None:
    number = 100_000
    data = "<a:a> <a:b> " + "<<( <a:a> <a:b> " * number + "<a:c>" + " )>>" * number + " .\n"
    code = (
        "import sys; from kg.dictionary import Dictionary; from kg.load.ntriples import read_ntriples\n"
        "read_ntriples(sys.stdin.buffer, Dictionary(), 'a.nt')"
    )
    run = subprocess.run(
        [sys.executable, "-c", code],
        input=data.encode(),
        capture_output=True,
        check=False,
        cwd=ROOT,
        env={**os.environ},
    )
    assert run.returncode == 1
    assert b"holds a triple term" in run.stderr


def test_long_lines() -> None:
    line = '<a:a> <a:b> "' + "x" * 1_500_000 + '" .\n'
    assert fast(line.encode() * 2, 100) == [line[:-3]] * 2
    with pytest.raises(OntologyError, match=r"a\.nt:2 is longer than 16 MB") as caught:
        read_ntriples(io.BytesIO(b"\n" + b"x" * (1 << 25)), Dictionary(), "a.nt")
    assert caught.value.code == "BS104"


def test_old_line_ends() -> None:
    """Carriage returns end lines too, so a file of them is no single long line."""
    line = '<a:a> <a:b> "' + "x" * 1000 + '" .\r'
    number = 17_000
    assert len(line) * number > 1 << 24
    columns = read_ntriples(io.BytesIO(line.encode() * number), Dictionary(), "a.nt")
    assert len(columns) == number


def test_many_terms_in_few_slots() -> None:
    """Terms that share a slot of the cache, come again at once, or much later, keep their ids."""
    draw = random.Random(1)
    terms = [f'"{number}"' if number % 3 else f"<a:{number}{'x' * (number % 100)}>" for number in range(3000)]
    rows = [f"<a:s{draw.randrange(50)}> <a:p{draw.randrange(5)}> {draw.choice(terms)}" for _ in range(20_000)]
    data = "".join(f"{row} .\n" for row in rows).encode()
    for chunk in (1000, 1 << 19):
        assert fast(data, chunk) == rows
