"""The answers: what is asked most, what the sources leave open, and what every answer has to carry."""

import copy
import pickle
from pathlib import Path
from xml.etree import ElementTree as ET

import jsonschema
import pytest

import kg
from kg.claims import Modality
from kg.errors import TermError, UsageError
from kg.explain import Explanation, Sign, Status, json_schema, to_json, to_markdown
from kg.explain.wording import influence, join, sentence
from kg.lexicon import Ref
from tests.build import claim_row, small_graph

LOWERS = [
    ("deep breathing", "back spasm"),
    ("mindfulness meditation", "back spasm"),
    ("heat pack", "muscle stiffness"),
    ("good posture", "back spasm"),
    ("walking", "muscle stiffness"),
    ("supportive chair", "back spasm"),
    ("adequate sleep", "back spasm"),
]
RAISES = [
    ("stress", "back spasm"),
    ("stress", "cortisol"),
    ("low potassium", "back spasm"),
    ("slipped disc", "back spasm"),
    ("slouching", "muscle fatigue"),
]
OPEN = [("heat pack", "inflammation"), ("back spasm", "cortisol"), ("flexibility", "mood")]


@pytest.mark.parametrize(("source", "target"), LOWERS)
def test_lowers(graph: kg.KnowledgeGraph, source: str, target: str) -> None:
    explanation = graph.explain(source, target)
    assert explanation.signs == (Sign.LOWERS,)
    assert explanation.status is Status.ENTAILED
    assert {path.sign for path in explanation.paths} == {Sign.LOWERS}


@pytest.mark.parametrize(("source", "target"), RAISES)
def test_raises(graph: kg.KnowledgeGraph, source: str, target: str) -> None:
    explanation = graph.explain(source, target)
    assert explanation.signs == (Sign.RAISES,)
    assert {path.sign for path in explanation.paths} == {Sign.RAISES}


@pytest.mark.parametrize(("source", "target"), OPEN)
def test_the_sources_do_not_say(graph: kg.KnowledgeGraph, source: str, target: str) -> None:
    explanation = graph.explain(source, target)
    assert explanation.status is Status.NOT_STATED
    assert explanation.answer.startswith("The sources do not say")
    assert not explanation.paths
    near = {end.id for step in explanation.nearest for end in (step.subject, step.object)}
    for term in (source, target):
        assert graph.terms.ref(graph.terms.find(term)).id in near


def test_what_the_sources_say_of_heat_and_inflammation_is_near(graph: kg.KnowledgeGraph) -> None:
    nearest = {step.claim.id for step in graph.explain("heat pack", "inflammation").nearest}
    assert {"C105", "C109"} <= nearest


def test_the_other_direction_is_named(graph: kg.KnowledgeGraph) -> None:
    answer = graph.explain("back spasm", "cortisol").answer
    assert "the other way: cortisol can raise the likelihood of back spasm" in answer


def test_good_posture_shows_its_editorial_step(graph: kg.KnowledgeGraph) -> None:
    (path,) = graph.explain("good posture", "back spasm").paths
    assert [step.editorial for step in path.steps] == [False, True, False]
    assert "[EDITORIAL]" in to_markdown(graph.explain("good posture", "back spasm")).replace("\\", "")


def test_the_answer_is_hedged(graph: kg.KnowledgeGraph) -> None:
    answer = graph.explain("stress", "back spasm").answer
    assert "can increase the likelihood of back spasm (C006" in answer
    assert "contributes to back spasm (C041" in answer
    for source in graph.terms.concepts().values():
        for target in ("back spasm", "muscle tension", "pain"):
            if source != target:
                text = graph.explain(source, target).answer
                assert "always" not in text
                assert "  " not in text
                assert text.endswith(".")


def test_an_inferred_influence_is_never_said_more_firmly_than_can() -> None:
    for modality in Modality:
        words = influence(Sign.LOWERS, "pain", modality, likelihood=False)
        assert words.startswith(("can ", "may "))


def test_an_influence_of_open_direction_is_said_to_be_open(graph: kg.KnowledgeGraph) -> None:
    explanation = graph.explain("stress", "back health")
    assert explanation.status is Status.ENTAILED
    assert explanation.signs == ()
    assert "in a direction that the sources leave open" in explanation.answer
    assert [step.claim.id for step in explanation.paths[0].steps] == ["C031", "C032"]


def test_a_stated_relation_that_is_no_influence_is_given(graph: kg.KnowledgeGraph) -> None:
    for source, target, claim in [
        ("sciatica", "prompt medical attention", "C127"),
        ("cortisol", "stress hormone", "C015"),
        ("loss of bladder control", "medical emergency", "C134"),
    ]:
        explanation = graph.explain(source, target)
        assert explanation.status is Status.ENTAILED
        assert [path.steps[0].claim.id for path in explanation.paths] == [claim]


