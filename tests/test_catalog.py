"""The ontology folder: nothing missing, altered, stale or misread is ever used."""

import gzip
import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyoxigraph import RdfFormat

import kg
from kg.catalog import MANIFEST, Catalog, Role
from kg.compile import build, compile_ontology, write
from kg.errors import OntologyError
from kg.stated import Stated
from kg.terms import Triple, canonical, parse, read
from tests.build import CLAIM_COLUMNS, claim_row, copy_ontology, small_graph, small_ontology, write_table
from tests.conftest import LONG, ROOT


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return copy_ontology(tmp_path / "ontology")


def code_of(path: Path) -> str:
    with pytest.raises(OntologyError) as caught:
        kg.open(path)
    assert caught.value.hint
    return caught.value.code


def test_the_built_files_are_up_to_date() -> None:
    assert build(ROOT / "ontology").stale() == []
    assert (ROOT / "ontology" / MANIFEST).read_bytes() == Catalog.read(ROOT / "ontology").manifest()


def test_every_file_of_the_folder_is_in_the_catalogue() -> None:
    listed = {entry.path for entry in Catalog.read(ROOT / "ontology").entries}
    present = {path for path in (ROOT / "ontology").rglob("*") if path.is_file()}
    assert {path.name for path in present - listed} == {"catalog.toml", MANIFEST}
    assert listed <= present


def test_writing_twice_gives_the_same_bytes(folder: Path) -> None:
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    write(folder)
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before


def test_the_compiled_graph_is_canonical() -> None:
    triples = list(read(ROOT / "ontology" / "backstory.ttl"))
    assert set(canonical(triples)) == set(triples)
    assert canonical(reversed(triples)) == canonical(triples)


FILES = sorted(
    path.relative_to(ROOT / "ontology").as_posix() for path in (ROOT / "ontology").rglob("*") if path.is_file()
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=100_000 if LONG else 100)
@given(name=st.sampled_from(FILES), place=st.floats(0, 1, exclude_max=True), bit=st.integers(0, 7))
def test_one_flipped_bit_in_any_file_is_noticed(folder: Path, name: str, place: float, bit: int) -> None:
    path = folder / name
    whole = path.read_bytes()
    data = bytearray(whole)
    data[int(place * len(data))] ^= 1 << bit
    path.write_bytes(data)
    try:
        assert code_of(folder) in {"BS102", "BS103", "BS106"}
    finally:
        path.write_bytes(whole)


@pytest.mark.parametrize("change", [(b"\n", b"\x0b"), (b"\n", b"\r\n"), (b"\n", b"\n" * 2)])
def test_the_manifest_itself_is_checked_byte_for_byte(folder: Path, change: tuple[bytes, bytes]) -> None:
    path = folder / MANIFEST
    whole = path.read_bytes()
    for data in (whole[:-1], whole.replace(*change, 1), whole + whole.splitlines(keepends=True)[-1]):
        path.write_bytes(data)
        assert code_of(folder) == "BS103"


@pytest.mark.parametrize("name", FILES)
def test_a_missing_file_is_named(folder: Path, name: str) -> None:
    (folder / name).unlink()
    with pytest.raises(OntologyError, match=name.rpartition("/")[2]) as caught:
        kg.open(folder)
    assert caught.value.code == "BS102"


def test_an_unreadable_file_is_named(folder: Path) -> None:
    path = folder / "backstory.ttl"
    path.unlink()
    path.mkdir()
    assert code_of(folder) == "BS102"


def test_a_closure_of_another_version_is_refused(folder: Path) -> None:
    path = folder / "build" / "closure.nt.gz"
    text = gzip.decompress(path.read_bytes())
    path.write_bytes(gzip.compress(text.replace(b"# closure of ", b"# closure of 0"), mtime=0))
    (folder / MANIFEST).write_bytes(Catalog.read(folder).manifest())
    assert code_of(folder) == "BS107"


def rewrite(folder: Path, name: str, old: bytes, new: bytes) -> None:
    """Change a built file and sign it as if it had been built so."""
    path = folder / "build" / name
    text = gzip.decompress(path.read_bytes())
    assert old in text
    path.write_bytes(gzip.compress(text.replace(old, new, 1), mtime=0))
    (folder / MANIFEST).write_bytes(Catalog.read(folder).manifest())


def test_claims_of_another_version_are_refused(folder: Path) -> None:
    rewrite(folder, "claims.json.gz", b'"version": "', b'"version": "0')
    opened = kg.open(folder)
    for ask in (lambda: opened.claims, lambda: opened.sources, lambda: opened.explain("stress", "back spasm")):
        with pytest.raises(OntologyError, match=r"claims\.json\.gz") as caught:
            ask()
        assert caught.value.code == "BS107"


