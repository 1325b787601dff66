"""Assessments as JSON, pages, Markdown and notebook cells: by their schemas, deterministic, safe whatever is said."""

import json
import re
from datetime import date
from itertools import pairwise, product
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import NamedNode

import kg
from kg.assess import (
    Assessment,
    Level,
    assessment_schema,
    case_schema,
    compare,
    comparison_schema,
    read_json,
    to_json,
    to_markdown,
)
from kg.assess.chart import Scale
from kg.assess.page import to_page
from kg.errors import CaseError
from kg.explain.proof_outline import Detail
from kg.vocabulary import BS
from tests.conftest import LONG, ROOT, Run
from tests.test_renderings import HOSTILE, Page, read

GRAPH = kg.open()
ACTIVE = {"script", "iframe", "object", "embed", "link", "img", "form", "foreignobject", "style", "base", "animate"}
EXAMPLES: tuple[dict[str, Any], ...] = (
    {
        "findings": ["back spasm", "can't feel when I wipe"],
        "age": 72,
        "medications": ["ibuprofen", "lithium"],
        "conditions": ["severe renal impairment"],
        "considering": ["heat pack"],
    },
    {"name": "A strain", "findings": {"present": ["acute low back pain"], "absent": ["fever"], "unknown": ["anaemia"]}},
    {"findings": ["back spasm"], "considering": ["heat pack"], "age": 30, "sex": "female", "pregnancy": {"weeks": 32}},
    {"findings": {"present": ["leg pain", "wide-based gait"], "absent": ["neurogenic claudication"]}, "age": 72},
    {"findings": {"present": ["saddle anaesthesia"], "absent": ["unilateral sciatica", "leg or foot weakness"]}},
    {"findings": ["chest pain", "back spasm"], "severity": "severe", "duration": "3 weeks"},
    {"findings": ["back spasm"], "considering": ["fentanyl patch", "heat pack"]},
)


def labels(*kinds: NamedNode) -> list[str]:
    """The labels of the concepts of some kinds."""
    background = GRAPH.assessor.background
    concepts = GRAPH.terms.concepts().items()
    return sorted(label for node, label in concepts if any(kind in background.kinds(node) for kind in kinds))


def texts(*kinds: NamedNode, most: int = 3) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(labels(*kinds)), max_size=most, unique=True)


CASES = st.fixed_dictionaries(
    {
        "findings": st.fixed_dictionaries(
            {"present": texts(BS.Finding, most=4)}, optional={"absent": texts(BS.Finding), "unknown": texts(BS.Finding)}
        )
    },
    optional={
        "name": st.one_of(st.sampled_from(HOSTILE), st.text(min_size=1)),
        "conditions": texts(BS.Condition),
        "medications": texts(BS.Medication),
        "considering": texts(BS.Intervention),
        "age": st.integers(0, 120),
        "sex": st.sampled_from(["female", "male", None]),
        "pregnancy": st.one_of(st.booleans(), st.none(), st.fixed_dictionaries({"weeks": st.integers(0, 44)})),
        "duration": st.sampled_from(["2 days", "3w", "4 months", None]),
        "severity": st.sampled_from(["mild", "moderate", "severe", None]),
    },
)
"""Case files that the reader may take; some contradict themselves."""


def assessed(case: dict[str, Any]) -> Assessment | None:
    try:
        return GRAPH.assess(case)
    except CaseError as error:
        assert error.code.startswith("BS7")
        return None


def check_page(page: str) -> Page:
    """Check that a page is well-formed, that nothing on it runs, and that nothing is fetched."""
    found = read(page)
    assert not (found.names - {"style"}) & ACTIVE
    assert page.count("<style>") == 1
    assert '<meta http-equiv="Content-Security-Policy" content="default-src \'none\';' in page
    assert len({*found.ids}) == len(found.ids)
    urls = {source.url for source in GRAPH.sources.values() if source.url}
    for link in found.links:
        assert link[1:] in found.ids if link.startswith("#") else link in urls, link
    assert all(url.startswith(("https://", "http://")) for url in urls)
    assert not re.search(r"url\(|@import|expression\(", page)
    levels = [int(level) for level in re.findall(r"<h([1-6])", page)]
    assert levels.count(1) == 1
    assert all(below - above <= 1 for above, below in pairwise(levels)), "a heading is left out"
    assert [page.count(f"<{name}>") for name in ("header", "main", "footer")] == [1, 1, 1]
    return found


