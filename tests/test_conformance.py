"""The conformance suites for OWL 2 RL, judged in process as their own runner judges a command line.

The suites are other people's and do not come with the source; BACKSTORY_SHARED names the folder that holds them.
"""

import importlib.util
import json
import logging
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import rdflib

from kg.entailment.decide import entails
from kg.load import load
from kg.reason.native import reason
from kg.reason.write import write_file
from tests.conftest import ROOT

EXPECTED = {
    ("w3c-rules", "PositiveEntailmentTest"): 66,
    ("w3c-rules", "ConsistencyTest"): 66,
    ("w3c-rules", "InconsistencyTest"): 21,
    ("rules-unit", "PositiveEntailmentTest"): 96,
    ("rules-unit", "NegativeEntailmentTest"): 54,
    ("rules-unit", "ConsistencyTest"): 34,
    ("rules-unit", "InconsistencyTest"): 67,
    ("w3c-rl", "PositiveEntailmentTest"): 30,
    ("w3c-rl", "NegativeEntailmentTest"): 7,
    ("w3c-rl", "ConsistencyTest"): 79,
    ("w3c-rl", "InconsistencyTest"): 14,
}
"""How many verdicts of each kind must be right: all there are."""
IMPOSSIBLE = {"WebOnt-I4.6-005-Direct", "WebOnt-equivalentClass-008-Direct"}
"""They hold under the Direct Semantics only; of each there is a twin which says that it does not follow."""


@pytest.fixture
def conformance(shared: Path) -> Path:
    path = shared / "conformance"
    if not (path / "run_owl2rl.py").is_file():
        pytest.skip(f"SKIPPED: no conformance suites at {path}")
    return path


@pytest.fixture
def judging(conformance: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    """The runner as a module. It changes rdflib and logging for all, which is undone."""
    monkeypatch.setattr(rdflib, "NORMALIZE_LITERALS", rdflib.NORMALIZE_LITERALS)
    spec = importlib.util.spec_from_file_location("run_owl2rl", conformance / "run_owl2rl.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    yield module
    logging.disable(logging.NOTSET)


def judge(judging: ModuleType, folder: Path, kind: str, out: Path) -> str:
    """Return the verdict on one test, as the runner gives it with both of its commands."""
    premise, conclusion = folder / "premise.ttl", folder / "conclusion.ttl"
    if not premise.exists():
        return "skip"
    closure = reason(load([premise]))
    consistent = not closure.violations
    if kind in {"ConsistencyTest", "InconsistencyTest"}:
        return "pass" if consistent is (kind == "ConsistencyTest") else "fail"
    if not conclusion.exists():
        return "skip"
    if not consistent:
        return "fail"
    write_file(closure, out)
    read, unreadable = judging.read_nt(out)
    assert unreadable == 0
    index, asked = judging.Index(read), judging.read_ttl(conclusion)
    follows, _ = judging.entails(index, asked)
    verdict = "pass"
    meta: dict[str, Any] = json.loads((folder / "meta.json").read_text()) if (folder / "meta.json").exists() else {}
    if not follows and kind == "PositiveEntailmentTest" and "DIRECT" in meta.get("semantics", []):
        follows, verdict = judging.entails(index, judging.lenient(asked))[0], "lenient"
    found = entails(load([premise]), load([conclusion]))
    if not follows and found.entailed:
        follows, verdict = True, "entail"
    if kind == "NegativeEntailmentTest":
        return "fail" if follows else "pass"
    # What a closure holds, our own entailment must see too, whatever the runner is content with.
    return verdict if follows and found.entailed else "fail"


@pytest.mark.parametrize(("suite", "kind"), EXPECTED, ids=str)
def test_every_verdict_is_right(judging: ModuleType, conformance: Path, tmp_path: Path, suite: str, kind: str) -> None:
    folder = conformance / suite
    if not folder.is_dir():
        pytest.skip(f"SKIPPED: no suite at {folder}")
    verdicts = {
        test.name: judge(judging, test, kind, tmp_path / "closure.nt")
        for test in sorted(folder.iterdir())
        if (test / "kind").exists() and kind in (test / "kind").read_text().split()
        if kind != "PositiveEntailmentTest" or test.name not in IMPOSSIBLE
    }
    assert {name for name, verdict in verdicts.items() if verdict == "fail"} == set()
    counts = Counter(verdicts.values())
    assert counts["skip"] == 0
    assert sum(counts.values()) == EXPECTED[suite, kind]


def test_the_impossible_stay_so(conformance: Path) -> None:
    """Were one of them to pass, its twin would fail: something unsound would have come in."""
    for name in IMPOSSIBLE:
        folder = conformance / "w3c-rl" / name
        if not folder.is_dir():
            pytest.skip(f"SKIPPED: no test at {folder}")
        assert not entails(load([folder / "premise.ttl"]), load([folder / "conclusion.ttl"])).entailed


def test_the_known_ways_beyond_rules_are_all_there_is(conformance: Path) -> None:
    """Each test that its makers found beyond the rules is decided, and by some way other than the closure."""
    names = {
        line.split("#")[0].strip()
        for line in (conformance / "beyond-rules.txt").read_text().splitlines()
        if line.split("#")[0].strip()
    }
    for name in sorted(names - IMPOSSIBLE):
        folder = conformance / "w3c-rl" / name
        found = entails(load([folder / "premise.ttl"]), load([folder / "conclusion.ttl"]))
        assert found.entailed, name


def test_the_suites_are_not_part_of_the_source() -> None:
    assert not list((ROOT / "tests").rglob("premise.ttl"))