def test_an_ambivalent_pair_shows_both_signs(tmp_path: Path) -> None:
    rows = [
        claim_row(1, "alpha", "causes", "beta"),
        claim_row(2, "alpha", "causes", "gamma"),
        claim_row(3, "gamma", "reduces", "beta"),
        claim_row(4, "alpha", "increases", "delta"),
        claim_row(5, "delta", "increases", "beta"),
    ]
    graph = small_graph(tmp_path / "o", ["alpha", "beta", "gamma", "delta"], rows)
    for maximum in (1, 2, 12):
        explanation = graph.explain("alpha", "beta", maximum=maximum)
        assert "can cause beta (T001)" in explanation.answer
        assert "can lower the likelihood of beta, through gamma" in explanation.answer
        assert explanation.status is Status.AMBIVALENT
        assert {path.sign for path in explanation.paths} == {Sign.RAISES, Sign.LOWERS}
        assert to_json(explanation)["sign"] == "ambivalent"


def test_a_relation_of_a_broader_concept_is_given(graph: kg.KnowledgeGraph) -> None:
    explanation = graph.explain("fall", "thorough medical assessment")
    assert explanation.status is Status.ENTAILED
    assert [step.claim.id for step in explanation.paths[0].steps] == ["C136", "C138"]
    assert "when spasms begin after the injury" in explanation.answer


@pytest.mark.parametrize(
    ("source", "target", "claims"),
    [
        ("sympathetic nervous system", "fight-or-flight response", ["C009"]),
        ("adequate hydration", "normal muscle function", ["C060"]),
        ("inadequate warm-up", "back spasm", ["C049", "C048"]),
    ],
)
def test_what_is_stated_of_two_concepts_otherwise_is_said(
    graph: kg.KnowledgeGraph, source: str, target: str, claims: list[str]
) -> None:
    explanation = graph.explain(source, target)
    assert explanation.status is Status.NOT_STATED
    assert [step.claim.id for step in explanation.nearest[: len(claims)]] == claims
    assert all(f"{claim}" in explanation.answer for claim in claims)


def test_a_dispute_is_always_visible(tmp_path: Path) -> None:
    rows = [
        claim_row(1, "alpha", "causes", "beta"),
        claim_row(2, "alpha", "causes", "beta", stance="contradicts", disputes="T001", statement="No link was found."),
    ]
    explanation = small_graph(tmp_path / "o", ["alpha", "beta"], rows).explain("alpha", "beta")
    assert "disputed: No link was found. [CONTRADICTING] [T002]" in to_markdown(explanation).replace("\\", "")
    check(explanation)


def test_an_urgent_finding_says_so_at_once(graph: kg.KnowledgeGraph) -> None:
    assert "it constitutes a medical emergency (C134)" in graph.explain("loss of bladder control").answer


def test_a_broader_concept_is_no_mediator(graph: kg.KnowledgeGraph) -> None:
    assert graph.explain("gentle yoga", "muscle stiffness").answer == (
        "Gentle yoga can lower muscle stiffness, as a kind of regular physical activity."
    )


def test_errors_can_be_copied_and_sent_to_another_process(graph: kg.KnowledgeGraph) -> None:
    with pytest.raises(TermError) as caught:
        graph.terms.find("corisol")
    for other in (copy.copy(caught.value), pickle.loads(pickle.dumps(caught.value))):
        assert str(other) == str(caught.value)
        assert other.candidates == caught.value.candidates


def test_a_search_that_is_given_up_is_flagged(graph: kg.KnowledgeGraph) -> None:
    from kg.explain import explain_pair

    pair = graph.terms.find("stress"), graph.terms.find("back spasm")
    explanation = explain_pair(graph.influences, *pair, limit=3)
    assert not explanation.exhausted
    assert not explanation.complete
    assert "before the search was given up" in to_markdown(explanation)


def test_a_term_is_explained(graph: kg.KnowledgeGraph) -> None:
    about = graph.explain("cortisol").about
    assert about is not None
    assert [ref.label for ref in about.entry.kinds] == ["hormone"]
    assert [ref.label for ref in about.entry.broader] == ["stress hormone"]
    assert [path.steps[-1].claim.id for path in about.acted_on_by] == ["E005"]
    assert "C018" in {path.steps[-1].claim.id for path in about.acts_on}, "inherited from stress hormone"
    assert "C017" in {path.steps[-1].claim.id for path in about.other}
    assert "back spasm" in {ref.label for ref in about.raises}
    assert "deep breathing" in {ref.label for ref in about.lowered_by}


def test_every_term_and_claim_is_explained(graph: kg.KnowledgeGraph) -> None:
    for name in [*graph.terms.concepts().values(), *graph.claims]:
        check(graph.explain(name))


def test_a_claim_is_explained(graph: kg.KnowledgeGraph) -> None:
    explanation = graph.explain("c022")
    assert explanation.claim == graph.claims["C022"]
    assert explanation.answer == graph.claims["C022"].statement
    assert graph.explain("bsclaim:C022") == explanation
    assert graph.explain("https://w3id.org/backstory/claim/C022") == explanation


def test_claims_about_a_claim_are_named(graph: kg.KnowledgeGraph) -> None:
    assert [step.claim.id for step in graph.explain("C048").nearest] == ["C049", "C050"]