# -- JSON


def test_the_schemas_are_schemas() -> None:
    for schema in (assessment_schema(), case_schema(), comparison_schema()):
        jsonschema.Draft202012Validator.check_schema(schema)
        assert schema["$schema"].endswith("2020-12/schema")


def objects(schema: Any, where: str = "") -> Any:
    """Yield every schema of an object within a schema, with where it stands."""
    if isinstance(schema, dict):
        if schema.get("type") == "object":
            yield where, schema
        for key, value in schema.items():
            yield from objects(value, f"{where}/{key}")
    elif isinstance(schema, list):
        for at, value in enumerate(schema):
            yield from objects(value, f"{where}/{at}")


def test_the_schemas_leave_nothing_open() -> None:
    """Each object either lists its fields, and no others, or says what all of its values are."""
    for schema in (assessment_schema(), comparison_schema()):
        for where, one in objects(schema):
            assert "additionalProperties" in one, where
            if one["additionalProperties"] is False and not where.endswith("withheld"):
                assert {*one["required"]} == {*one["properties"]}, where


@pytest.mark.parametrize("case", EXAMPLES)
def test_json_with_proofs_keeps_to_the_schema(case: dict[str, Any]) -> None:
    assessment = GRAPH.assess(case)
    document = to_json(assessment, GRAPH.reasons(assessment))
    jsonschema.validate(document, assessment_schema())
    assert [*document] == assessment_schema()["required"]
    named = {name for node in document["nodes"].values() for name in node["premises"]}
    assert named <= {*document["nodes"]}
    assert all(proof["root"] in document["nodes"] for one in document["causes"] for proof in one["proofs"])


@settings(max_examples=2000 if LONG else 120)
@given(CASES)
def test_json_of_any_case_keeps_to_the_schema(case: dict[str, Any]) -> None:
    assessment = assessed(case)
    if assessment is not None:
        document = json.loads(json.dumps(to_json(assessment)))
        jsonschema.validate(document, assessment_schema())


@settings(max_examples=500 if LONG else 40)
@given(CASES, CASES)
def test_comparisons_keep_to_their_schema(before: dict[str, Any], after: dict[str, Any]) -> None:
    first, second = assessed(before), assessed(after)
    if first is not None and second is not None:
        jsonschema.validate(compare(first, second).to_json(), comparison_schema())


def test_the_command_line_prints_the_schemas(backstory: Run) -> None:
    for name, schema in (("assessment", assessment_schema()), ("comparison", comparison_schema())):
        assert json.loads(backstory("schema", name).stdout) == schema
    assert "comparison" in backstory("schema", "nothing").stderr


# -- case files

VALUES = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(-1, 130),
        st.floats(),
        st.sampled_from(["", " ", "back spasm", "female", "severe", "3 weeks", "2026-01-31", "20260131", "2026-W05-6"]),
        st.text(max_size=3),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=2),
        st.dictionaries(st.sampled_from(["weeks", "present", "absent", "unknown", "x"]), inner, max_size=2),
    ),
    max_leaves=4,
)
FIELDS = ("schema", "name", "findings", "conditions", "medications", "considering", "age", "sex", "pregnancy", "x")
ANYTHING = st.dictionaries(st.sampled_from([*FIELDS, "duration", "onset", "date", "severity"]), VALUES, max_size=5)
VALIDATOR = jsonschema.Draft202012Validator(case_schema(), format_checker=jsonschema.FormatChecker())


def reads(text: str) -> bool:
    """Whether the reader takes a case file; what it does not take it refuses with one of its errors."""
    try:
        read_json(text, date(2026, 6, 1))
    except CaseError as error:
        assert re.fullmatch(r"BS70[1-5]", error.code)
        assert error.hint
        return False
    return True


@settings(max_examples=20000 if LONG else 500)
@given(st.one_of(CASES, ANYTHING))
def test_the_reader_takes_nothing_that_the_schema_refuses(case: dict[str, Any]) -> None:
    if reads(json.dumps(case)):
        VALIDATOR.validate(case)


