"""Whatever a file holds, in whatever syntax, it is loaded as it is, or refused with one clear error."""

import gzip
import io
import json
import lzma
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from pyoxigraph import BlankNode, CanonicalizationAlgorithm, Dataset, Literal, NamedNode, RdfFormat, serialize

from kg.columns import Columns
from kg.dictionary import BLANK, IRI, LITERAL, Dictionary
from kg.errors import OntologyError
from kg.load import Loaded, LoadedFile, load, load_triples, sources
from kg.terms import Term, Triple, to_quad
from kg.vocabulary import OWL, RDF
from tests.conftest import ROOT

A, P = NamedNode("http://example.org/a"), NamedNode("http://example.org/p")
TRIPLES = [
    Triple(A, RDF.type, OWL.Ontology),
    Triple(A, P, Literal("é \n\\", language="en")),
    Triple(A, P, BlankNode("x")),
    Triple(BlankNode("x"), P, Literal("1")),
    Triple(BlankNode("y"), P, Literal("1.0", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#decimal"))),
]
SYNTAXES = {
    "nt": RdfFormat.N_TRIPLES,
    "ttl": RdfFormat.TURTLE,
    "trig": RdfFormat.TRIG,
    "nq": RdfFormat.N_QUADS,
    "jsonld": RdfFormat.JSON_LD,
    "json": RdfFormat.JSON_LD,
    "rdf": RdfFormat.RDF_XML,
    "owl": RdfFormat.RDF_XML,
    "xml": RdfFormat.RDF_XML,
}
RDF_XML = '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:a="http://example.org/">{}</rdf:RDF>'


def document(extension: str) -> bytes:
    data = (
        serialize((to_quad(triple) for triple in TRIPLES), format=SYNTAXES[extension])
        if extension in {"nq", "trig", "jsonld", "json"}
        else serialize((to_quad(triple).triple for triple in TRIPLES), format=SYNTAXES[extension])
    )
    assert data is not None
    return data


def triples(loaded: Loaded) -> list[Triple]:
    term = loaded.dictionary.term
    return [Triple(term(s), term(p), term(o)) for s, p, o in loaded.triples]  # type: ignore[arg-type]


def lines(loaded: Loaded) -> list[str]:
    return [str(triple) for triple in triples(loaded)]


def canonical(rows: list[Triple]) -> list[str]:
    dataset = Dataset(map(to_quad, rows))
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return sorted(map(str, dataset))


def refused(path: str | Path, **options: str) -> OntologyError:
    dictionary = Dictionary()
    dictionary.intern_term(A)
    with pytest.raises(OntologyError) as caught:
        load([path], dictionary=dictionary, **options)  # type: ignore[arg-type]
    assert dictionary.tokens == [str(A).encode()], "a refused file leaves nothing behind"
    return caught.value


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str, str | bytes], Path]:
    def write(name: str, content: str | bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


Write = Callable[[str, str | bytes], Path]


@pytest.fixture
def stdin(monkeypatch: pytest.MonkeyPatch) -> Callable[[bytes], None]:
    return lambda data: monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))


@pytest.mark.parametrize("compress", [bytes, gzip.compress, lzma.compress])
@pytest.mark.parametrize("extension", SYNTAXES)
def test_formats(write: Write, extension: str, compress: Callable[[bytes], bytes]) -> None:
    ending = {bytes: "", gzip.compress: ".gz", lzma.compress: ".xz"}[compress]
    path = write(f"a.b.{extension.upper()}{ending}", compress(document(extension)))
    loaded = load([path])
    assert canonical(triples(loaded)) == canonical(TRIPLES)
    assert loaded.files == (LoadedFile(str(path), 0, 5),)
    assert loaded.missing_imports == ()
    assert canonical(triples(load([path], rdf_format=extension))) == canonical(TRIPLES)


@pytest.mark.parametrize("extension", ["ttl", "jsonld", "rdf", "nt"])
def test_stdin(stdin: Callable[[bytes], None], extension: str) -> None:
    for data in (document(extension), gzip.compress(document(extension)), lzma.compress(document(extension))):
        stdin(data)
        assert canonical(triples(load(["-"]))) == canonical(TRIPLES)
        stdin(data)
        loaded = load(["-"], rdf_format=extension)
        assert canonical(triples(loaded)) == canonical(TRIPLES)
        assert loaded.files == (LoadedFile("-", 0, 5),)