@pytest.mark.parametrize(
    ("old", "new"),
    [(b'"id"', b'"it"'), (b'"supports"', b'"likes"'), (b"[", b""), (b"Spasm", b"\xff"), (b'"version"', b'"v"')],
)
def test_garbled_claims_are_refused(folder: Path, old: bytes, new: bytes) -> None:
    rewrite(folder, "claims.json.gz", old, new)
    with pytest.raises(OntologyError, match=r"claims\.json\.gz") as caught:
        kg.open(folder).explain("stress", "back spasm")
    assert caught.value.code == "BS102"


@pytest.mark.parametrize(("old", "new"), [(b" .\n", b"\n"), (b"> <", b"><"), (b" # ", b" ## "), (b"\n<", b"\n")])
def test_a_garbled_closure_is_refused(folder: Path, old: bytes, new: bytes) -> None:
    rewrite(folder, "closure.nt.gz", old, new)
    assert code_of(folder) == "BS104"


@pytest.mark.parametrize("name", ["closure.nt.gz", "claims.json.gz"])
def test_an_outdated_built_file_is_stale(folder: Path, name: str) -> None:
    rewrite(folder, name, b"spasm", b"cramp")
    assert build(folder).stale() == [folder / "build" / name]


def test_the_claims_file_holds_what_the_compiled_graph_says(graph: kg.KnowledgeGraph) -> None:
    assert Stated(graph.claims, graph.sources) == Stated.of(graph.ontology.provenance)
    assert list(graph.claims) == sorted(graph.claims)