def from_schema(schema: dict[str, Any]) -> st.SearchStrategy[Any]:
    """Documents that a schema describes, of the parts of JSON Schema that the schema of cases uses."""
    if "$ref" in schema:
        return from_schema(case_schema()["$defs"][schema["$ref"].rpartition("/")[2]])
    if "const" in schema:
        return st.just(schema["const"])
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    if "oneOf" in schema:
        return st.one_of([from_schema(one) for one in schema["oneOf"]])
    kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    known: dict[str, Any] = {"null": st.none(), "boolean": st.booleans()}
    if "integer" in kinds:
        known["integer"] = st.integers(schema["minimum"], schema["maximum"])
    if "string" in kinds:
        days = st.dates(date(2020, 1, 1), date(2026, 5, 1)).map(str)
        words = st.sampled_from(["back spasm", "3 weeks", "fever"]) | st.text(min_size=1, max_size=200)
        known["string"] = days if schema.get("format") == "date" else words
    if "array" in kinds:
        known["array"] = st.lists(from_schema(schema["items"]), max_size=3)
    if "object" in kinds:
        parts = {name: from_schema(part) for name, part in schema["properties"].items()}
        required = {name: parts.pop(name) for name in schema.get("required", ())}
        known["object"] = st.fixed_dictionaries(required, optional=parts)
    return st.one_of([known[kind] for kind in kinds])


@settings(max_examples=5000 if LONG else 200)
@given(from_schema(case_schema()).filter(VALIDATOR.is_valid))
def test_what_the_schema_describes_is_read_or_refused_with_a_code(case: dict[str, Any]) -> None:
    if not reads(json.dumps(case)):
        return
    assessed(case)


def test_the_schema_and_the_reader_agree_on_each_field() -> None:
    """A value that the schema takes is refused only for what a schema cannot say."""
    taken: dict[str, list[Any]] = {
        "findings": [["back spasm"], {}, {"present": ["fever"]}, []],
        "age": [0, 120, None],
        "sex": ["female", None],
        "pregnancy": [True, None, {"weeks": 0}, {"weeks": 44}],
        "duration": ["3w", None],
        "onset": ["2026-01-31", None],
        "severity": ["mild", None],
    }
    refused: dict[str, list[Any]] = {
        "findings": [None, "back spasm", [""], [1], {"maybe": ["fever"]}, {"present": "fever"}],
        "age": [-1, 121, "45", 1.5, True, [45]],
        "sex": ["", "Female", 1],
        "pregnancy": [1, "yes", {}, {"weeks": 45}, {"weeks": None}, {"weeks": 3, "days": 2}],
        "duration": ["", 3],
        "onset": ["", "20260131", "2026-W05-6", "2026-02-30", 20260131],
        "severity": ["bad", 7],
        "name": [None, "", 3],
        "schema": [None, "https://w3id.org/backstory/schema/case/2"],
    }
    for values, wanted in ((taken, True), (refused, False)):
        for name, value in ((name, value) for name, many in values.items() for value in many):
            assert VALIDATOR.is_valid({name: value}) is wanted, (name, value)
            assert reads(json.dumps({name: value})) is wanted, (name, value)


# -- pages


@pytest.mark.parametrize("case", EXAMPLES)
def test_a_page_needs_nothing_else(case: dict[str, Any]) -> None:
    assessment = GRAPH.assess(case)
    page = to_page(assessment, GRAPH.reasons(assessment))
    check_page(page)
    assert 10_000 < len(page.encode()) < 300_000
    assert page == to_page(assessment, GRAPH.reasons(assessment))


def plain(page: str) -> str:
    """The text of a page."""
    words = re.sub(r"<style>.*?</style>|<[^>]+>", " ", page, flags=re.DOTALL)
    return " ".join(
        words.replace("&#x27;", "'").replace("&quot;", '"').replace("&lt;", "<").replace("&gt;", ">").split()
    )


@pytest.mark.parametrize("case", EXAMPLES)
def test_a_page_says_all_that_the_assessment_says(case: dict[str, Any]) -> None:
    assessment = GRAPH.assess(case)
    page = to_page(assessment)
    text, document = plain(page), to_json(assessment)
    assert assessment.level.capitalize() in text
    for said in (assessment.advice, document["disclaimer"], assessment.knowledge, *document["withheld"].values()):
        assert said.replace("&", "&amp;") in text
    parts = ("red_flags", "must_not_miss", "causes", "unexplained", "interventions", "avoid", "questions", "unknown")
    for part in parts:
        for one in document[part]:
            names = [one["label"]] if "label" in one else [finding["label"] for finding in one["findings"]]
            assert all(name in text for name in names), (part, names)
    for one in document["avoid"]:
        for reason in one["reasons"]:
            assert reason["feature"]["label"] in text
            assert (reason["alternative"] or "").replace("&", "&amp;") in text
    for claim in assessment.claims:
        assert f'id="claim-{claim.id}"' in page
    for source in assessment.sources:
        assert f'id="source-{source.id}"' in page


