"""`backstory reason` and `backstory entails`, end to end: formats, exit codes, determinism, and what is left alone."""

import gzip
import json
import lzma
import os
import random
import re
import subprocess
import sys
from pathlib import Path

import pyoxigraph
import pytest
from pyoxigraph import RdfFormat

from kg.load import load
from kg.reason.native import reason
from kg.reason.write import FORMATS
from tests.conftest import ROOT, Run

PREMISE = """
<http://e/C> <http://www.w3.org/2000/01/rdf-schema#subClassOf> <http://e/D> .
<http://e/p> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://www.w3.org/2002/07/owl#SymmetricProperty> .
<http://e/a> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://e/C> .
<http://e/a> <http://e/p> <http://e/b> .
<http://e/a> <http://e/q> "7"^^<http://www.w3.org/2001/XMLSchema#byte> .
<http://e/a> <http://e/q> "07"^^<http://www.w3.org/2001/XMLSchema#integer> .
_:x <http://e/q> "\\u00E4" .
""".lstrip()
TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
INFERRED = f"<http://e/a> {TYPE} <http://e/D> ."
INCONSISTENT = (
    PREMISE
    + f"""
<http://e/C> <http://www.w3.org/2002/07/owl#disjointWith> <http://e/E> .
<http://e/a> {TYPE} <http://e/E> .
"""
)


@pytest.fixture
def premise(tmp_path: Path) -> Path:
    path = tmp_path / "premise.nt"
    path.write_text(PREMISE, "utf-8")
    return path


@pytest.fixture
def inconsistent(tmp_path: Path) -> Path:
    path = tmp_path / "inconsistent.nt"
    path.write_text(INCONSISTENT, "utf-8")
    return path


def lines(text: str) -> list[str]:
    return text.splitlines()


def assert_error(result: subprocess.CompletedProcess[str], code: str, exit_code: int) -> None:
    assert result.returncode == exit_code, result.stderr
    assert f"error[{code}]: " in result.stderr
    assert "\nhint: " in result.stderr
    assert "Traceback" not in result.stderr


# -- reason


def test_reason_writes_what_follows(backstory: Run, premise: Path) -> None:
    result = backstory("reason", str(premise))
    assert result.returncode == 0
    assert result.stderr == ""
    written = lines(result.stdout)
    assert INFERRED in written
    assert "<http://e/b> <http://e/p> <http://e/a> ." in written
    assert {line for line in lines(PREMISE) if "u00E4" not in line} <= set(written)
    assert '_:x <http://e/q> "ä" .' in written
    assert {line.encode() for line in written} == {f"{triple}".encode() for triple in reason(load([premise]))}


def test_lines_are_sorted_by_their_terms(backstory: Run, premise: Path) -> None:
    rows = [line.split(" ", 2) for line in lines(backstory("reason", str(premise)).stdout)]
    keys = [(s.encode(), p.encode(), o.removesuffix(" .").encode()) for s, p, o in rows]
    assert keys == sorted(set(keys))


def test_the_order_of_input_and_the_hash_seed_change_no_byte(backstory: Run, premise: Path, tmp_path: Path) -> None:
    outputs = set()
    for seed in range(3):
        shuffled = lines(PREMISE)
        random.Random(seed).shuffle(shuffled)
        path = tmp_path / f"shuffled{seed}.nt"
        path.write_text("\n".join(shuffled) + "\n", "utf-8")
        out = tmp_path / f"out{seed}.nt.gz"
        assert backstory("reason", str(path), "-o", str(out), env={"PYTHONHASHSEED": str(seed)}).returncode == 0
        outputs.add(out.read_bytes())
    assert len(outputs) == 1


@pytest.mark.parametrize("fmt", FORMATS)
def test_every_format_says_the_same(backstory: Run, premise: Path, tmp_path: Path, fmt: str) -> None:
    out = tmp_path / f"closure.{fmt}"
    assert backstory("reason", str(premise), "-o", str(out)).returncode == 0
    expected = pyoxigraph.Dataset(pyoxigraph.parse(backstory("reason", str(premise)).stdout, RdfFormat.N_TRIPLES))
    found = pyoxigraph.Dataset(pyoxigraph.parse(path=out, format=FORMATS[fmt]))
    for dataset in (expected, found):
        dataset.canonicalize(pyoxigraph.CanonicalizationAlgorithm.RDFC_1_0)
    assert set(found) == set(expected)
    assert backstory("reason", str(premise), "-f", fmt).stdout.encode() == out.read_bytes()


