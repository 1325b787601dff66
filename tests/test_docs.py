"""What the documents say is true: commands, outputs, error codes, names of files."""

import re
import shlex
from xml.etree import ElementTree as ET

import pytest

import kg
from kg.answer import Group, catalogue, checks
from kg.export import draw
from tests.conftest import ROOT, Run

README = (ROOT / "README.md").read_text("utf-8")
ASSESSMENT = (ROOT / "docs" / "assessment.md").read_text("utf-8")
CONSOLE, CASES = (
    re.findall(r"```console\n\$ (backstory [^\n]+)\n(.*?)```", text, re.DOTALL) for text in (README, ASSESSMENT)
)
SOURCES = [path for folder in ("kg", "cli") for path in sorted((ROOT / folder).rglob("*.py"))]


@pytest.mark.parametrize(("command", "output"), CONSOLE + CASES, ids=[command for command, _ in CONSOLE + CASES])
def test_the_documents_show_what_a_terminal_shows(backstory: Run, command: str, output: str) -> None:
    """A line with nothing but an ellipsis stands for any lines."""
    arguments = shlex.split(command)[1:]
    form = "table" if arguments[0] == "query" else "tree"
    done = backstory(*arguments, "-f", form)
    parts = re.split(r"^…\n", output, flags=re.MULTILINE)
    pattern = r"(?:[^\n]*\n)+?".join(re.escape(part) for part in parts)
    assert re.fullmatch(pattern, done.stdout or done.stderr), done.stdout or done.stderr


def test_the_cases_that_the_documents_show_are_assessed(graph: kg.KnowledgeGraph) -> None:
    shown = re.findall(r"```json\n(.*?)```", ASSESSMENT, re.DOTALL)
    assert shown
    for case in shown:
        assert graph.assess(case).level.value in ASSESSMENT


def test_the_readme_shows_some_output() -> None:
    verbs = [command.split()[1] for command, _ in CONSOLE]
    assert verbs.count("explain") >= 2
    assert verbs.count("assess") >= 1
    assert verbs.count("query") >= 3


def test_the_picture_shows_what_the_graph_holds() -> None:
    """Where things stand depends on the fonts of a machine; what is drawn does not."""

    def drawn(svg: bytes) -> list[tuple[str, list[str]]]:
        groups = ET.fromstring(svg).iter("{http://www.w3.org/2000/svg}g")
        return [
            (
                group.findtext("{http://www.w3.org/2000/svg}title") or "",
                [text.text or "" for text in group.iter("{http://www.w3.org/2000/svg}text")],
            )
            for group in groups
            if group.get("class") in {"node", "edge"}
        ]

    kept = (ROOT / "docs" / "pictures" / "stress-back-spasm.svg").read_bytes()
    assert drawn(kept) == drawn(draw(kg.open().picture("stress", "back spasm"), "svg"))


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
    families = {
        "BS0": "2",
        "BS1": "4",
        "BS2": "4",
        "BS3": "4",
        "BS4": "4",
        "BS5": "5",
        "BS6": "4",
        "BS7": "4",
        "BS9": "70",
    }
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
    graph = kg.open()
    text = (ROOT / "CHANGELOG.md").read_text("utf-8")
    assert f"{len(graph.terms.concepts())} concepts" in text
    assert f"{len(graph.claims_from('EDITORIAL'))} editorial steps" in text
    assert f"{len(checks())} checks" in text
    assert f"{sum(query.group is not Group.CHECKS for query in catalogue().values())} named queries" in text


def test_constraints_name_no_host() -> None:
    lines = (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    assert all(re.fullmatch(r"[A-Za-z0-9._-]+==[0-9A-Za-z.+!]+|#.*", line) for line in lines)


def test_the_citation_names_the_version() -> None:
    assert f"\nversion: {kg.__version__}\n" in (ROOT / "CITATION.cff").read_text("utf-8")