def test_each_ratio_has_one_bar_on_the_side_to_which_it_weighs() -> None:
    """To the right of 0 for, to the left against; no bar where no source gives a ratio."""
    for case in EXAMPLES:
        assessment = GRAPH.assess(case)
        above = {cause.term for cause in assessment.must_not_miss}
        shown = [*assessment.must_not_miss, *(cause for cause in assessment.causes if cause.term not in above)]
        bars = [bar for cause in shown for support in cause.supports for bar in support.bars]
        bars += [bar for cause in shown for against in cause.against for bar in against.bars]
        page = to_page(assessment)
        assert page.count('<svg class="bar"') == len(bars)
        for bar in bars:
            assert f"{bar.value:+.2f}".replace("-", "\N{MINUS SIGN}") in page
            assert (bar.population or "") in plain(page).replace("&amp;", "&")
    text = plain(to_page(GRAPH.assess(EXAMPLES[4])))
    assert "For: unilateral sciatica is absent" in text
    assert "Against: leg or foot weakness is absent" in text
    assert "Against: neurogenic claudication is absent" in plain(to_page(GRAPH.assess(EXAMPLES[3])))
    scale = Scale.of([-0.7, 1.2])
    right, left = (
        re.search(r'<rect class="(\w+)" x="([\d.]+)"[^>]* width="([\d.]+)"', scale.bar(v)) for v in (0.5, -0.5)
    )
    assert right
    assert left
    assert (right[1], left[1]) == ("for", "against")
    assert float(right[2]) == pytest.approx(float(left[2]) + float(left[3]), abs=0.2)


def test_each_level_has_a_word_a_colour_and_a_shape_of_its_own() -> None:
    page = to_page(GRAPH.assess(EXAMPLES[0]))
    shapes = dict(re.findall(r'<symbol id="sign-([a-z-]+)"[^>]*><path [^>]*d="([^"]+)"', page))
    assert len({*shapes.values()}) == len(shapes) > len(Level)
    colours = [re.search(rf"\.banner\.{level} {{ background: (#\w+)", page) for level in Level]
    assert len({colour[1] for colour in colours if colour}) == len(Level)
    assert 'class="banner emergency"' in page


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    bright, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def test_text_can_be_read_on_light_and_dark() -> None:
    """The contrast of WCAG 2.1, at least 4.5 to 1."""
    sheets = [(ROOT / path).read_text("utf-8") for path in ("kg/explain/page.css", "kg/assess/assess.css")]
    light: dict[str, str] = {}
    dark: dict[str, str] = {}
    for sheet in sheets:
        head, _, rest = sheet.partition("@media (prefers-color-scheme: dark)")
        light |= re.findall(r"--([\w-]+): (#\w{6})", head)
        dark |= re.findall(r"--([\w-]+): (#\w{6})", rest)
    assert {*light} == {*dark} >= {"ink", "soft", "link", "emergency", "urgent", "routine", "self-care"}
    for colours in (light, dark):
        words = {*colours} - {"paper", "card", "line"}
        for word, ground in product(words, ("paper", "card")):
            assert contrast(colours[word], colours[ground]) >= 4.5, (word, ground)
    banners = re.findall(r"\.banner\.[a-z-]+ { background: (#\w{6})", sheets[1])
    assert len(banners) == len(Level)
    assert all(contrast(colour, "#ffffff") >= 4.5 for colour in banners)


def test_proofs_are_folded_under_their_lines() -> None:
    assessment = GRAPH.assess(EXAMPLES[0])
    page = to_page(assessment, GRAPH.reasons(assessment), Detail.NORMAL)
    assert page.count('<details class="proof">') >= len(assessment.flags) + len(assessment.must_not_miss)
    assert '<details class="proof"' not in to_page(assessment)
    assert "the case has the urgency medical emergency" in plain(page)
    for proof in re.findall(r'<details class="proof">.*?</details>', page):
        unlinked = plain(re.sub(r"<a .*?</a>", "", proof)).split()
        assert not {word.strip(".,;:()") for word in unlinked} & {*GRAPH.claims}


