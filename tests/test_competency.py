"""The competency questions: each is answered by a command, with the ids and hedges that a right answer has."""

import re
import shlex
from pathlib import Path

import pytest

from kg.tables import Row, read_table
from tests.conftest import ROOT, Run

ROWS = list(read_table(ROOT / "tests" / "data" / "competency.tsv", ("number", "question", "command", "has", "lacks")))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['number']} {row['question']}")
def test_a_question_is_answered(backstory: Run, row: Row) -> None:
    done = backstory(*shlex.split(row["command"]))
    said = " ".join(re.sub("[│├└─]", " ", done.stdout or done.stderr).split())
    for words in filter(None, row["has"].split(" | ")):
        assert words in said, f"{words}\n{done.stdout}"
    for words in filter(None, row["lacks"].split(" | ")):
        assert words not in said, f"{words}\n{done.stdout}"


def test_every_competency_question_has_a_command(shared: Path) -> None:
    text = (shared / "domain" / "competency_questions.md").read_text("utf-8")
    asked = set(re.findall(r"^(\d+)\. \(", text, re.MULTILINE))
    assert asked
    assert {row["number"] for row in ROWS} == asked