def test_stdin_errors(stdin: Callable[[bytes], None]) -> None:
    stdin(b"<a:a> <a:b>\n c .")
    error = refused("-")
    assert (error.code, error.message.split(" is ")[0]) == ("BS104", "standard input:2")
    stdin(b"<a> <b> <c> .")
    assert "No scheme found" in refused("-").message


@pytest.mark.parametrize("extension", ["owl", "rdf", "xml"])
@pytest.mark.parametrize("content", ["ttl", "jsonld", "nt"])
def test_what_is_called_xml_need_not_be(write: Write, extension: str, content: str) -> None:
    assert canonical(triples(load([write(f"a.{extension}", document(content))]))) == canonical(TRIPLES)


@pytest.mark.parametrize(
    ("head", "syntax"),
    [
        ("<?xml version='1.0'?>", RdfFormat.RDF_XML),
        ("\n <!-- c --><rdf:RDF ", RdfFormat.RDF_XML),
        ("\ufeff<rdf:RDF\nxmlns", RdfFormat.RDF_XML),
        ("<http://example.org/a> <b> <c> .", RdfFormat.TURTLE),
        ("<a:b> <b> <c> .", RdfFormat.TURTLE),
        ("@prefix", RdfFormat.TURTLE),
        ("[] a <b> .", RdfFormat.TURTLE),
        ("[ a <b> ] .", RdfFormat.TURTLE),
        ("", RdfFormat.TURTLE),
        (' [ {"@id"', RdfFormat.JSON_LD),
        ('\n{ "@id"', RdfFormat.JSON_LD),
    ],
)
def test_sniffing(stdin: Callable[[bytes], None], head: str, syntax: RdfFormat) -> None:
    stdin(head.encode())
    with sources.open_source("-") as source:
        assert source.rdf_format == syntax


def test_relative_iris(write: Write) -> None:
    base = write("a.ttl", "<#x> <p> <b.ttl> .")
    loaded = load([base])
    assert loaded.dictionary.term(0).value == f"{base.as_uri()}#x"
    assert loaded.dictionary.term(2).value == base.with_name("b.ttl").as_uri()
    loaded = load([write("a b.rdf", RDF_XML.format('<rdf:Description rdf:about="#x"><a:p/></rdf:Description>'))])
    assert loaded.dictionary.term(0).value == f"{base.with_name('a b.rdf').as_uri()}#x"


def test_graphs_are_merged(write: Write) -> None:
    first = write("a.trig", "<a:g> { <a:a> <a:b> _:x } <a:h> { _:x <a:b> <a:c> }")
    assert lines(load([first])) == ["<a:a> <a:b> _:x .", "_:x <a:b> <a:c> ."]
    assert lines(load([write("a.nq", "<a:a> <a:b> <a:c> <a:g> .\n")])) == ["<a:a> <a:b> <a:c> ."]


def test_order_and_doubles_are_kept(write: Write) -> None:
    text = "<a:b> <a:p> <a:a> .\n<a:a> <a:p> <a:a> .\n<a:b> <a:p> <a:a> .\n"
    for name in ("a.nt", "a.ttl"):
        loaded = load([write(name, text)])
        assert list(loaded.triples) == [(0, 1, 2), (2, 1, 2), (0, 1, 2)] or lines(loaded) == text.splitlines()


def test_blank_nodes_of_files_are_kept_apart(write: Write) -> None:
    paths = [
        write("a.nt", "_:x <a:p> _:f2.x .\n"),
        write("b.ttl", "_:x <a:p> [] , [] , _:anon0 , _:anon0_ ."),
        write("c.rdf", RDF_XML.format('<rdf:Description rdf:nodeID="x"><a:p rdf:nodeID="y"/></rdf:Description>')),
    ]
    loaded = load(paths)
    assert lines(loaded) == [
        "_:f1.x <a:p> _:f1.f2.x .",
        *(f"_:f2.x <a:p> _:f2.{label} ." for label in ("anon0", "anon1", "anon0_", "anon0__")),
        "_:f3.x <http://example.org/p> _:f3.y .",
    ]
    assert [(file.start, file.stop) for file in loaded.files] == [(0, 1), (1, 5), (5, 6)]
    again = load(paths[:1], dictionary=loaded.dictionary)
    assert lines(again) == ["_:f4.x <a:p> _:f4.f2.x ."]
    alone = load(paths[:1])
    assert lines(alone) == ["_:x <a:p> _:f2.x ."]
    assert lines(load(paths[:1], dictionary=alone.dictionary)) == ["_:f3.x <a:p> _:f3.f2.x ."]