# -- what is said is text


def structure(page: str) -> list[str]:
    """The elements of a page, in order."""
    return re.findall(r"<(/?[a-z0-9]+)", page)


@settings(max_examples=300 if LONG else 30)
@given(st.one_of(st.sampled_from(HOSTILE), st.text(min_size=1)), st.sampled_from(EXAMPLES))
def test_no_name_becomes_markup(name: str, case: dict[str, Any]) -> None:
    """The page of a case with any name has the elements that the page of a case with a plain name has."""
    assessment = assessed({**case, "name": name})
    if assessment is None:
        return
    page = to_page(assessment)
    found = check_page(page)
    assert not any(link.startswith("javascript") for link in found.links)
    assert structure(page) == structure(to_page(GRAPH.assess({**case, "name": "a case"})))
    plainly = to_markdown(GRAPH.assess({**case, "name": "a case"}))
    markdown = to_markdown(assessment)
    title = markdown.splitlines()[0]
    assert not re.search(r"(?<!\\)[<\[~`*_|]", title.removeprefix("# "))
    assert markdown.split("\n")[1:] == plainly.split("\n")[1:]
    cell = assessment._repr_html_()
    assert structure(cell) == structure(GRAPH.assess({**case, "name": "a case"})._repr_html_())


@pytest.mark.parametrize("harm", HOSTILE)
def test_no_word_that_was_said_becomes_markup(harm: str) -> None:
    """Words of a case are refused when they mean nothing; where they are kept, they are text."""
    from dataclasses import replace

    from kg.assess import Place
    from kg.assess.case import Beyond, Given

    assessment = GRAPH.assess(EXAMPLES[1])
    with pytest.raises(CaseError):
        GRAPH.assess({"findings": [harm]})

    def said(words: str) -> Assessment:
        case = assessment.case.with_named(Place.PRESENT, [Given(BS.AcuteLowBackPain, words)])
        case = replace(case, beyond=(Beyond(words, "urgent"), Beyond(words, "")), notes=(words,))
        return replace(assessment, case=case, notes=(words,), withheld=(("causes", words), ("interventions", words)))

    hostile, harmless = said(harm), said("x")
    page = to_page(hostile, GRAPH.reasons(hostile))
    check_page(page)
    assert structure(page) == structure(to_page(harmless, GRAPH.reasons(harmless)))
    assert structure(hostile._repr_html_()) == structure(harmless._repr_html_())
    assert not re.search(r"(?<!\\)<(?!a id=\"claim-|/a>)", to_markdown(hostile))
    assert len(to_markdown(hostile).splitlines()) == len(to_markdown(harmless).splitlines())


def test_a_name_that_is_no_text_is_refused() -> None:
    with pytest.raises(CaseError, match="surrogate"):
        GRAPH.assess('{"findings": ["back spasm"], "name": "\\ud800"}')


def test_a_notebook_shows_an_assessment() -> None:
    cell = GRAPH.assess(EXAMPLES[0])._repr_html_()
    assert "<b>EMERGENCY. " in cell
    assert "<h4>Must not miss</h4>" in cell
    assert "not a medical device" in cell


# -- the command line


def test_the_same_case_gives_the_same_bytes(backstory: Run, tmp_path: Path) -> None:
    """Whatever the hash seed, in every form."""
    path = tmp_path / "case.json"
    path.write_text(json.dumps(EXAMPLES[0]), "utf-8")
    for form in ("html", "json", "md"):
        seen = {
            backstory("assess", str(path), "-f", form, env={"PYTHONHASHSEED": seed}).stdout for seed in ("1", "2", "77")
        }
        assert len(seen) == 1, form
        assert len(next(iter(seen))) > 10_000, form


def test_the_extension_names_the_form(backstory: Run, tmp_path: Path) -> None:
    page = tmp_path / "report.html"
    result = backstory("assess", "--finding", "back spasm", "--age", "45", "-o", str(page))
    assert result.returncode == 0, result.stderr
    text = page.read_text("utf-8")
    assert text.startswith("<!DOCTYPE html>")
    assert '<details class="proof">' in text
    bare = tmp_path / "bare.html"
    assert backstory("assess", "--finding", "back spasm", "--no-proofs", "-o", str(bare)).returncode == 0
    assert '<details class="proof">' not in bare.read_text("utf-8")
