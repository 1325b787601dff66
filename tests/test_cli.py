"""The command line as a person meets it: answers, forms, exit codes, errors."""

import csv
import io
import json
import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest

import kg
from kg.explain import to_json, to_markdown
from tests.build import copy_ontology
from tests.conftest import LONG, ROOT, Run

ERROR = re.compile(r"error\[(BS\d{3})\]: .+\nhint: .+\n")


def assert_error(result: subprocess.CompletedProcess[str], code: str, exit_code: int) -> None:
    match = ERROR.fullmatch(result.stderr)
    assert match is not None, result.stderr
    assert match[1] == code
    assert result.returncode == exit_code
    assert result.stdout == ""


def on_terminal(*arguments: str, columns: int = 100) -> str:
    """Run the command line on a terminal of its own and return what it shows."""
    master, slave = pty.openpty()
    env = {**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": str(columns), "TERM": "xterm-256color"}
    env.pop("NO_COLOR", None)
    process = subprocess.Popen(
        [sys.executable, "-m", "kg", *arguments], stdout=slave, stderr=slave, stdin=slave, env=env, cwd=ROOT
    )
    os.close(slave)
    shown = b""
    while True:
        try:
            chunk = os.read(master, 65536)
        except OSError:
            break
        if not chunk:
            break
        shown += chunk
    process.wait()
    os.close(master)
    return shown.decode()


def test_the_main_question(backstory: Run, graph: kg.KnowledgeGraph) -> None:
    result = backstory("explain", "stress", "back spasm")
    assert result.returncode == 0
    assert result.stderr == ""
    assert json.loads(result.stdout) == to_json(graph.explain("stress", "back spasm"))


def test_each_format(backstory: Run, graph: kg.KnowledgeGraph) -> None:
    explanation = graph.explain("stress", "back spasm")
    assert backstory("explain", "stress", "back spasm", "-f", "md").stdout == to_markdown(explanation)
    tree = backstory("explain", "stress", "back spasm", "-f", "tree").stdout
    assert "[EDITORIAL] E008" in tree
    assert "[ASSERTED] C041 ¶6 s1" in tree
    assert "showing 11 of 11" in tree
    assert "\x1b" not in tree


def test_a_terminal_gets_the_tree_and_colours(backstory: Run) -> None:
    shown = on_terminal("explain", "stress", "cortisol")
    assert "How does stress act on cortisol?" in shown
    assert "\x1b[32m[ASSERTED]" in shown
    plain = re.sub(r"\x1b\[[0-9;]*m", "", shown).replace("\r\n", "\n")
    assert plain == backstory("explain", "stress", "cortisol", "-f", "tree").stdout


def test_no_color_is_honoured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "environ", {**os.environ})
    script = "import os, sys; os.environ['NO_COLOR'] = '1'; from kg.__main__ import main; main()"
    master, slave = pty.openpty()
    env = {**os.environ, "PYTHONPATH": str(ROOT), "TERM": "xterm-256color"}
    process = subprocess.Popen(
        [sys.executable, "-c", script, "explain", "stress", "cortisol"], stdout=slave, stdin=slave, env=env, cwd=ROOT
    )
    os.close(slave)
    shown = os.read(master, 65536).decode()
    process.wait()
    os.close(master)
    assert "\x1b[32m" not in shown
    assert "[ASSERTED]" in shown


def test_the_maximum_is_kept_and_said(backstory: Run) -> None:
    value = json.loads(backstory("explain", "stress", "back spasm", "--max", "3").stdout)
    assert (len(value["paths"]), value["paths_found"], value["complete"]) == (3, 11, False)


def test_not_stated_exits_with_1(backstory: Run) -> None:
    result = backstory("explain", "heat pack", "inflammation")
    assert result.returncode == 1
    assert json.loads(result.stdout)["status"] == "not-stated"
    assert result.stderr == ""