def test_a_compressed_file_holds_the_same(backstory: Run, premise: Path, tmp_path: Path) -> None:
    plain = backstory("reason", str(premise)).stdout.encode()
    for suffix, opened in ((".gz", gzip.decompress), (".xz", lzma.decompress)):
        out = tmp_path / f"closure.nt{suffix}"
        assert backstory("reason", str(premise), "-o", str(out)).returncode == 0
        assert opened(out.read_bytes()) == plain
    assert out.read_bytes() != plain


def test_an_explicit_format_wins_over_the_extension(backstory: Run, premise: Path, tmp_path: Path) -> None:
    out = tmp_path / "closure.ttl"
    assert backstory("reason", str(premise), "-o", str(out), "-f", "nt").returncode == 0
    assert INFERRED in lines(out.read_text("utf-8"))
    bare = tmp_path / "closure"
    assert backstory("reason", str(premise), "-o", str(bare)).returncode == 0
    assert bare.read_bytes() == out.read_bytes()


def test_an_unknown_format_or_extension_is_an_error(backstory: Run, premise: Path, tmp_path: Path) -> None:
    out = tmp_path / "closure.xlsx"
    assert_error(backstory("reason", str(premise), "-o", str(out)), "BS302", 4)
    assert_error(backstory("reason", str(premise), "-o", str(tmp_path / "closure.gz.zip")), "BS302", 4)
    assert_error(backstory("reason", str(premise), "-f", "svg"), "BS002", 2)
    assert not out.exists()


def test_standard_input_is_read(premise: Path) -> None:
    command = [sys.executable, "-m", "kg", "reason", "-"]
    result = subprocess.run(
        command,
        input=premise.read_bytes(),
        capture_output=True,
        cwd=ROOT,
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert result.returncode == 0
    assert INFERRED.encode() in result.stdout.splitlines()


def test_files_are_one_ontology(backstory: Run, premise: Path, tmp_path: Path) -> None:
    more = tmp_path / "more.ttl"
    more.write_text("<http://e/D> <http://www.w3.org/2000/01/rdf-schema#subClassOf> <http://e/F> .", "utf-8")
    assert f"<http://e/a> {TYPE} <http://e/F> ." in lines(backstory("reason", str(premise), str(more)).stdout)


def test_inferred_only_leaves_out_what_was_given(backstory: Run, premise: Path) -> None:
    written = lines(backstory("reason", str(premise), "--inferred-only").stdout)
    assert INFERRED in written
    assert f"<http://e/a> {TYPE} <http://e/C> ." not in written
    everything = lines(backstory("reason", str(premise)).stdout)
    assert set(written) < set(everything)


def test_trivial_adds_what_holds_in_every_closure_and_stays_rdf(backstory: Run, premise: Path) -> None:
    usual = set(lines(backstory("reason", str(premise)).stdout))
    trivial = lines(backstory("reason", str(premise), "--trivial").stdout)
    assert usual < set(trivial)
    assert len(set(trivial)) == len(trivial)
    assert "<http://e/a> <http://www.w3.org/2002/07/owl#sameAs> <http://e/a> ." in trivial
    assert f"<http://www.w3.org/2002/07/owl#Thing> {TYPE} <http://www.w3.org/2002/07/owl#Class> ." in trivial
    assert not [line for line in trivial if line.startswith('"')]


def test_rounds_name_the_rule_and_its_round(backstory: Run, premise: Path) -> None:
    result = backstory("reason", str(premise), "--with-rounds")
    assert f"{INFERRED} # cax-sco 1" in re.sub(r" [0-9]+$", " 1", result.stdout, flags=re.MULTILINE)
    without = [re.sub(r" # [\w-]+ [0-9]+$", "", line) for line in lines(result.stdout)]
    assert without == lines(backstory("reason", str(premise)).stdout)
    asserted = f"<http://e/a> {TYPE} <http://e/C> ."
    assert asserted in lines(result.stdout)
    assert len(list(pyoxigraph.parse(result.stdout, RdfFormat.N_TRIPLES))) == len(without)
    assert_error(backstory("reason", str(premise), "--with-rounds", "-f", "ttl"), "BS016", 2)
    assert_error(backstory("reason", str(premise), "--with-rounds", "--reasoner", "naive"), "BS016", 2)


def test_statistics_go_to_standard_error(backstory: Run, premise: Path) -> None:
    result = backstory("reason", str(premise), "--stats")
    assert result.stdout == backstory("reason", str(premise)).stdout
    assert re.search(r"^asserted +7$", result.stderr, re.MULTILINE)
    assert re.search(r"^seconds .*load .*reason .*write", result.stderr, re.MULTILINE)


def test_the_naive_reasoner_concludes_the_same(backstory: Run, premise: Path) -> None:
    native, naive = (backstory("reason", str(premise), "--reasoner", name).stdout for name in ("native", "naive"))
    assert lines(native) == lines(naive)


def test_owlrl_reasons_too(backstory: Run, premise: Path) -> None:
    assert INFERRED in lines(backstory("reason", str(premise), "--reasoner", "owlrl").stdout)
    assert_error(backstory("reason", str(premise), "--reasoner", "pellet"), "BS001", 2)


def test_an_inconsistency_is_proved_and_nothing_is_written(backstory: Run, inconsistent: Path, tmp_path: Path) -> None:
    out = tmp_path / "closure.nt"
    out.write_text("old", "utf-8")
    result = backstory("reason", str(inconsistent), "-o", str(out))
    assert result.returncode == 3
    assert result.stdout == ""
    assert out.read_text("utf-8") == "old"
    assert result.stderr.startswith(f"inconsistent: {inconsistent}")
    assert "cax-dw" in result.stderr
    assert "which exclude each other" in result.stderr
    assert re.search(r"<http://e/a> rdf:type <http://e/E> +\[asserted\]", result.stderr)
    assert re.search(r"<http://e/C> owl:disjointWith <http://e/E> +\[asserted\]", result.stderr)


@pytest.mark.parametrize("reasoner", ["owlrl", "naive"])
def test_other_reasoners_find_the_inconsistency_too(backstory: Run, inconsistent: Path, reasoner: str) -> None:
    result = backstory("reason", str(inconsistent), "--reasoner", reasoner)
    assert result.returncode == 3
    assert result.stdout == ""
    assert "inconsistent: " in result.stderr


def test_rules_of_ones_own(backstory: Run, premise: Path, tmp_path: Path) -> None:
    rules = tmp_path / "own.rules"
    rules.write_text('"{x} is odd"\nodd: ?x a <http://e/Odd> :- ?x <http://e/p> ?y .\n', "utf-8")
    result = backstory("reason", str(premise), "--rules", str(rules), "--with-rounds")
    assert re.search(rf"^<http://e/a> {re.escape(TYPE)} <http://e/Odd> \. # odd [0-9]+$", result.stdout, re.MULTILINE)
    rules.write_text('"{x} may not"\nnever: false :- ?x <http://e/p> ?y .\n', "utf-8")
    forbidden = backstory("reason", str(premise), "--rules", str(rules))
    assert forbidden.returncode == 3
    assert "never" in forbidden.stderr
    assert "may not" in forbidden.stderr


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("odd ?x", "BS601"),
        ("odd: ?x a ?y :- ?x a ?z .", "BS602"),
        ("odd: ?x a ?y :- ?x a ?y . odd: ?x a ?y :- ?x a ?y .", "BS603"),
        ("cax-sco: ?x a ?y :- ?x a ?y .", "BS603"),
        (None, "BS604"),
    ],
)
def test_rules_that_cannot_be_used(backstory: Run, premise: Path, tmp_path: Path, text: str | None, code: str) -> None:
    rules = tmp_path / "own.rules"
    if text is not None:
        rules.write_text(text, "utf-8")
    for verb in (("reason", str(premise)), ("entails", str(premise), str(premise))):
        assert_error(backstory(*verb, "--rules", str(rules)), code, 4)