def test_the_same_document_gives_the_same_terms(write: Write) -> None:
    path = write("a.ttl", "<a:a> <a:p> [ <a:p> (1 2) ] .")
    assert load([path]).dictionary.tokens == load([path]).dictionary.tokens


def test_imports(write: Write) -> None:
    first = write(
        "a.ttl",
        "@prefix owl: <http://www.w3.org/2002/07/owl#> . <a:1> a owl:Ontology ; owl:versionIRI <a:1v> ;"
        " owl:imports <a:2>, <a:2v>, <a:4>, <a:3>, <a:1v>, 'no IRI' .",
    )
    second = write("b.ttl", first.read_text("utf-8").replace("a:1", "a:2"))
    assert load([first]).missing_imports == ("a:2", "a:2v", "a:3", "a:4")
    assert load([first, second]).missing_imports == ("a:3", "a:4")
    assert load([write("c.ttl", "<a:a> <a:b> <a:c> .")]).missing_imports == ()


def test_triples_in_memory() -> None:
    generalised = Triple(Literal("x"), P, A)
    loaded = load_triples([*TRIPLES, generalised])
    assert triples(loaded) == [*TRIPLES, generalised]
    assert load_triples([]).triples.subjects.dtype == "uint32"
    more = load_triples(TRIPLES[:1], loaded.dictionary)
    assert list(more.triples) == [(0, 1, 2)]
    assert more.dictionary is loaded.dictionary


def test_progress(write: Write) -> None:
    for name in ("a.nt", "a.ttl.gz"):
        content = b"<a:a> <a:b> <a:c> .\n" * 100_000
        path = write(name, gzip.compress(content) if name.endswith("gz") else content)
        calls: list[tuple[str, int, int]] = []
        load([path], progress=lambda *call, calls=calls: calls.append(call))
        assert {(call[0], call[2]) for call in calls} == {(str(path), path.stat().st_size)}
        assert [call[1] for call in calls] == sorted(call[1] for call in calls)
        assert calls[-1][1] == path.stat().st_size


@pytest.mark.parametrize("name", ["a.txt", "a", "a.gz", "nt", "a.nt.bz2"])
def test_unknown_names(write: Write, name: str) -> None:
    error = refused(write(name, "<a:a> <a:b> <a:c> ."))
    assert (error.code, "ttl" in error.candidates) == ("BS115", True)


def test_a_format_that_is_given_needs_no_name(write: Write) -> None:
    assert lines(load([write("a.txt", "<a:a> <a:b> <a:c> .")], rdf_format="ttl")) == ["<a:a> <a:b> <a:c> ."]


def test_unknown_format(write: Write) -> None:
    error = refused(write("a.nt", ""), rdf_format="n3")
    assert (error.code, error.message) == ("BS115", "'n3' is no syntax that can be read")


def test_unreadable(tmp_path: Path) -> None:
    assert refused(tmp_path / "none.nt").code == "BS102"
    (tmp_path / "folder.ttl").mkdir()
    assert refused(tmp_path / "folder.ttl").code == "BS102"
    assert refused(tmp_path / "a\0b.nt").code == "BS102"