@pytest.mark.parametrize(
    ("arguments", "code", "exit_code"),
    [
        (("explain", "corisol"), "BS201", 4),
        (("explain", "spasm"), "BS202", 4),
        (("explain", "C999"), "BS203", 4),
        (("explain", "stress", "stress"), "BS204", 4),
        (("sources", "NICE"), "BS205", 4),
        (("explain",), "BS003", 2),
        (("explain", "--colour", "red"), "BS001", 2),
        (("explain", "stress", "--max", "0"), "BS001", 2),
        (("explain", "stress", "--max", "many"), "BS001", 2),
        (("explain", "a", "b", "c", "d"), "BS003", 2),
        (("explain", "stress", "--justifications"), "BS017", 2),
        (("explain", "stress", "cortisol", "--audience", "cats"), "BS018", 2),
        (("explain", "stress", "cortisol", "--detail", "some"), "BS020", 2),
        (("explain", "stress", "--all"), "BS021", 2),
        (("explain", "--all", "-f", "json"), "BS002", 2),
        (("explain", "stress", "amplifys", "cortisol"), "BS201", 4),
        (("why-not", "cold pack", "lowers"), "BS003", 2),
        (("why-not", "cold pock", "lowers", "dehydration"), "BS201", 4),
        (("what-if",), "BS019", 2),
        (("what-if", "--remove", "stress causes"), "BS019", 2),
        (("what-if", "--remove", "C999"), "BS203", 4),
        (("dispute", "corisol"), "BS201", 4),
        (("explain", "stress", "-f", "poem"), "BS002", 2),
        (("terms", "search", "x", "-f", "tree"), "BS002", 2),
        (("schema", "poem"), "BS004", 2),
        (("explane", "stress"), "BS001", 2),
        (("explain", "stress", "-o", "/no/such/folder/a.json"), "BS301", 4),
        (("explain", "stress", "-o", "/proc/a.json"), "BS301", 4),
        (("explain", "stress", "-o", "answer.poem"), "BS302", 4),
    ],
)
def test_what_cannot_be_used_is_refused(backstory: Run, arguments: tuple[str, ...], code: str, exit_code: int) -> None:
    assert_error(backstory(*arguments), code, exit_code)


def test_a_misspelt_term_is_answered_with_the_nearest(backstory: Run) -> None:
    assert "did you mean 'cortisol'?" in backstory("explain", "corisol").stderr
    assert "back spasm, muscle spasm" in backstory("explain", "spasm").stderr


def test_a_file_gets_the_form_of_its_extension(backstory: Run, tmp_path: Path) -> None:
    stdout = {form: backstory("explain", "cortisol", "-f", form).stdout for form in ("tree", "json", "md")}
    for name, form in [("a.json", "json"), ("a.md", "md"), ("a.txt", "tree"), ("a", "json"), ("a.JSON", "json")]:
        path = tmp_path / name
        assert backstory("explain", "cortisol", "-o", str(path)).stdout == ""
        assert path.read_text("utf-8") == stdout[form], name
    path = tmp_path / "b.json"
    backstory("explain", "cortisol", "-o", str(path), "-f", "md")
    assert path.read_text("utf-8") == stdout["md"], "an explicit format wins"
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["a", "a.JSON", "a.json", "a.md", "a.txt", "b.json"]
    assert backstory("explain", "cortisol", "-o", "-").stdout == stdout["json"]


def test_a_file_that_cannot_be_written_is_left_as_it_was(backstory: Run, tmp_path: Path) -> None:
    folder = tmp_path / "taken.json"
    folder.mkdir()
    assert_error(backstory("explain", "cortisol", "-o", str(folder)), "BS301", 4)
    assert list(tmp_path.iterdir()) == [folder]
    assert list(folder.iterdir()) == []