def test_a_missing_import_is_a_warning(backstory: Run, tmp_path: Path) -> None:
    path = tmp_path / "importing.ttl"
    path.write_text(
        "<http://e/o> a <http://www.w3.org/2002/07/owl#Ontology> ; "
        "<http://www.w3.org/2002/07/owl#imports> <http://e/elsewhere> .",
        "utf-8",
    )
    result = backstory("reason", str(path))
    assert result.returncode == 0
    assert result.stderr.startswith("warning: http://e/elsewhere is imported")


def test_input_that_cannot_be_used(backstory: Run, premise: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken.nt"
    broken.write_text(f"{PREMISE}nonsense\n", "utf-8")
    out = tmp_path / "closure.nt"
    result = backstory("reason", str(broken), "-o", str(out))
    assert_error(result, "BS104", 4)
    assert "broken.nt:8" in result.stderr
    assert not out.exists()
    assert_error(backstory("reason", str(tmp_path / "absent.nt")), "BS102", 4)
    assert_error(backstory("reason", "-", "-"), "BS014", 2)
    assert_error(backstory("reason"), "BS001", 2)


def test_a_file_is_written_whole_or_not_at_all(backstory: Run, premise: Path, tmp_path: Path) -> None:
    assert_error(backstory("reason", str(premise), "-o", str(tmp_path / "absent" / "closure.nt")), "BS301", 4)
    out = tmp_path / "out"
    out.mkdir()
    target = out / "closure.nt"
    target.write_text("old", "utf-8")
    target.chmod(0o600)
    link = out / "link.nt"
    link.symlink_to(target)
    assert backstory("reason", str(premise), "-o", str(link)).returncode == 0
    assert link.is_symlink()
    assert INFERRED in lines(target.read_text("utf-8"))
    assert target.stat().st_mode & 0o777 == 0o600
    assert sorted(path.name for path in out.iterdir()) == ["closure.nt", "link.nt"]
    assert backstory("reason", str(premise), "-o", "/dev/null", "-f", "nt").returncode == 0
    assert Path("/dev/null").is_char_device()


def test_a_reader_that_stops_is_no_failure(premise: Path) -> None:
    command = f"{sys.executable} -m kg reason ontology/backstory.ttl | head -1; echo ${{PIPESTATUS[0]}}"
    result = subprocess.run(
        ["bash", "-c", command],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert lines(result.stdout)[-1] == "0"
    assert result.stderr == ""


# -- entails


@pytest.fixture
def conclusion(tmp_path: Path) -> Path:
    path = tmp_path / "conclusion.ttl"
    path.write_text(
        "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . <http://e/a> a <http://e/D> . "
        "<http://e/p> rdfs:subPropertyOf [ <http://www.w3.org/2002/07/owl#inverseOf> <http://e/p> ] .",
        "utf-8",
    )
    return path


def test_entails_says_yes_and_how(backstory: Run, premise: Path, conclusion: Path) -> None:
    result = backstory("entails", str(premise), str(conclusion))
    assert result.returncode == 0
    assert result.stderr == ""
    found = json.loads(result.stdout)
    assert found["entailed"] is found["consistent"] is True
    assert found["missing"] == []
    assert {"way": "closure", "triples": [INFERRED]} in found["shown"]
    assert {part["way"] for part in found["shown"]} == {"closure", "freezing"}
    text = backstory("entails", str(premise), str(conclusion), "-f", "text")
    assert lines(text.stdout)[0] == "yes, it follows"
    assert "[closure]       <http://e/a> rdf:type <http://e/D>" in lines(text.stdout)


def test_entails_says_no_and_what_is_missing(backstory: Run, premise: Path, tmp_path: Path) -> None:
    path = tmp_path / "conclusion.nt"
    path.write_text(f"{INFERRED}\n<http://e/b> {TYPE} <http://e/D> .\n", "utf-8")
    result = backstory("entails", str(premise), str(path))
    assert result.returncode == 1
    assert json.loads(result.stdout)["missing"] == [f"<http://e/b> {TYPE} <http://e/D> ."]
    text = backstory("entails", str(premise), str(path), "-f", "text")
    assert text.returncode == 1
    assert lines(text.stdout)[-1] == "[MISSING]       <http://e/b> rdf:type <http://e/D>"


def test_entails_takes_several_premises_and_rules(backstory: Run, premise: Path, tmp_path: Path) -> None:
    more, rules, asked = tmp_path / "more.nt", tmp_path / "own.rules", tmp_path / "asked.nt"
    more.write_text("<http://e/D> <http://www.w3.org/2000/01/rdf-schema#subClassOf> <http://e/F> .\n", "utf-8")
    asked.write_text(f"<http://e/a> {TYPE} <http://e/G> .\n", "utf-8")
    rules.write_text("up: ?x a <http://e/G> :- ?x a <http://e/F> .", "utf-8")
    assert backstory("entails", str(premise), str(more), str(asked)).returncode == 1
    assert backstory("entails", str(premise), str(more), str(asked), "--rules", str(rules)).returncode == 0


def test_entails_says_that_a_premise_is_inconsistent(backstory: Run, inconsistent: Path, premise: Path) -> None:
    result = backstory("entails", str(inconsistent), str(premise))
    assert result.returncode == 3
    assert json.loads(result.stdout)["consistent"] is False
    assert "cax-dw" in result.stderr


def test_entails_wants_a_premise_and_a_conclusion(backstory: Run, premise: Path, tmp_path: Path) -> None:
    assert_error(backstory("entails", str(premise)), "BS015", 2)
    assert_error(backstory("entails", "-", "-"), "BS014", 2)
    assert_error(backstory("entails", str(premise), str(tmp_path / "absent.ttl")), "BS102", 4)


def test_entails_gives_the_same_bytes_whatever_the_hash_seed(backstory: Run, premise: Path, conclusion: Path) -> None:
    runs = {backstory("entails", str(premise), str(conclusion), env={"PYTHONHASHSEED": seed}).stdout for seed in "012"}
    assert len(runs) == 1


@pytest.mark.parametrize("verb", ["reason", "entails"])
def test_help_begins_with_examples(backstory: Run, verb: str) -> None:
    text = backstory(verb, "--help").stdout
    assert text.index("Examples:") < text.index("Options:")