@pytest.mark.parametrize("ending", ["gz", "xz"])
@pytest.mark.parametrize("extension", ["nt", "ttl"])
def test_broken_compression(write: Write, extension: str, ending: str) -> None:
    whole = (gzip if ending == "gz" else lzma).compress(document(extension) * 50)
    for data in (b"<a:a> <a:b> <a:c> .", whole[:-9], whole[: len(whole) // 2], whole[:40] + b"\0" * 40 + whole[80:]):
        error = refused(write(f"a.{extension}.{ending}", data))
        assert error.code == "BS102"
        assert f"a.{extension}.{ending}" in error.message


def test_zstandard(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    if sys.version_info < (3, 14):
        monkeypatch.setitem(sys.modules, "zstandard", None)
        error = refused(write("a.nt.zst", b"\x28\xb5\x2f\xfd"))
        assert (error.code, "backstory[zst]" in error.hint) == ("BS102", True)
        monkeypatch.undo()
        zstandard = pytest.importorskip("zstandard", reason="SKIPPED: zstandard is not installed")
    else:
        from compression import zstd as zstandard
    assert canonical(triples(load([write("a.nt.zst", zstandard.compress(document("nt")))]))) == canonical(TRIPLES)
    halves = zstandard.compress(document("nt")[:99]) + zstandard.compress(document("nt")[99:])
    assert canonical(triples(load([write("a.nt.zst", halves)]))) == canonical(TRIPLES)
    assert refused(write("a.nt.zst", b"no Zstandard")).code == "BS102"
    assert refused(write("a.nt.zst", zstandard.compress(document("nt"))[:-9])).code == "BS102"


@pytest.mark.parametrize("compress", [gzip.compress, lzma.compress])
@pytest.mark.parametrize("extension", ["nt", "ttl"])
def test_bombs(
    write: Write, monkeypatch: pytest.MonkeyPatch, extension: str, compress: Callable[[bytes], bytes]
) -> None:
    ending = "gz" if compress == gzip.compress else "xz"
    path = write(f"a.{extension}.{ending}", compress(b"#" * (1 << 20) + b"\n"))
    assert not len(load([path]).triples)
    monkeypatch.setattr(sources, "FREE_BYTES", 1 << 18)
    error = refused(path)
    assert (error.code, error.message.split(" expands")[0]) == ("BS113", str(path))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-8-sig", "utf-16-le"])
@pytest.mark.parametrize("name", ["a.rdf", "a.owl", "a.xml.gz"])
def test_doctypes_are_refused(write: Write, name: str, encoding: str) -> None:
    text = f'<?xml version="1.0"?>\n<!DOCTYPE rdf:RDF [<!ENTITY a "b">]>{RDF_XML.format("")}'
    data = text.encode(encoding)
    error = refused(write(name, gzip.compress(data) if name.endswith("gz") else data), rdf_format="rdf")
    assert error.code == "BS111"
    assert f"{name}:2 has a DOCTYPE" in error.message


def test_broken_xml(write: Write) -> None:
    error = refused(write("a.rdf", RDF_XML.format("\n<a:A>")))
    assert (error.code, "a.rdf:2 is not well-formed XML" in error.message) == ("BS104", True)
    assert refused(write("a.rdf", RDF_XML.format("").encode("utf-16"))).code == "BS104"
    assert refused(write("a.rdf", RDF_XML.format('<a:A rdf:about="a b:c"/>'))).code == "BS104"
    error = refused(
        write("a.owl", '<?xml version="1.0"?><Ontology xmlns="http://www.w3.org/2002/07/owl#" ontologyIRI="a:a"/>')
    )
    assert (error.code, "OWL/XML" in error.message) == ("BS115", True)


@pytest.mark.parametrize(
    "context",
    ['"http://example.org/c"', '[{}, "c.jsonld"]', '{"@import": "http://example.org/c"}', '"file:///etc/passwd"'],
)
def test_remote_contexts_are_refused(write: Write, context: str) -> None:
    error = refused(write("a.jsonld", f'{{"@context": {context}, "@id": "a:a", "a:b": "c"}}'))
    assert error.code == "BS112"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.ttl", "<a:a> <a:b>\n<a:c"),
        ("a.nt", "<a:a> <a:b> <a:c> .\n<a:a> <a:b> c .\n"),
        ("a.nq", "<a:a> <a:b> <a:c> .\n<a:a> <a:b> <a:c> <a:d> <a:e> .\n"),
        ("a.trig", "{\n<a:a> <a:b> c }"),
        ("a.json", '{"a"\n:}'),
    ],
)
def test_broken_documents(write: Write, name: str, content: str) -> None:
    error = refused(write(name, content))
    assert error.code == "BS104"
    assert f"{name}:2 is not well-formed" in error.message


def test_triple_terms_are_refused(write: Write) -> None:
    for name in ("a.ttl", "a.nt", "a.nq", "a.trig"):
        error = refused(write(name, "<a:a> <a:b> <<( <a:a> <a:b> <a:c> )>> ."))
        assert (error.code, "triple term" in error.message) == ("BS104", True)


DEPTH = 30_000
DEEP = {
    "terms.ttl": "<a:a> <a:b> " + "<<( <a:a> <a:b> " * DEPTH + "<a:c>" + " )>>" * DEPTH + " .",
    "nodes.ttl": "<a:a> <a:b> " + "[ <a:b> " * DEPTH + "1" + " ]" * DEPTH + " .",
    "lists.ttl": "<a:a> <a:b> " + "(" * DEPTH + "1" + ")" * DEPTH + " .",
    "open.ttl": "<a:a> <a:b> " + "[ <a:b> (" * DEPTH,
    "objects.jsonld": '{"@id": "a:a", "a:b": ' + '{"a:b": ' * DEPTH + "1" + "}" * DEPTH + "}",
    "lists.jsonld": '{"@id": "a:a", "a:b": ' + '{"@list": [' * DEPTH + "1" + "]}" * DEPTH + "}",
    "strings.jsonld": '{"\\"[": "]}", "@id": "a:a", "a:b": '
    + '{"]]\\"": "}", "a:b": ' * DEPTH
    + "1"
    + "}" * DEPTH
    + "}",
    "elements.rdf": RDF_XML.format("<a:A><a:p>" * DEPTH + "</a:p></a:A>" * DEPTH),
    "attributes.rdf": RDF_XML.format("<a:A" + "".join(f' a:p{number}=""' for number in range(DEPTH)) + "/>"),
}


@pytest.mark.parametrize("name", DEEP)
def test_deep_documents_do_not_crash(write: Write, name: str) -> None:
    """A crash of the parser would end the process, so each runs in its own."""
    path = write(name, DEEP[name])
    code = (
        "import json, sys; from kg.errors import OntologyError; from kg.load import load\n"
        "try: print(json.dumps(len(load(sys.argv[1:]).triples)))\n"
        "except OntologyError as error: print(json.dumps(error.code))"
    )
    run = subprocess.run(
        [sys.executable, "-c", code, str(path)],
        capture_output=True,
        check=True,
        cwd=ROOT,
        env={**os.environ},
        timeout=60,
    )
    expected = (DEPTH + 1, 2 * DEPTH + 1, "BS104") if path.suffix == ".ttl" else ("BS114",)
    assert json.loads(run.stdout) in expected


def test_documents_of_usual_depth_are_read(write: Write) -> None:
    text = '{"@id": "a:a", "a:b": ' + '{"a:b": ' * 150 + '"[[[["' + "}" * 150 + "}"
    assert len(load([write("a.json", text)]).triples) == 151
    assert len(load([write("a.rdf", RDF_XML.format("<a:A><a:p>" * 900 + "</a:p></a:A>" * 900))]).triples) == 1800


def test_dictionary() -> None:
    dictionary = Dictionary()
    terms: list[Term] = [A, BlankNode("x"), Literal("x"), Literal("é\n\x7f", language="en"), Literal("1", datatype=P)]
    assert [dictionary.intern_term(term) for term in terms] == [0, 1, 2, 3, 4]
    assert dictionary.kinds().tolist() == [IRI, BLANK, LITERAL, LITERAL, LITERAL]
    assert [dictionary.term(number) for number in range(5)] == terms
    assert [dictionary.find(term) for term in terms] == [0, 1, 2, 3, 4]
    assert dictionary.find(P) is None
    assert len(dictionary) == 5
    copied = dictionary.copy()
    assert copied.intern_term(P) == 5
    assert copied.kinds().tolist() == [IRI, BLANK, LITERAL, LITERAL, LITERAL, IRI]
    assert (len(dictionary), dictionary.find(P)) == (5, None)
    assert dictionary.intern_all([b'"y"', b'"x"', b'"z"', b'"y"']).tolist() == [5, 2, 6, 5]
    assert dictionary.tokens[5:] == [b'"y"', b'"z"']
    dictionary.forget(3)
    assert (len(dictionary), b'"y"' in dictionary, dictionary.kinds().tolist()) == (3, False, [IRI, BLANK, LITERAL])
    assert dictionary.intern(b'"new"') == 3
    assert dictionary.term(3) == Literal("new")
    with pytest.raises(IndexError):
        dictionary.term(4)


def test_columns() -> None:
    rows = [(0, 1, 2), (3, 4, 5), (0, 1, 2)]
    columns = Columns.of(rows)
    assert list(columns) == rows
    assert list(columns[1:]) == rows[1:]
    assert list(Columns.concatenate([columns, Columns.of([]), columns[:1]])) == [*rows, rows[0]]
    assert list(Columns.concatenate([])) == []
