"""What the documents say is true: commands, outputs, error codes, names of files."""

import re
import shlex

import pytest

from tests.conftest import ROOT, Run

README = (ROOT / "README.md").read_text("utf-8")
CONSOLE = re.findall(r"```console\n\$ (backstory [^\n]+)\n(.*?)```", README, re.DOTALL)
SOURCES = [path for folder in ("kg", "cli") for path in sorted((ROOT / folder).rglob("*.py"))]


@pytest.mark.parametrize(("command", "output"), CONSOLE, ids=[command for command, _ in CONSOLE])
def test_the_readme_shows_what_a_terminal_shows(backstory: Run, command: str, output: str) -> None:
    arguments = shlex.split(command)[1:]
    assert backstory(*arguments, "-f", "tree").stdout == output


def test_the_readme_shows_some_output() -> None:
    assert len(CONSOLE) >= 2


@pytest.mark.parametrize("name", ["main-job", "tests"])
def test_the_readme_marks_its_commands(name: str) -> None:
    assert re.search(rf"<!-- run:{name} -->\n```sh\npython3 -m venv \.venv && .+\n```", README)


def test_every_error_code_is_documented_and_unique() -> None:
    documented = re.findall(
        r"^\| (BS\d{3}) \| (\d+) \|", (ROOT / "docs" / "errors.md").read_text("utf-8"), re.MULTILINE
    )
    codes = [code for code, _ in documented]
    assert codes == sorted(set(codes))
    used = {code for path in SOURCES for code in re.findall(r'"(BS\d{3})"', path.read_text("utf-8"))}
    assert used == set(codes)
    families = {"BS0": "2", "BS1": "4", "BS2": "4", "BS3": "4", "BS5": "5", "BS9": "70"}
    assert all(families[code[:3]] == exit_code for code, exit_code in documented)


def test_every_module_is_in_the_architecture() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text("utf-8")
    for path in SOURCES:
        if path.stem not in {"__init__", "__main__"} and path.is_relative_to(ROOT / "kg"):
            assert f"`{path.stem}`" in text or f"{path.stem}.py`" in text, path


def test_every_link_leads_to_a_file() -> None:
    for document in [ROOT / "README.md", ROOT / "ARCHITECTURE.md", *(ROOT / "docs").rglob("*.md")]:
        for target in re.findall(r"\]\(([^)#:]+)\)", document.read_text("utf-8")):
            assert (document.parent / target).exists(), f"{document.name}: {target}"


def test_the_changelog_counts_right(backstory: Run) -> None:
    import kg
    from kg.answer import read_checks

    graph = kg.open()
    text = (ROOT / "CHANGELOG.md").read_text("utf-8")
    assert f"{len(graph.terms.concepts())} concepts" in text
    assert f"{len(graph.claims_from('EDITORIAL'))} editorial steps" in text
    assert f"{len(list(read_checks()))} checks" in text


def test_constraints_name_no_host() -> None:
    lines = (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    assert all(re.fullmatch(r"[A-Za-z0-9._-]+==[0-9A-Za-z.+!]+|#.*", line) for line in lines)


def test_the_citation_names_the_version() -> None:
    import kg

    assert f"\nversion: {kg.__version__}\n" in (ROOT / "CITATION.cff").read_text("utf-8")