def check(explanation: Explanation) -> None:
    """Whatever is answered keeps to the published schema and names the source of every claim."""
    value = to_json(explanation)
    jsonschema.Draft202012Validator(json_schema()).validate(value)
    assert {source["id"] for source in value["sources"]} == {claim.source for claim in explanation.cited()}
    assert to_markdown(explanation).startswith(f"# {explanation.question}")


@pytest.mark.parametrize(("source", "target"), [*LOWERS, *RAISES, *OPEN, ("stress", "back health")])
def test_answers_keep_to_the_schema(graph: kg.KnowledgeGraph, source: str, target: str) -> None:
    check(graph.explain(source, target))


def test_the_schema_is_valid_and_closed_over_its_fields(graph: kg.KnowledgeGraph) -> None:
    schema = json_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    value = to_json(graph.explain("stress", "back spasm"))
    assert list(value) == schema["required"]
    assert value.keys() == schema["properties"].keys()
    assert value["paths"][0].keys() == schema["$defs"]["path"]["properties"].keys()
    assert value["paths"][0]["steps"][0].keys() == schema["$defs"]["step"]["properties"].keys()


def test_the_fields_promised_first_are_there(graph: kg.KnowledgeGraph) -> None:
    value = to_json(graph.explain("stress", "back spasm"))
    assert {"schema", "question", "answer", "sign", "status", "complete", "paths", "nearest"} <= value.keys()
    step = value["paths"][0]["steps"][0]
    promised = "subject predicate object sign modality stance claim source paragraph sentence statement".split()
    assert set(promised) <= step.keys()


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("corisol",), "BS201"),
        (("stress", "bakc spasm"), "BS201"),
        (("spasm",), "BS202"),
        (("C999",), "BS203"),
        (("stress", "psychological stress"), "BS204"),
        (("",), "BS201"),
        (("C022", "back spasm"), "BS206"),
        (("L5",), "BS201"),
        (("\x1b]0;owned\x07",), "BS201"),
        (("word " * 20_000,), "BS201"),
    ],
)
def test_terms_that_cannot_be_used(graph: kg.KnowledgeGraph, arguments: tuple[str, ...], code: str) -> None:
    with pytest.raises(TermError) as caught:
        graph.explain(*arguments)
    assert caught.value.code == code
    assert caught.value.hint
    assert str(caught.value).replace("\n", "").isprintable()
    assert len(str(caught.value)) < 2500


def test_paths_are_asked_for_in_positive_numbers(graph: kg.KnowledgeGraph) -> None:
    for maximum in (0, -1):
        with pytest.raises(UsageError):
            graph.explain("stress", "back spasm", maximum=maximum)


def test_an_unknown_source_is_named(graph: kg.KnowledgeGraph) -> None:
    with pytest.raises(TermError, match="no source 'NICE'") as caught:
        graph.claims_from("NICE")
    assert caught.value.code == "BS205"


@pytest.mark.parametrize(
    ("hedge", "words"),
    [
        ("asserted", "x causes y"),
        ("often", "x causes y (“often”)"),
        ("can", "x can cause y"),
        ("might", "x may cause y"),
        ("rare", "x causes y (“rare”)"),
        ("primarily", "x causes y (“primarily”)"),
    ],
)
def test_hedges_in_words(hedge: str, words: str) -> None:
    assert sentence("{s} {causes|cause} {o}", Ref("bs:X", "x"), Ref("bs:Y", "y"), hedge) == words


def test_a_plural_takes_its_verb(graph: kg.KnowledgeGraph) -> None:
    assert sentence("{s} {is|be} {o}", Ref("bs:X", "{o}s", plural=True), Ref("bs:Y", "{s}")) == "{o}s are {s}"
    assert "Management strategies help to prevent" in graph.explain("management strategies", "back spasm").answer
    assert graph.explain("management strategies", "pain").question == "How do management strategies act on pain?"


def test_a_limit_of_the_source_stands_in_the_answer(graph: kg.KnowledgeGraph) -> None:
    answer = graph.explain("sciatica", "prompt medical attention").answer
    assert answer == "Sciatica warrants prompt medical attention (C127: together with numbness or tingling)."


def test_lists_in_words() -> None:
    assert [join(["a", "b", "c"][:n]) for n in range(4)] == ["", "a", "a and b", "a, b and c"]


def test_labels_are_never_markup(tmp_path: Path) -> None:
    rows = [claim_row(1, "alpha", "causes", "<b>*be_ta*</b>", statement="Alpha `causes` it.")]
    graph = small_graph(tmp_path / "o", ["alpha", "<b>*be_ta*</b>"], rows)
    page = graph.explain("alpha", "<b>*be_ta*</b>")._repr_html_()
    assert "&lt;b&gt;*be_ta*" in page
    assert ET.fromstring(f"<div>{page}</div>").findall("h4")
    assert "<b>" not in to_markdown(graph.explain("alpha", "<b>*be_ta*</b>")).replace("\\<", "")
