"""What the tests share: the opened knowledge base, the shared data where it is present, the command line."""

import csv
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

import kg
from kg.language.words import Words

ROOT = Path(__file__).resolve().parent.parent
collect_ignore = ["consumers"]
"""Programs that run with interpreters of their own."""
LONG = os.environ.get("BACKSTORY_LONG") == "1"
CONSUMERS = os.environ.get("BACKSTORY_CONSUMERS")
"""A folder with the packages of tests/consumers/package.json, installed by npm; None where there is none."""
"""Whether the long checks run in full; otherwise a sample with a fixed seed."""

settings.register_profile("sample", deadline=None, derandomize=True, max_examples=100)
settings.register_profile("long", deadline=None, max_examples=5000)
settings.load_profile("long" if LONG else "sample")


@pytest.fixture(scope="session")
def graph() -> kg.KnowledgeGraph:
    """The bundled knowledge base."""
    return kg.open()


@pytest.fixture(scope="session")
def words(graph: kg.KnowledgeGraph) -> Words:
    """What reads the words of cases."""
    return graph.assessor.intake.words


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of data that others made; BACKSTORY_SHARED names it."""
    path = Path(os.environ.get("BACKSTORY_SHARED") or ROOT.parent / "shared")
    if not path.is_dir():
        pytest.skip(f"SKIPPED: the shared data is not at {path}; set BACKSTORY_SHARED")
    return path


@pytest.fixture(scope="session")
def claim_rows(shared: Path) -> list[dict[str, str]]:
    """The 147 rows that were read from the article."""
    with (shared / "domain" / "claims.tsv").open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file, delimiter="\t"))


Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="session")
def backstory() -> Run:
    """Run the command line as a process of its own; `env` adds to the environment."""

    def run(*arguments: str, env: dict[str, str] | None = None, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "kg", *arguments],
            capture_output=True,
            text=True,
            encoding="utf-8",
            cwd=cwd,
            env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8", **(env or {})},
            timeout=120,
            check=False,
        )

    return run