def test_an_explanation_reads_no_provenance(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The compiled graph, mostly provenance, is parsed for what asks for it, not for an explanation."""
    parsed: list[str] = []

    def noted(data: bytes, syntax: RdfFormat, origin: str) -> Iterator[Triple]:
        parsed.append(origin)
        return parse(data, syntax, origin)

    monkeypatch.setattr("kg.ontology.parse", noted)
    opened = kg.open(folder)
    for words in (("stress", "back spasm"), ("muscle spasm", "heat pack"), ("stress", "raises", "cortisol"), ("C006",)):
        opened.explain(*words)
    opened.dispute("dehydration")
    assert not parsed
    assert opened.terms.find("ICD10CM:M62.830")
    assert len(opened.ontology.provenance) > len(opened.ontology.asserted)
    assert parsed == [str(folder / "backstory.ttl")], "once for all its parts"


def test_a_graph_that_is_altered_after_it_was_opened_is_refused(folder: Path) -> None:
    opened = kg.open(folder)
    path = folder / "backstory.ttl"
    path.write_bytes(path.read_bytes() + b"\n")
    with pytest.raises(OntologyError, match="altered since") as caught:
        len(opened.ontology.provenance)
    assert caught.value.code == "BS103"


def test_ill_formed_turtle_is_named_with_its_line(folder: Path) -> None:
    path = folder / "backstory.ttl"
    path.write_bytes(path.read_bytes() + b"\n<a> <b> .\n")
    (folder / MANIFEST).write_bytes(Catalog.read(folder).manifest())
    with pytest.raises(OntologyError, match=r"backstory\.ttl:\d+ is not well-formed") as caught:
        kg.open(folder)
    assert caught.value.code == "BS104"


@pytest.mark.parametrize(
    "change",
    [
        'role = "poem"',
        "",
        'role = "schema"\ncolour = "red"',
    ],
)
def test_a_wrong_catalogue_entry_is_refused(folder: Path, change: str) -> None:
    path = folder / "catalog.toml"
    path.write_text(path.read_text("utf-8").replace('role = "sources"', change), "utf-8")
    assert code_of(folder) == "BS106"


@pytest.mark.parametrize("path", ["/etc/passwd", "../../elsewhere.tsv"])
def test_a_catalogue_never_leaves_its_folder(folder: Path, path: str) -> None:
    file = folder / "catalog.toml"
    file.write_text(file.read_text("utf-8").replace('path = "sources.tsv"', f'path = "{path}"'), "utf-8")
    assert code_of(folder) == "BS106"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('bs:hedge "can"', 'bs:hedge "perhaps"'),
        ('bs:stance "supports"', 'bs:stance "likes"'),
        ("bs:aboutSubject", "bs:tier"),
    ],
)
def test_a_compiled_graph_written_by_hand_is_refused(folder: Path, old: str, new: str) -> None:
    path = folder / "backstory.ttl"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")
    closure = folder / "build" / "closure.nt.gz"
    lines = gzip.decompress(closure.read_bytes()).split(b"\n", 1)
    version = hashlib.sha256(path.read_bytes()).hexdigest()
    closure.write_bytes(gzip.compress(f"# closure of {version}\n".encode() + lines[1], mtime=0))
    (folder / MANIFEST).write_bytes(Catalog.read(folder).manifest())
    with pytest.raises(OntologyError) as caught:
        kg.open(folder).explain("stress", "back spasm")
    assert caught.value.code == "BS108"


def test_a_missing_ontology_folder_is_refused(tmp_path: Path) -> None:
    assert code_of(tmp_path / "nowhere") == "BS102"


def test_an_edited_table_is_refused_until_it_is_built(folder: Path) -> None:
    path = folder / "claims" / "spasm.tsv"
    path.write_text(path.read_text("utf-8").replace("slight twitching", "a slight twitch"), "utf-8")
    assert code_of(folder) == "BS103"
    write(folder)
    assert "a slight twitch" in kg.open(folder).claims["C004"].statement


GOOD = claim_row(1, "alpha", "causes", "beta")


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"subject": "alhpa"}, "no concept is labelled 'alhpa'"),
        ({"object": "gamma"}, "no concept is labelled 'gamma'"),
        ({"relation": "cuases"}, "the schema has no relation 'cuases'"),
        ({"relation": "is_a", "object": "nothing"}, "neither a concept nor a kind"),
        ({"hedge": "perhaps"}, "column 'hedge' holds 'perhaps'"),
        ({"stance": "agrees"}, "column 'stance' holds 'agrees'"),
        ({"polarity": "+"}, r"column 'polarity' holds '\+'"),
        ({"paragraph": "one"}, "column 'paragraph' holds 'one'"),
        ({"start": "-1"}, "column 'start' holds '-1'"),
        ({"id": "claim one"}, "'claim one' is no claim id"),
        ({"statement": " a  b"}, "needless white space"),
        ({"source": "NOBODY"}, "names the source 'NOBODY'"),
        ({"disputes": "T999"}, "names the claim 'T999'"),
        ({"relation": "amplifies", "object": "T999"}, "names the claim 'T999'"),
    ],
)
def test_a_wrong_row_is_named(tmp_path: Path, change: dict[str, object], reason: str) -> None:
    row = dict(zip(CLAIM_COLUMNS, GOOD, strict=True)) | change
    with pytest.raises(OntologyError, match=reason) as caught:
        small_ontology(tmp_path / "o", ["alpha", "beta"], [list(row.values())])
    assert caught.value.code == "BS105"


def test_ids_are_never_used_twice_or_again(tmp_path: Path) -> None:
    with pytest.raises(OntologyError, match="claim id 'T001' is given twice"):
        small_ontology(tmp_path / "a", ["alpha", "beta"], [GOOD, GOOD])
    with pytest.raises(OntologyError, match="the concept id 'Alpha' is given twice"):
        small_ontology(tmp_path / "b", ["alpha", "alpha"], [])
    folder = small_ontology(tmp_path / "c", ["alpha", "beta"], [GOOD])
    write_table(folder / "retired.tsv", ("id", "replaced by", "reason"), [("T001", "", "wrong")])
    with pytest.raises(OntologyError, match="the id 'T001' was retired"):
        write(folder)


def test_an_editorial_row_needs_a_reason(tmp_path: Path) -> None:
    folder = small_ontology(tmp_path / "o", ["alpha", "beta"], [GOOD])
    path = Catalog.read(folder).path(Role.EDITORIAL)
    columns = ("id", "subject", "relation", "object", "hedge", "statement", "reason")
    write_table(path, columns, [("E001", "beta", "causes", "alpha", "can", "Beta can cause alpha.", "")])
    with pytest.raises(OntologyError, match="an editorial step needs a reason"):
        write(folder)


def test_a_contradicting_or_negative_claim_asserts_nothing(tmp_path: Path) -> None:
    rows = [
        claim_row(1, "alpha", "causes", "beta"),
        claim_row(2, "beta", "causes", "gamma", stance="contradicts", disputes="T001"),
        claim_row(3, "alpha", "causes", "gamma", polarity="negative", disputes="T001"),
    ]
    graph = small_graph(tmp_path / "o", ["alpha", "beta", "gamma"], rows)
    asserted = {claim.id for claim in graph.claims.values() if claim.triple in graph.closure}
    assert asserted == {"T001"}
    assert graph.claims["T002"].disputes == ("T001",)
    assert graph.explain("alpha", "gamma").status == "not-stated"
    assert [step.claim.id for step in graph.explain("T001").nearest] == ["T002", "T003"]
    assert graph.explain("T002").status == "not-entailed"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=2000 if LONG else 100)
@given(data=st.binary(max_size=200), keep=st.integers(0, 400))
def test_a_garbled_table_gives_one_clear_error_or_none(folder: Path, data: bytes, keep: int) -> None:
    """Whatever bytes end a table, reading it either works or names the file in an OntologyError."""
    for table in ("words.tsv", "out_of_scope.tsv"):
        # Reading tens of thousands of words each time would be most of the work.
        header = (folder / table).read_text("utf-8").splitlines(keepends=True)[0]
        (folder / table).write_text(header, "utf-8")
    path = folder / "claims" / "spasm.tsv"
    whole = path.read_bytes()
    path.write_bytes(whole[:keep] + data)
    try:
        compile_ontology(Catalog.read(folder))
    except OntologyError as error:
        assert error.code in {"BS102", "BS105"}
    finally:
        path.write_bytes(whole)


def test_a_copy_elsewhere_answers_the_same(folder: Path, graph: kg.KnowledgeGraph) -> None:
    other = kg.open(folder)
    assert other.version == graph.version
    assert other.explain("stress", "back spasm") == graph.explain("stress", "back spasm")
