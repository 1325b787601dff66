"""Doubtful case files: each is refused with the field and the nearest right value; there is never a result."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random

import pytest

import kg
from cli import app as command
from kg.assess import Place
from kg.errors import CaseError
from tests.cases import CASES, Draw
from tests.conftest import Run
from tests.triage import read

TODAY = date.today()  # noqa: DTZ011 - a date of a person's calendar, as in case files
TOMORROW = (TODAY + timedelta(days=1)).isoformat()
YEARS_OFF = (TODAY + timedelta(days=4000)).isoformat()
FINE = b'{"findings": ["back spasm"], "age": 45}'


@dataclass(frozen=True)
class Doubtful:
    """A case file that is not to be answered.

    Args:
        name: what is wrong.
        data: the file.
        code: of the error.
        says: what the message has to name.
        hint: what the hint has to name.
    """

    name: str
    data: bytes
    code: str
    says: tuple[str, ...]
    hint: tuple[str, ...] = ()


def case(name: str, text: str | bytes, code: str, *says: str, hint: str | tuple[str, ...] = ()) -> Doubtful:
    data = text if isinstance(text, bytes) else text.encode()
    return Doubtful(name, data, code, says, (hint,) if isinstance(hint, str) else hint)


def with_spasm(more: str) -> str:
    """Return a case of back spasm with further fields."""
    return f'{{"findings": ["back spasm"], {more}}}'


FILES = [
    # what cannot be read
    case("not UTF-8", b'{"findings": ["back sp\xe4sm"]}', "BS701", "UTF-8"),
    case("UTF-16", '{"findings": ["back spasm"]}'.encode("utf-16"), "BS701", "UTF-8"),
    case("a byte order mark", b"\xef\xbb\xbf" + FINE, "BS701", "JSON"),
    case("empty file", b"", "BS701", "JSON", hint="JSON object"),
    case("white space alone", b" \n\t ", "BS701", "JSON"),
    case("a trailing comma", '{"findings": ["back spasm"],}', "BS701", "JSON"),
    case("a trailing comma in a list", '{"findings": ["back spasm",]}', "BS701", "JSON"),
    case("a comment", '{"findings": ["back spasm"] /* really */}', "BS701", "JSON"),
    case("single quotes", "{'findings': ['back spasm']}", "BS701", "JSON"),
    case("cut off", FINE[:-5], "BS701", "JSON"),
    case("two documents", FINE + FINE, "BS701", "JSON"),
    case("XML", '<?xml version="1.0"?><case><finding>back spasm</finding></case>', "BS701", "JSON"),
    case("an XML entity bomb", '<!DOCTYPE l [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><l>&b;</l>', "BS701", "JSON"),
    case("YAML", "findings:\n  - back spasm\n", "BS701", "JSON"),
    case("a list", '["back spasm"]', "BS701", "object"),
    case("a text", '"back spasm"', "BS701", "object"),
    case("a number", "45", "BS701", "object"),
    case("null", "null", "BS701", "object"),
    case("too large", with_spasm('"name": "' + "x" * 300_000 + '"'), "BS701", "256 kB"),
    case("too deep", '{"findings": ' + "[" * 3000 + "]" * 3000 + "}", "BS701", "nested"),
    case("too deep in objects", '{"a":' * 5000 + "1" + "}" * 5000, "BS701", "nested"),
    case("a raw control character", b'{"findings": ["back\x01spasm"]}', "BS701", "JSON"),
    case("a lone surrogate", '{"findings": ["back spasm \\ud800"]}', "BS704", "findings[0]"),
    # keys
    case("a key twice", '{"findings": ["back spasm"], "findings": ["fever"]}', "BS703", "'findings'", hint="keep one"),
    case("a key twice, alike", with_spasm('"age": 45, "age": 45'), "BS703", "'age'"),
    case("a key twice, nested", '{"findings": {"present": ["back spasm"], "present": []}}', "BS703", "'present'"),
    case("weeks twice", with_spasm('"pregnancy": {"weeks": 12, "weeks": 30}'), "BS703", "'weeks'"),
    case("a misspelt key", '{"findngs": ["back spasm"]}', "BS702", "'findngs'", hint="'findings'"),
    case("a key in the singular", '{"finding": ["back spasm"]}', "BS702", "'finding'", hint="'findings'"),
    case("a key in capitals", with_spasm('"Age": 45'), "BS702", "'Age'", hint="'age'"),
    case("a key with a space", with_spasm('"age ": 45'), "BS702", "'age '", hint="'age'"),
    case("a misspelt key, nested", '{"findings": {"pressent": ["fever"]}}', "BS702", "'pressent'", hint="'present'"),
    case("another key in a pregnancy", with_spasm('"pregnancy": {"week": 12}'), "BS702", "'week'", hint="'weeks'"),
    case("the key of a part", with_spasm('"absent": ["fever"]'), "BS702", "'absent'", hint="'findings.absent'"),
    case("the word of an option", with_spasm('"takes": ["ibuprofen"]'), "BS702", "'takes'", hint="'medications'"),
    case("what others call it", with_spasm('"gender": "female"'), "BS702", "'gender'", hint="'sex'"),
    case("what is far from any", with_spasm('"drawer": 1'), "BS702", "'drawer'", hint="the keys are"),
    case("a key of nothing", with_spasm('"zzz": 1'), "BS702", "'zzz'", hint="findings"),
    case("another schema", with_spasm('"schema": "https://example.org/case"'), "BS704", "schema", hint="case/1"),
    # numbers and words
    case("an age as a text", with_spasm('"age": "45"'), "BS704", "age", '"45"', hint="45"),
    case("an age with a fraction", with_spasm('"age": 45.0'), "BS704", "age", "45.0"),
    case("an age in exponents", with_spasm('"age": 4.5e1'), "BS704", "age"),
    case("an age that is true", with_spasm('"age": true'), "BS704", "age", "true"),
    case("an age in a list", with_spasm('"age": [45]'), "BS704", "age"),
    case("a negative age", with_spasm('"age": -1'), "BS704", "age", "-1", hint="0 to 120"),
    case("an age of 200", with_spasm('"age": 200'), "BS704", "age", "200", hint="0 to 120"),
    case("an age that is no number", with_spasm('"age": NaN'), "BS704", "NaN"),
    case("an endless age", with_spasm('"age": Infinity'), "BS704", "Infinity"),
    case("an endless negative age", with_spasm('"age": -Infinity'), "BS704", "Infinity"),
    case("an age too large for a number", with_spasm('"age": 1e999'), "BS704", "age"),
    case("a huge whole age", with_spasm('"age": ' + "9" * 400), "BS704", "age"),
    case("an age of more digits than Python reads", with_spasm('"age": ' + "9" * 5000), "BS701", "JSON"),
    case("another sex", with_spasm('"sex": "m"'), "BS704", "sex", hint="male"),
    case("a sex in capitals", with_spasm('"sex": "Female"'), "BS704", "sex", hint="female"),
    case("a severity in numbers", with_spasm('"severity": 8'), "BS704", "severity", hint="mild, moderate, severe"),
    case("a severity that is no word of it", with_spasm('"severity": "sever"'), "BS704", "severity", hint="severe"),
    case("week 60", with_spasm('"pregnancy": {"weeks": 60}'), "BS704", "pregnancy", "60", hint="44"),
    case("a negative week", with_spasm('"pregnancy": {"weeks": -1}'), "BS704", "pregnancy"),
    case("weeks as a text", with_spasm('"pregnancy": {"weeks": "24"}'), "BS704", "pregnancy.weeks"),
    case("a pregnancy as a text", with_spasm('"pregnancy": "yes"'), "BS704", "pregnancy", hint="true"),
    case("an empty pregnancy", with_spasm('"pregnancy": {}'), "BS704", "pregnancy", hint="weeks"),
    case("a pregnant male", with_spasm('"sex": "male", "pregnancy": true'), "BS705", "sex", "pregnancy"),
    case("a male in week 12", with_spasm('"sex": "male", "pregnancy": {"weeks": 12}'), "BS705", "sex", "pregnancy"),
    case("soon", with_spasm('"duration": "soon"'), "BS704", "duration", "soon", hint="3 weeks"),
    case("a negative duration", with_spasm('"duration": "-3 weeks"'), "BS704", "duration", "-3 weeks"),
    case("a duration as a number", with_spasm('"duration": 3'), "BS704", "duration", hint="text"),
    case("a duration without a unit", with_spasm('"duration": "3"'), "BS704", "duration", hint="3 weeks"),
    case("a duration with more behind it", with_spasm('"duration": "3 weeks or so"'), "BS704", "duration"),
    case("a duration beyond a life", with_spasm('"duration": "900 years"'), "BS704", "duration"),
    case("a future onset", with_spasm(f'"onset": "{TOMORROW}"'), "BS704", "onset", "future"),
    case("a far onset", with_spasm(f'"onset": "{YEARS_OFF}"'), "BS704", "onset", "future"),
    case("a future date", with_spasm(f'"date": "{TOMORROW}"'), "BS704", "date", "future"),
    case("an onset after the date", with_spasm('"date": "2020-01-01", "onset": "2020-01-02"'), "BS704", "onset"),
    case("no such day", with_spasm('"onset": "2023-02-30"'), "BS704", "onset", hint="2026-01-31"),
    case("a day in another order", with_spasm('"onset": "31.01.2024"'), "BS704", "onset", hint="2026-01-31"),
    case("an onset in words", with_spasm('"onset": "yesterday"'), "BS704", "onset"),
    case("an onset as a number", with_spasm('"onset": 20240131'), "BS704", "onset"),
    case("duration and onset", with_spasm('"duration": "3w", "onset": "2024-01-31"'), "BS705", "duration", "onset"),
    case("two durations", '{"findings": ["back spasm for 3 weeks"], "duration": "5 days"}', "BS705", "duration"),
    case("a duration longer than the life", with_spasm('"age": 3, "duration": "20 years"'), "BS705", "duration", "age"),
    case("an onset before the birth", with_spasm('"age": 3, "onset": "2001-01-01"'), "BS705", "age"),
    # lists
    case("findings as a text", '{"findings": "back spasm"}', "BS704", "findings", hint="list"),
    case("findings as a number", '{"findings": 3}', "BS704", "findings", hint="list"),
    case("findings null", '{"findings": null, "age": 45}', "BS704", "findings", hint="list"),
    case("a null item", '{"findings": ["back spasm", null]}', "BS704", "findings[1]", hint="text"),
    case("a number among findings", '{"findings": ["back spasm", 3]}', "BS704", "findings[1]", "3"),
    case("an empty text", '{"findings": ["back spasm", ""]}', "BS704", "findings[1]"),
    case("blanks", '{"findings": ["back spasm", "   "]}', "BS704", "findings[1]"),
    case("a list in a list", '{"findings": [["back spasm"]]}', "BS704", "findings[0]"),
    case("an object in a list", '{"findings": [{"name": "back spasm"}]}', "BS704", "findings[0]"),
    case("punctuation alone", '{"findings": ["..."]}', "BS706", "findings[0]"),
    case("a novel", '{"findings": ["' + "back spasm and " * 30 + '"]}', "BS706", "findings[0]"),
    case("a name that is no text", with_spasm('"name": 3'), "BS704", "name"),
    # nothing said
    case("an empty object", "{}", "BS708", "no finding", hint="back spasm"),
    case("only an age", '{"age": 45}', "BS708", "no finding"),
    case("only what is absent", '{"findings": {"absent": ["fever", "chest pain"]}}', "BS708", "no finding"),
    case("only what is unknown", '{"findings": {"unknown": ["fever"]}}', "BS708", "no finding", hint="back spasm"),
    case("only empty lists", '{"findings": {"present": []}, "conditions": []}', "BS708", "no finding"),
    # words
    case("an unknown code", '{"findings": ["ICD10CM:ZZZ"]}', "BS706", "findings[0]", "ICD10CM:ZZZ"),
    case("an unknown IRI", '{"findings": ["https://w3id.org/backstory/BackSpams"]}', "BS706", "findings[0]"),
    case("an unknown word", '{"findings": ["back spams"]}', "BS706", "findings[0]", "back spams", hint="'back spasm'"),
    case("a word nobody knows", '{"findings": {"absent": ["glorbitis"]}}', "BS706", "findings.absent[0]", "glorbitis"),
    case("a word with an unknown one", '{"findings": ["back spasm with glorbitis"]}', "BS706", "findings[0]"),
    case("letters of another script", '{"findings": ["b\u0430ck spasm"]}', "BS706", "findings[0]", hint="'back spasm'"),
    case("no fever", '{"findings": ["back spasm", "no fever"]}', "BS706", "findings[1]", "no fever", hint="absent"),
    case("denied", '{"findings": ["denies fever"]}', "BS706", "findings[0]", hint="absent"),
    case("a control character", '{"findings": ["back spasm\\u0000"]}', "BS704", "findings[0]"),
    case("a text that runs backwards", '{"findings": ["back spasm\\u202e"]}', "BS704", "findings[0]"),
    case("a claim as a finding", '{"findings": ["C022"]}', "BS706", "findings[0]", "C022"),
    case("a claim's IRI", '{"findings": ["https://w3id.org/backstory/claim/C022"]}', "BS706", "findings[0]"),
    case("a class as a finding", '{"findings": ["bs:Symptom"]}', "BS706", "findings[0]"),
    case("a relation as a finding", '{"findings": ["bs:hasFinding"]}', "BS706", "findings[0]"),
    # what stands where it cannot
    case(
        "a measure as a finding", '{"findings": ["heat pack"]}', "BS707", "findings[0]", "heat pack", hint="considered"
    ),
    case(
        "a measure absent", '{"findings": {"absent": ["heat pack"]}}', "BS707", "findings.absent[0]", hint="considered"
    ),
    case("a finding as a medicine", '{"medications": ["fever"]}', "BS707", "medications[0]", "fever", hint="findings"),
    case(
        "a condition as a medicine", '{"medications": ["osteoporosis"]}', "BS707", "medications[0]", hint="conditions"
    ),
    case("a finding as a measure", '{"considering": ["fever"]}', "BS707", "considering[0]", "fever", hint="findings"),
    case("a part of the body", '{"findings": ["back muscle"]}', "BS707", "findings[0]"),
    case("an urgency as a finding", '{"findings": ["medical emergency"]}', "BS707", "findings[0]"),
    # what cannot be together
    case("present and absent", '{"findings": {"present": ["fever"], "absent": ["fever"]}}', "BS705", "'fever'"),
    case(
        "present and absent in other words",
        '{"findings": {"present": ["saddle anaesthesia"], "absent": ["numbness between my legs"]}}',
        "BS705",
        "numbness between my legs",
    ),
    case(
        "a broader one absent",
        '{"findings": {"present": ["saddle anaesthesia"], "absent": ["cauda equina feature"]}}',
        "BS705",
        "saddle anaesthesia",
        "cauda equina feature",
    ),
    case(
        "a broader one unknown",
        '{"findings": {"present": ["saddle anaesthesia"], "unknown": ["cauda equina feature"]}}',
        "BS705",
        "cauda equina feature",
    ),
    case(
        "absent and unknown",
        '{"findings": {"present": ["back spasm"], "absent": ["fever"], "unknown": ["fever"]}}',
        "BS705",
        "fever",
    ),
    case(
        "a condition absent",
        '{"conditions": ["osteoporosis"], "findings": {"absent": ["osteoporosis"]}}',
        "BS705",
        "osteoporosis",
    ),
    case(
        "a composite absent",
        '{"findings": {"present": ["severe night pain", "fever"], "absent": ["severe night pain with fever"]}}',
        "BS705",
        "severe night pain with fever",
    ),
    case(
        "an age that is absent",
        '{"findings": {"present": ["back spasm"], "absent": ["age 50 years or over"]}, "age": 60}',
        "BS705",
        "age 50 years or over",
    ),
    case(
        "an age group against the age",
        '{"findings": ["age 75 years or over"], "age": 64}',
        "BS705",
        "age 75 years or over",
        "64",
    ),
    case(
        "an age group against another", '{"findings": ["age 75 years or over", "age under 20 years"]}', "BS705", "age"
    ),
    case(
        "weeks against weeks",
        '{"findings": ["back spasm"], "conditions": ["pregnancy 30 weeks or over"], "pregnancy": {"weeks": 12}}',
        "BS705",
        "pregnancy",
    ),
    case(
        "a duration against a duration",
        '{"findings": ["back pain", "pain over 1 month"], "duration": "5 days"}',
        "BS705",
        "pain over 1 month",
    ),
    case(
        "a condition of pregnancy in a male",
        '{"findings": ["back spasm"], "conditions": ["pregnancy"], "sex": "male"}',
        "BS705",
        "sex",
        "pregnancy",
    ),
    case(
        "pregnant and not",
        '{"findings": ["back spasm"], "conditions": ["pregnancy"], "pregnancy": false}',
        "BS705",
        "pregnancy",
    ),
    case(
        "out of scope, present and absent",
        '{"findings": {"present": ["chest pain"], "absent": ["chest pain"]}}',
        "BS705",
        "chest pain",
    ),
    case(
        "out of scope, absent and unknown",
        '{"findings": {"present": ["back spasm"], "absent": ["chest pain"], "unknown": ["chest pain"]}}',
        "BS705",
        "chest pain",
    ),
]
_IDS = [one.name for one in FILES]


def run(monkeypatch: pytest.MonkeyPatch, graph: kg.KnowledgeGraph, *arguments: str) -> int:
    """Run the command line in this process, on the knowledge base that is open already."""
    monkeypatch.setattr(kg, "open", lambda *_: graph)
    monkeypatch.setattr("sys.argv", ["backstory", *arguments])
    with pytest.raises(SystemExit) as stop:
        command.run()
    return int(stop.value.code or 0)


@pytest.mark.parametrize("doubtful", FILES, ids=_IDS)
def test_a_doubtful_case_is_refused(
    graph: kg.KnowledgeGraph,
    doubtful: Doubtful,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    """With the field and the nearest right value, exit code 4, nothing on standard output, and no file."""
    file, out = tmp_path / "case.json", tmp_path / "assessment.json"
    file.write_bytes(doubtful.data)
    capfd.readouterr()
    code = run(monkeypatch, graph, "assess", str(file), "--no-proofs", "-o", str(out))
    shown = capfd.readouterr()
    assert code == 4, shown.out + shown.err
    assert not shown.out
    first, _, rest = shown.err.partition("\n")
    assert first.startswith(f"error[{doubtful.code}]: ")
    for word in doubtful.says:
        assert word in first
    assert rest.startswith("hint: ")
    assert len(rest.strip()) > len("hint: ")
    for word in doubtful.hint:
        assert word in rest
    assert "Traceback" not in shown.err
    assert shown.err.isprintable() or all(c.isprintable() or c == "\n" for c in shown.err)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["case.json"]


@pytest.mark.parametrize("doubtful", FILES, ids=_IDS)
def test_a_doubtful_case_is_refused_by_the_library(graph: kg.KnowledgeGraph, doubtful: Doubtful) -> None:
    with pytest.raises(CaseError) as raised:
        graph.assess(doubtful.data)
    assert raised.value.code == doubtful.code
    assert raised.value.hint


@pytest.mark.parametrize("name", ["a key twice, nested", "an age as a text", "an unknown code", "too deep"])
def test_a_file_that_stands_there_stays_as_it_was(backstory: Run, tmp_path: Path, name: str) -> None:
    """In a process of its own; what was assessed before is not lost to a doubtful case."""
    doubtful = next(one for one in FILES if one.name == name)
    file, out = tmp_path / "case.json", tmp_path / "assessment.json"
    file.write_bytes(doubtful.data)
    out.write_text("what was there", "utf-8")
    done = backstory("assess", str(file), "-o", str(out))
    assert (done.returncode, done.stdout) == (4, "")
    assert done.stderr.startswith(f"error[{doubtful.code}]: ")
    assert out.read_text("utf-8") == "what was there"
    assert len(list(tmp_path.iterdir())) == 2


def test_a_doubtful_line_among_many_is_refused_by_its_number(
    graph: kg.KnowledgeGraph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    file, out = tmp_path / "cases.jsonl", tmp_path / "out.jsonl"
    file.write_bytes(FINE + b"\n\n" + FINE + b"\n" + b'{"findings": ["back spasm"], "age": "45"}\n' + FINE)
    capfd.readouterr()
    assert run(monkeypatch, graph, "assess", str(file), "-o", str(out)) == 4
    shown = capfd.readouterr()
    assert not shown.out
    assert "cases.jsonl:4: age" in shown.err
    assert not out.exists()


@pytest.mark.parametrize(
    ("arguments", "code", "word"),
    [
        (["--finding", "glorbitis"], 4, "--finding[0]"),
        (["--finding", "back spasm", "--no", "back spasm"], 4, "absent"),
        (["--finding", "back spasm", "--age", "200"], 4, "age"),
        (["--finding", "back spasm", "--age", "45.5"], 2, "--age"),
        (["--finding", "back spasm", "--weeks", "60"], 4, "pregnancy"),
        (["--finding", "back spasm", "--sex", "male", "--pregnant"], 4, "pregnancy"),
        (["--finding", "back spasm", "--weeks", "12", "--not-pregnant"], 4, "pregnan"),
        (["--finding", "back spasm", "--duration", "soon"], 4, "duration"),
        (["--finding", "back spasm", "--severity", "sever"], 4, "severity"),
        (["--finding", "back spasm", "--fail-on", "soon"], 2, "level"),
        (["--takes", "fever"], 4, "--takes[0]"),
        (["--age", "45"], 4, "no finding"),
        ([], 4, "no finding"),
    ],
)
def test_doubtful_options_are_refused(
    graph: kg.KnowledgeGraph,
    arguments: list[str],
    code: int,
    word: str,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    capfd.readouterr()
    assert run(monkeypatch, graph, "assess", *arguments, "--no-proofs") == code
    shown = capfd.readouterr()
    assert not shown.out
    assert word in shown.err
    assert "\nhint: " in shown.err


TURTLE = "@prefix bs: <https://w3id.org/backstory/> .\n"


@pytest.mark.parametrize(
    ("text", "code", "word"),
    [
        ("<urn:c> a bs:Case ; bs:hasFinding bs:BackSpams .", "BS706", "bs:hasFinding[0]"),
        ("<urn:c> a bs:Case ; bs:hasFindng bs:BackSpasm .", "BS702", "bs:hasFindng"),
        ("<urn:c> a bs:Case ; bs:hasFinding bs:BackSpasm ; bs:age '45' .", "BS704", "bs:age"),
        ("<urn:c> a bs:Case ; bs:hasFinding bs:BackSpasm ; bs:age 45.0 .", "BS704", "bs:age"),
        ("<urn:c> a bs:Case ; bs:hasFinding bs:BackSpasm ; bs:age 45, 46 .", "BS703", "bs:age"),
        ("<urn:c> a bs:Case ; bs:hasFinding bs:BackSpasm ; bs:age 200 .", "BS704", "age"),
        ("<urn:c> a bs:Case ; bs:hasFinding bs:BackSpasm ; bs:sex 'm' .", "BS704", "bs:sex"),
        (
            "<urn:c> a bs:Case ; bs:hasFinding bs:BackSpasm ; bs:hasUrgency bs:MedicalEmergency .",
            "BS702",
            "bs:hasUrgency",
        ),
        ("<urn:c> a bs:Case ; bs:hasFinding bs:Fever ; bs:lacksFinding bs:Fever .", "BS705", "absent"),
        ("<urn:c> a bs:Case ; bs:hasFinding [ a bs:Symptom ] .", "BS70", ""),
        ("<urn:c> a bs:Case . <urn:d> a bs:Case .", "BS701", "2 cases"),
        ("<urn:c> bs:hasFinding bs:BackSpasm .", "BS701", "0 cases"),
        ("<urn:c> a bs:Case ; bs:hasFinding bs:BackSpasm . bs:Fever bs:kindOf bs:BackSpasm .", "BS702", "no part"),
        ("<urn:c> a bs:Case", "BS701", "line"),
        ("", "BS701", "0 cases"),
    ],
)
def test_a_doubtful_case_in_turtle_is_refused(
    graph: kg.KnowledgeGraph,
    text: str,
    code: str,
    word: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    file = tmp_path / "case.ttl"
    file.write_text(TURTLE + text, "utf-8")
    capfd.readouterr()
    assert run(monkeypatch, graph, "assess", str(file), "--no-proofs") == 4
    shown = capfd.readouterr()
    assert not shown.out
    assert shown.err.startswith(f"error[{code}")
    assert word in shown.err


@pytest.mark.parametrize("name", ["case.xml", "case.rdf", "case.owl", "case.csv", "missing.json"])
def test_other_files_are_no_cases(
    graph: kg.KnowledgeGraph,
    name: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    file = tmp_path / name
    if not name.startswith("missing"):
        file.write_bytes(FINE)
    capfd.readouterr()
    assert run(monkeypatch, graph, "assess", str(file)) == 4
    shown = capfd.readouterr()
    assert not shown.out
    assert shown.err.startswith("error[BS701]")
    assert name in shown.err


def test_a_medicine_among_findings_or_conditions_counts_as_taken(graph: kg.KnowledgeGraph) -> None:
    for place in ("findings", "conditions"):
        case = graph.case({"findings": ["back spasm"], place: ["back spasm", "ibuprofen"]})
        assert [graph.terms.ref(node).label for node in case.nodes(Place.MEDICATIONS)] == ["ibuprofen"]
        assert "ibuprofen" not in {graph.terms.ref(node).label for node in case.nodes(Place.PRESENT, Place.CONDITIONS)}


def test_the_fine_file_is_assessed(
    graph: kg.KnowledgeGraph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """What the doubtful files are made from is answered, so that they are refused for what was changed."""
    file = tmp_path / "case.json"
    file.write_bytes(FINE)
    capfd.readouterr()
    assert run(monkeypatch, graph, "assess", str(file), "--no-proofs", "-f", "json") == 0
    assert json.loads(capfd.readouterr().out)["urgency"] == "self-care"


def test_there_are_many_doubtful_files() -> None:
    assert len(FILES) >= 100
    assert len(set(_IDS)) == len(FILES)
    assert {one.code for one in FILES} == {f"BS70{number}" for number in range(1, 9)}


def test_mutated_case_files_are_answered_or_refused(graph: kg.KnowledgeGraph) -> None:
    """Bytes flipped, dropped, doubled or swapped: an assessment or a CaseError, and nothing else."""
    random, draw = Random(70), Draw.of(graph, read())
    refused = 0
    for _ in range(CASES):
        data = bytearray(json.dumps(draw.case(random)), "utf-8")
        for _ in range(random.randint(1, 3)):
            at = random.randrange(len(data))
            how = random.randrange(4)
            if how == 0:
                data[at] ^= 1 << random.randrange(8)
            elif how == 1:
                del data[at : at + random.randint(1, 5)]
            elif how == 2:
                data[at:at] = data[at : at + random.randint(1, 20)]
            else:
                data[at:at] = random.choice((b"[", b"}", b'"', b"NaN", b"\\u0000", b"-", b"e999", b"null", b","))
            if not data:
                break
        try:
            graph.case(bytes(data))
        except CaseError as error:
            assert error.code.startswith("BS70")
            refused += 1
    assert refused > CASES // 2


def test_all_that_is_not_understood_is_named_at_once(graph: kg.KnowledgeGraph) -> None:
    with pytest.raises(CaseError) as caught:
        graph.assess({"findings": ["back spams", "fever", "glorbitis"], "medications": ["ibuprofenn"]})
    for words in ("findings[0]", "back spams", "findings[2]", "glorbitis", "medications[0]", "ibuprofenn"):
        assert words in caught.value.message
    assert "'back spasm'" in caught.value.hint
    assert caught.value.hint.count("nothing was assessed") == 1


def test_nothing_is_suggested_that_says_the_opposite(graph: kg.KnowledgeGraph) -> None:
    with pytest.raises(CaseError) as caught:
        graph.assess({"findings": ["better lying downward"]})
    assert "no better" not in caught.value.hint