def test_a_link_a_device_and_a_pipe_are_written_through(backstory: Run, tmp_path: Path) -> None:
    target, link = tmp_path / "target.json", tmp_path / "link.json"
    link.symlink_to(target)
    assert backstory("explain", "cortisol", "-o", str(link)).returncode == 0
    assert link.is_symlink()
    assert json.loads(target.read_text("utf-8"))["status"] == "entailed"
    assert backstory("version", "-o", "/dev/null").returncode == 0
    assert Path("/dev/null").is_char_device()
    assert_error(backstory("version", "-o", "/dev/full", "-f", "json"), "BS301", 4)
    assert Path("/dev/full").is_char_device()


@pytest.mark.parametrize(
    "env",
    [
        {"PYTHONIOENCODING": "ascii"},
        {"PYTHONIOENCODING": "latin-1"},
        {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0", "PYTHONIOENCODING": ""},
    ],
)
def test_any_locale_gets_utf8(backstory: Run, env: dict[str, str]) -> None:
    usual = backstory("explain", "stress", "cortisol", "-f", "tree")
    other = backstory("explain", "stress", "cortisol", "-f", "tree", env=env)
    assert (other.stdout, other.returncode) == (usual.stdout, 0)


def test_a_file_written_from_a_terminal_is_plain(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    on_terminal("explain", "stress", "cortisol", "-o", str(path), columns=30)
    on_terminal("sources", "article", "-f", "table", "-o", str(tmp_path / "t.txt"), columns=30)
    assert "\x1b" not in path.read_text("utf-8")
    assert "How does stress act on cortisol?" in path.read_text("utf-8")
    assert "…" not in (tmp_path / "t.txt").read_text("utf-8")


@pytest.mark.parametrize(
    ("command", "exit_code"),
    [
        ("explain stress cortisol >&-", 4),
        ("explain stress foo 2>&1 | true; exit ${PIPESTATUS[0]}", 4),
        ("explain foo 2>/dev/full", 4),
        ("explain foo 2>&-", 4),
        ("--help >/dev/full", 4),
        ("explain stress cortisol </dev/null >/dev/null", 0),
    ],
)
def test_streams_that_are_closed_or_full_are_no_no_and_no_bug(command: str, exit_code: int) -> None:
    result = subprocess.run(
        ["bash", "-c", f"{sys.executable} -m kg {command}"],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        cwd=ROOT,
        check=False,
    )
    assert result.returncode == exit_code
    assert "Traceback" not in result.stderr


def test_words_without_quotes_are_understood(backstory: Run) -> None:
    result = backstory("explain", "back", "spasm")
    assert_error(result, "BS201", 4)
    assert 'did you mean "back spasm"? put it in quotes' in result.stderr


def test_no_verb_shows_the_help(backstory: Run) -> None:
    result = backstory()
    assert result.returncode == 2
    assert result.stderr.startswith("Usage: backstory")


def test_building_an_ontology(backstory: Run, tmp_path: Path) -> None:
    folder = copy_ontology(tmp_path / "ontology")
    assert backstory("build", str(folder)).returncode == 0
    path = folder / "claims" / "stress.tsv"
    whole = path.read_text("utf-8")
    path.write_text(whole.replace("chronic stress\tcauses", "chronic stres\tcauses"), "utf-8")
    assert_error(backstory("build", str(folder)), "BS105", 4)
    row = whole.splitlines()[-1].split("\t")
    row[0], row[6:9] = "C998", ["survival mechanism", "is_a", "fight-or-flight response"]
    path.write_text(whole + "\t".join(row) + "\n", "utf-8")
    before = (folder / "backstory.ttl").read_bytes()
    result = backstory("build", str(folder))
    assert result.returncode == 3
    assert "inconsistent" in result.stdout
    assert (folder / "backstory.ttl").read_bytes() == before


def test_a_full_disk_is_said(backstory: Run) -> None:
    with Path("/dev/full").open("w") as full:
        result = subprocess.run(
            [sys.executable, "-m", "kg", "explain", "cortisol"],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            cwd=ROOT,
            check=False,
        )
    assert "error[BS301]" in result.stderr
    assert result.returncode == 4


def test_a_reader_that_stops_early_is_no_crash() -> None:
    command = f"{sys.executable} -m kg explain stress 'back spasm' | head -1; echo ${{PIPESTATUS[0]}}"
    result = subprocess.run(
        ["bash", "-c", command],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        cwd=ROOT,
        check=False,
    )
    assert result.stdout.splitlines() == ["{", "0"]
    assert result.stderr == ""


def test_tables_in_every_form(backstory: Run) -> None:
    rows = json.loads(backstory("sources", "article", "-f", "json").stdout)
    assert len(rows) == 147
    assert [json.loads(line) for line in backstory("sources", "article", "-f", "jsonl").stdout.splitlines()] == rows
    for form, delimiter in (("tsv", "\t"), ("csv", ",")):
        text = backstory("sources", "article", "-f", form).stdout
        read = list(csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter))
        assert [row["statement"] for row in read] == [row["statement"] for row in rows]
    assert backstory("sources", "article").stdout == backstory("sources", "article", "-f", "tsv").stdout
    assert "statement" in backstory("sources", "article", "-f", "table").stdout


def test_sources_tell_what_rests_on_them(backstory: Run) -> None:
    rows = {row["id"]: row for row in json.loads(backstory("sources", "-f", "json").stdout)}
    assert rows["ARTICLE"]["claims"] == 147
    assert rows["ARTICLE"]["url"] is None
    assert rows["EDITORIAL"]["claims"] >= 12


def test_terms_are_found_and_shown(backstory: Run) -> None:
    result = backstory("terms", "search", "potasium", "-f", "json")
    assert json.loads(result.stdout)[0]["id"] == "bs:Hypokalaemia"
    assert backstory("terms", "search", "qqqq").returncode == 1
    entry = json.loads(backstory("terms", "show", "slipped disc").stdout)
    assert entry["label"] == "herniated disc"
    assert entry["broader"] == [
        {"id": "bs:UnderlyingMusculoskeletalCondition", "label": "underlying musculoskeletal condition"}
    ]


def test_the_version_names_package_and_knowledge(backstory: Run, graph: kg.KnowledgeGraph) -> None:
    value = json.loads(backstory("version").stdout)
    assert value == {"package": kg.__version__, "knowledge": graph.version[:12], "hash": graph.version}


def test_check_passes(backstory: Run) -> None:
    result = backstory("check", "-f", "json")
    assert result.returncode == 0
    assert {row["verdict"] for row in json.loads(result.stdout)} == {"ok"}


def tampered(tmp_path: Path, name: str) -> Path:
    """Lay out a checkout whose ontology was altered in one file."""
    for part in ("kg", "cli", "queries"):
        (tmp_path / part).symlink_to(ROOT / part) if part == "queries" else None
    import shutil

    for part in ("kg", "cli"):
        shutil.copytree(ROOT / part, tmp_path / part, ignore=shutil.ignore_patterns("__pycache__"))
    folder = copy_ontology(tmp_path / "ontology")
    path = folder / name
    path.write_bytes(path.read_bytes() + b"\n")
    return tmp_path


@pytest.mark.parametrize(
    "name", ["backstory.ttl", "build/closure.nt.gz", "build/claims.json.gz", "claims/stress.tsv", "MANIFEST.sha256"]
)
def test_a_tampered_ontology_is_refused_by_every_verb(backstory: Run, tmp_path: Path, name: str) -> None:
    place = tampered(tmp_path, name)
    env = {"PYTHONPATH": str(place)}
    for arguments in (("explain", "stress", "back spasm"), ("check",), ("version",), ("terms", "show", "stress")):
        assert_error(backstory(*arguments, env=env, cwd=place), "BS103", 4)


def test_a_missing_ontology_is_refused(backstory: Run, tmp_path: Path) -> None:
    import shutil

    place = tampered(tmp_path, "backstory.ttl")
    shutil.rmtree(place / "ontology")
    assert_error(backstory("explain", "stress", env={"PYTHONPATH": str(place)}, cwd=place), "BS101", 4)


def test_a_bug_is_told_from_a_no(backstory: Run, tmp_path: Path) -> None:
    script = "import kg; kg.open = lambda: 1 / 0; import sys; from kg.__main__ import main; main()"
    result = subprocess.run(
        [sys.executable, "-c", script, "version"],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        cwd=tmp_path,
        check=False,
    )
    assert_error(result, "BS900", 70)


def test_debug_shows_where_an_error_arose(backstory: Run) -> None:
    assert "Traceback" in backstory("--debug", "explain", "corisol").stderr
    assert "Traceback" not in backstory("explain", "corisol").stderr


VERBS = [
    ("query",),
    ("build",),
    (),
    ("explain",),
    ("terms",),
    ("terms", "search"),
    ("terms", "show"),
    ("sources",),
    ("check",),
    ("reason",),
    ("report",),
    ("entails",),
    ("schema",),
    ("version",),
]


@pytest.mark.parametrize("verb", VERBS, ids=" ".join)
def test_the_examples_of_every_help_run(backstory: Run, verb: tuple[str, ...]) -> None:
    help_text = backstory(*verb, "--help").stdout
    examples = re.findall(r"^\s+backstory (.+)$", help_text, re.MULTILINE)
    assert help_text.index("Examples:") < help_text.index("Options:")
    assert examples
    for example in examples:
        result = subprocess.run(
            ["bash", "-c", f"{sys.executable} -m kg {example}"],
            capture_output=True,
            text=True,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            cwd=ROOT,
            check=False,
        )
        assert result.returncode == 0, example
        assert result.stdout


def test_completion_knows_the_terms(backstory: Run) -> None:
    for typed, completed in [("back\\ sp", "back\\ spasm"), ('"back sp', "back spasm"), ("back", "back\\ spasm")]:
        words = f"backstory\nexplain\n{typed}"
        env = {"_BACKSTORY_COMPLETE": "complete_bash", "COMP_WORDS": words, "COMP_CWORD": "2"}
        assert completed in backstory(env=env).stdout.splitlines(), typed
    env = {"_BACKSTORY_COMPLETE": "complete_zsh", "_TYPER_COMPLETE_ARGS": "backstory explain C02"}
    assert "C022" in backstory(env=env).stdout
    env = {"_BACKSTORY_COMPLETE": "complete_bash", "COMP_WORDS": "backstory sources AR", "COMP_CWORD": "2"}
    assert backstory(env=env).stdout.split() == ["ARTICLE"]


QUESTIONS = (
    ("explain", "stress", "back spasm"),
    ("explain", "cortisol", "-f", "tree"),
    ("explain", "back spasm", "cortisol", "-f", "md"),
    ("terms", "search", "muscle"),
    ("query", "run", "why", "--param", "from=stress", "--param", "to=back spasm"),
    ("export", "--explain", "stress", "back spasm", "-f", "svg"),
    ("export", "--all", "--source", "ARTICLE", "--top", "30", "-f", "html"),
    ("export", "--hierarchy", "-f", "gexf"),
    ("report", "-f", "json"),
)


@pytest.fixture(scope="module")
def usual_answers(backstory: Run) -> list[str]:
    return [backstory(*question, env={"PYTHONHASHSEED": "12345"}).stdout for question in QUESTIONS]


@pytest.mark.parametrize("seed", range(50) if LONG else (0, 1, 42))
def test_the_hash_seed_changes_no_byte(backstory: Run, usual_answers: list[str], seed: int) -> None:
    for question, answer in zip(QUESTIONS, usual_answers, strict=True):
        assert answer
        assert backstory(*question, env={"PYTHONHASHSEED": str(seed)}).stdout == answer
