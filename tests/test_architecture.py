"""The shape of the code: layers, sizes, and what the library never does."""

import ast
import os
import statistics
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

MODULES = sorted(path for folder in ("kg", "cli") for path in (ROOT / folder).rglob("*.py"))
LIBRARY = [path for path in MODULES if path.is_relative_to(ROOT / "kg")]


def test_the_layers_are_kept() -> None:
    result = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=False,
    )
    assert result.returncode == 0, result.stdout + result.stderr


def test_modules_are_short() -> None:
    lengths = {path: len(path.read_text("utf-8").splitlines()) for path in MODULES}
    assert max(lengths.values()) <= 450
    assert statistics.median(lengths.values()) <= 150


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_module_says_what_it_is_for_and_what_it_offers(path: Path) -> None:
    tree = ast.parse(path.read_text("utf-8"))
    assert ast.get_docstring(tree)
    offered: list[str] = next(
        (
            ast.literal_eval(node.value)
            for node in tree.body
            if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__"
        ),
        [],
    )
    assert len(offered) == len(set(offered))
    assert offered == sorted(offered, key=lambda name: (not name.isupper(), name[0].islower() or name[0] == "_", name))


@pytest.mark.parametrize("path", LIBRARY, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_the_library_never_prints_exits_or_reads_arguments(path: Path) -> None:
    text = path.read_text("utf-8")
    called = {ast.unparse(node.func) for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call)}
    assert not called & {"print", "input", "exit", "quit", "sys.exit", "os._exit"}
    assert "sys.argv" not in text


def run_python(code: str) -> str:
    result = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=True,
    )
    return result.stdout


def test_a_question_loads_no_heavy_library() -> None:
    code = (
        "import sys, kg; kg.open().explain('stress', 'back spasm');"
        "print(sorted({'rdflib', 'owlrl', 'networkx', 'pygraphviz', 'rich', 'rapidfuzz'} & set(sys.modules)))"
    )
    assert run_python(code).strip() == "[]"


def test_a_question_opens_no_connection_and_no_foreign_file() -> None:
    """Python's own audit events name every file opened and every socket made after the imports."""
    code = """
import sys, pathlib
import kg
kg.open().explain("stress", "back spasm")  # everything is imported by now
seen = []
watched = ("open", "socket.", "subprocess.", "os.exec", "os.system", "urllib.")
sys.addaudithook(lambda event, args: event.startswith(watched) and seen.append((event, str(args[0]))))
graph = kg.open()
graph.explain("stress", "back spasm"); graph.explain("cortisol")
root = str(pathlib.Path(kg.__file__).parent.parent / "ontology")
assert seen
print([item for item in seen if item[0] != "open" or not item[1].startswith(root)])
"""
    assert run_python(code).strip() == "[]"
