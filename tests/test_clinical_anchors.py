"""What the answers have to be, whatever else changes: cases with an answer that a clinician would give at once."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest
from pyoxigraph import NamedNode

import kg
from kg.assess import Assessment, Level
from kg.assess.model import Avoided
from kg.errors import CaseError
from kg.vocabulary import BS
from tests import triage
from tests.cases import CASES, Draw, assess, told
from tests.conftest import LONG

TABLES = triage.read()
NAMED_BY_THE_ARTICLE = (
    *("stress", "physical strain", "overexertion", "poor posture", "dehydration", "electrolyte imbalance"),
    *("muscle fatigue", "herniated disc", "spinal stenosis", "arthritis"),
)
"""Competency question 19: the causes of back spasm that the article names."""
NO_CAUSES = {BS.PhysiologicalProcess, BS.PathologicalProcess, BS.Process, BS.State, BS.PhysiologicalState}


@pytest.fixture(scope="module")
def nodes(graph: kg.KnowledgeGraph) -> dict[str, NamedNode]:
    return {label: node for node, label in graph.terms.concepts().items()}


@pytest.fixture(scope="module")
def spasm(graph: kg.KnowledgeGraph) -> Assessment:
    return graph.assess({"findings": ["back spasm"]})


def causes_of(assessment: Assessment) -> set[str]:
    return {ref.label for cause in assessment.causes for ref in (cause.term, *cause.narrower)}


def avoided(assessment: Assessment, label: str) -> Avoided:
    return next(one for one in assessment.avoided if one.term.label == label)


# ── the causes of a back spasm ────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "cause",
    NAMED_BY_THE_ARTICLE,
)
def test_the_article_s_causes_of_back_spasm_are_plausible(spasm: Assessment, cause: str) -> None:
    assert cause in causes_of(spasm)


def test_low_potassium_and_magnesium_stand_under_the_electrolytes(spasm: Assessment) -> None:
    imbalance = next(cause for cause in spasm.causes if cause.term.label == "electrolyte imbalance")
    assert {"hypokalaemia", "hypomagnesaemia"} <= {ref.label for ref in imbalance.narrower}


def test_no_mechanism_intervention_or_symptom_is_a_cause_of_back_spasm(
    graph: kg.KnowledgeGraph, spasm: Assessment, nodes: dict[str, NamedNode]
) -> None:
    for label in causes_of(spasm):
        kinds = graph.assessor.background.kinds(nodes[label])
        assert not kinds & {BS.Intervention, BS.CareAction, BS.Strategy, BS.Hormone, BS.AnatomicalEntity}, label
        assert BS.Symptom not in kinds or kinds & {BS.Condition, BS.Cause}, label
        assert BS.Cause in kinds or not kinds & NO_CAUSES, label
    for label in ("cortisol", "fight-or-flight response", "back muscle tension", "muscle tension", "back spasm"):
        assert label not in causes_of(spasm)


def test_every_cause_of_back_spasm_rests_on_the_article_or_a_named_source(
    graph: kg.KnowledgeGraph, spasm: Assessment
) -> None:
    for cause in spasm.causes:
        assert cause.supports
        for support in cause.supports:
            assert support.claims
            assert all(graph.claims[name].source in graph.sources for name in support.claims)
        assert graph.reasons(spasm).cause(cause)


def test_stress_is_no_sole_cause(spasm: Assessment) -> None:
    stress = next(cause for cause in spasm.causes if cause.term.label == "stress")
    assert len(spasm.causes) > 5
    qualifiers = {claim.qualifier for claim in spasm.claims if claim.id in stress.supports[0].claims}
    assert "as one of several factors" in qualifiers


def test_an_intervention_is_never_a_possible_cause(graph: kg.KnowledgeGraph, nodes: dict[str, NamedNode]) -> None:
    """Whatever the case: in random ones, and in those in which it is taken or considered."""
    random, draw = Random(60), Draw.of(graph, TABLES)
    documents = [draw.case(random) for _ in range(CASES)]
    done = {BS.Intervention, BS.CareAction, BS.Strategy}
    for document, assessment in zip(documents, assess(graph, documents), strict=True):
        for label in causes_of(assessment) | {cause.term.label for cause in assessment.must_not_miss}:
            assert not graph.assessor.background.kinds(nodes[label]) & done, f"{told(document)}\n{label}"


# ── urgency ───────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("age", [18, 20, 30, 50, 56, 72, 90])
@pytest.mark.parametrize("finding", ["back spasm", "lumbar muscle strain"])
def test_an_uncomplicated_strain_is_for_self_care_or_an_appointment(
    graph: kg.KnowledgeGraph, age: int, finding: str
) -> None:
    case = {"findings": [finding], "conditions": ["physical strain"], "age": age}
    assert graph.assess(case).level.value in {"self-care", "routine"}
    assert graph.assess({**case, "age": 30}).level.value == "self-care"


@pytest.mark.parametrize("age", [None, 10, 19, 30, 50, 55, 65, 70, 80, 100])
@pytest.mark.parametrize("finding", ["back pain", "acute low back pain", "new back pain", "back spasm"])
def test_back_pain_alone_is_never_more_than_routine(graph: kg.KnowledgeGraph, age: int | None, finding: str) -> None:
    """RF025, RF086: what most people with back pain have must not send them all to an emergency department."""
    found = graph.assess({"findings": [finding]} | ({"age": age} if age is not None else {}))
    assert found.level.value in {"self-care", "routine"}


@pytest.mark.parametrize(
    "words",
    ["saddle anaesthesia", "numbness between my legs", "saddle numbness", "numb in the saddle area", "groin numbness"],
)
def test_saddle_numbness_is_an_emergency(graph: kg.KnowledgeGraph, words: str) -> None:
    """In the words of a person or of a clinician; words that are not understood are refused, never taken lightly."""
    from kg.errors import CaseError

    try:
        found = graph.assess({"findings": ["back spasm", words], "age": 45})
    except CaseError as error:
        assert words not in {"saddle anaesthesia", "numbness between my legs", "saddle numbness"}, error
    else:
        assert found.level.value == "emergency"


@pytest.mark.parametrize(
    ("findings", "level"),
    [
        (["loss of bladder control"], "emergency"),
        (["loss of bowel control"], "emergency"),
        (["urinary retention"], "emergency"),
        (["bilateral sciatica"], "emergency"),
        (["foot drop"], "emergency"),
        (["back pain", "fever", "leg or foot weakness"], "emergency"),
        (["known abdominal aortic aneurysm", "back pain"], "emergency"),
        (["history of malignancy", "new nerve root pain"], "emergency"),
        (["leg or foot weakness"], "urgent"),
        (["history of malignancy", "back pain"], "urgent"),
        (["back pain", "fever"], "urgent"),
        (["unexplained weight loss"], "urgent"),
        (["significant injury", "back spasm"], "urgent"),
        (["radiating leg pain or nerve root pain", "numbness or tingling in legs or feet"], "urgent"),
        (["thoracic pain", "severe night pain"], "urgent"),
        (["severe back spasm"], "routine"),
        (["thoracic pain"], "routine"),
        (["back spasm"], "self-care"),
    ],
    ids=lambda value: value if isinstance(value, str) else " + ".join(value),
)
def test_a_textbook_case_has_its_urgency(graph: kg.KnowledgeGraph, findings: list[str], level: str) -> None:
    assert graph.assess({"findings": findings}).level.value == level


def test_nothing_is_recommended_while_an_emergency_stands(graph: kg.KnowledgeGraph) -> None:
    random, draw = Random(61), Draw.of(graph, TABLES)
    documents = [draw.case(random) for _ in range(CASES)]
    seen = 0
    for document, assessment in zip(documents, assess(graph, documents), strict=True):
        if assessment.level.value == "emergency":
            seen += 1
            assert not assessment.options, told(document)
            assert "interventions" in dict(assessment.withheld), told(document)
            assert "emergency" in assessment.advice
    assert seen > CASES // 10


@pytest.mark.parametrize("more", [[], ["stress"], ["chronic stress"]])
def test_chest_pain_is_never_put_down_to_stress(graph: kg.KnowledgeGraph, more: list[str]) -> None:
    found = graph.assess({"findings": ["chest pain", "back spasm"], "conditions": more})
    assert found.level.value == "emergency"
    assert not found.causes
    assert not found.options
    assert not found.covers
    assert set(dict(found.withheld)) == {"causes", "interventions"}
    assert all("chest pain" in reason for reason in dict(found.withheld).values())


def test_what_is_out_of_scope_is_never_explained(graph: kg.KnowledgeGraph) -> None:
    """One row in eight, and every row in the long run."""
    for words, level in list(TABLES.beyond.items())[:: 1 if LONG else 8]:
        found = graph.assess({"findings": ["back spasm", words]})
        if level in {"routine", "urgent", "emergency"}:
            assert triage.LEVELS.index(found.level.value) >= triage.LEVELS.index(level), words
        if level in {"urgent", "emergency"}:
            assert not found.causes, words
            assert not found.options, words
        else:
            assert found.causes, words
        explained = {support.finding.label for cause in found.causes for support in cause.supports}
        assert words not in explained


# ── what to avoid ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("pregnancy", [True, {"weeks": 8}, {"weeks": 24}, {"weeks": 35}])
def test_an_x_ray_in_pregnancy_calls_for_caution_and_is_not_contraindicated(
    graph: kg.KnowledgeGraph, pregnancy: object
) -> None:
    found = graph.assess({"findings": ["back spasm"], "pregnancy": pregnancy, "considering": ["X-ray"]})
    xray = avoided(found, "X-ray")
    assert xray.strength == "caution"
    assert {reason.strength for reason in xray.reasons} == {"caution"}
    assert all(reason.claims for reason in xray.reasons)


def test_a_heat_pack_is_avoided_on_an_acute_inflammation(graph: kg.KnowledgeGraph) -> None:
    case = {"findings": ["back spasm"], "conditions": ["acute inflammation"], "considering": ["heat pack"]}
    found = graph.assess(case)
    heat = avoided(found, "heat pack")
    assert heat.strength == "contraindicated"
    assert heat.standing == "considered"
    reasons = [reason for reason in heat.reasons if "CI003" in reason.claims]
    assert {reason.feature.label for reason in reasons} == {"acute inflammation"}
    assert {reason.strength for reason in reasons} == {"contraindicated", "aggravates"}
    assert all(reason.mechanism and reason.unverified for reason in reasons)
    assert graph.claims["CI003"].mechanism_status
    assert graph.claims["CI003"].mechanism_status.startswith("unverified")
    assert "heat pack" not in {option.term.label for option in found.options}
    told = graph.reasons(found).avoided(heat)
    assert any(origin.name == "CI003" for one in told for line in one.lines for origin in line.origins)


def test_a_heat_pack_is_no_trouble_without_it(graph: kg.KnowledgeGraph) -> None:
    found = graph.assess({"findings": ["back spasm"], "considering": ["heat pack"]})
    assert "heat pack" not in {one.term.label for one in found.avoided}


def test_every_reason_against_an_intervention_is_listed(graph: kg.KnowledgeGraph) -> None:
    """By the tables: what the claims say against an NSAID, of each thing that the case has, and not the first alone."""
    conditions = [
        "active peptic ulcer",
        "severe heart failure",
        "severe renal impairment",
        "aspirin or NSAID hypersensitivity",
    ]
    case = {
        "findings": ["back spasm"],
        "conditions": conditions,
        "medications": ["anticoagulant"],
        "pregnancy": {"weeks": 32},
        "age": 80,
        "considering": ["oral NSAID"],
    }
    assessment = graph.assess(case)
    found = avoided(assessment, "oral NSAID")
    given = TABLES.closed(
        [*conditions, "anticoagulant", "pregnancy", "pregnancy 30 weeks or over", "age 75 years or over"]
    )
    given |= TABLES.closed(TABLES.derived({"age": 80, "weeks": 32}, given))
    relations = {
        *("contraindicated_in", "to_be_avoided_in", "relatively_contraindicated_in", "needs_caution_in"),
        *("interacts_with", "aggravates"),
    }
    expected = {
        row["id"]
        for row in triage.all_claims()
        if row["relation"] in relations
        and row.get("stance") != "contradicts"
        and row["subject"] in TABLES.above["oral NSAID"]
        and row["object"] in given
    }
    named = {name for reason in found.reasons for name in reason.claims}
    assert expected <= named
    assert len(expected) >= 5
    features = {reason.feature.label for reason in found.reasons}
    assert set(conditions) <= features
    assert len(graph.reasons(assessment).avoided(found)) >= len(features) - 1
    assert found.strength == "contraindicated"


def test_every_reason_is_listed_whatever_the_case(graph: kg.KnowledgeGraph) -> None:
    """The contraindications that the tables give between what a case has and any intervention are all named."""
    random, draw = Random(62), Draw.of(graph, TABLES)
    documents = [draw.case(random) for _ in range(CASES)]
    relations = {"contraindicated_in", "to_be_avoided_in", "relatively_contraindicated_in", "needs_caution_in"}
    claims = [
        row
        for row in triage.all_claims()
        if row["relation"] in relations and row.get("stance") != "contradicts" and row.get("polarity") != "negative"
    ]
    for document, assessment in zip(documents, assess(graph, documents), strict=True):
        have = draw.have(document)
        named = {one.term.label: {name for r in one.reasons for name in r.claims} for one in assessment.avoided}
        for row in claims:
            if row["object"] in have:
                assert row["id"] in named.get(row["subject"], set()), f"{told(document)}\n{row['id']} {row['subject']}"


@pytest.mark.parametrize(
    ("case", "label", "claim"),
    [
        ({"findings": ["back spasm"], "conditions": ["Raynaud phenomenon"]}, "cold pack", "contraindicated"),
        ({"findings": ["back spasm"], "pregnancy": {"weeks": 32}}, "oral NSAID", "contraindicated"),
        ({"findings": ["back spasm"], "medications": ["ciprofloxacin"]}, "tizanidine", "contraindicated"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_textbook_contraindication_is_named(
    graph: kg.KnowledgeGraph, case: dict[str, object], label: str, claim: str
) -> None:
    found = avoided(graph.assess(case), label)
    assert found.strength == claim
    assert all(reason.claims for reason in found.reasons)


# ── what to ask ───────────────────────────────────────────────────────────────────────────────────


def test_the_first_question_about_a_back_spasm_is_about_bladder_bowel_and_saddle(spasm: Assessment) -> None:
    first = spasm.questions[0]
    assert first.term.label == "bladder, bowel or saddle disturbance"
    assert first.bears_on == "urgency"
    assert first.level is not None
    assert first.level.value == "emergency"
    assert "bladder, bowel or saddle disturbance" in {ref.label for ref in spasm.unknown}


def test_an_answer_makes_the_level_that_a_question_announces(graph: kg.KnowledgeGraph) -> None:
    """A yes makes the case as urgent as the question says; a no is not asked again."""
    random, draw = Random(63), Draw.of(graph, TABLES)
    documents = [draw.case(random) for _ in range(CASES)]
    yes, no, levels = [], [], []
    for document, assessment in zip(documents, assess(graph, documents), strict=True):
        for question in assessment.questions[:1]:
            if question.level is None:
                continue
            findings = document["findings"]
            unknown = [label for label in findings["unknown"] if question.term.label not in TABLES.above[label]]
            unknown = [label for label in unknown if label not in TABLES.above[question.term.label]]
            with_yes = {
                **document,
                "findings": {**findings, "unknown": unknown, "present": [*findings["present"], question.term.label]},
            }
            if draw.consistent(with_yes):
                yes.append(with_yes)
                levels.append(question)
                no.append(
                    {
                        **document,
                        "findings": {
                            **findings,
                            "unknown": unknown,
                            "absent": [*findings["absent"], question.term.label],
                        },
                    }
                )
    for one, other, question, x, y in zip(yes, no, levels, assess(graph, yes), assess(graph, no), strict=True):
        assert x.level is question.level, told(one)
        assert question.term not in {asked.term for asked in y.questions}, told(other)
    assert len(yes) > CASES // 4


def test_the_disclaimer_and_what_was_not_asked_are_always_there(graph: kg.KnowledgeGraph, spasm: Assessment) -> None:
    from kg.assess import to_json, to_markdown

    document = to_json(spasm)
    assert "not a medical device" in document["disclaimer"]
    assert document["unknown"]
    assert document["versions"]["kb"] == graph.version
    assert "not a medical device" in to_markdown(spasm)


# ── the aorta, and findings that speak of an age ──────────────────────────────────────────────────

AORTA = "ruptured or symptomatic abdominal aortic aneurysm"


@pytest.mark.parametrize(
    ("findings", "age", "level"),
    [
        (("flank pain", "pain radiating to groin"), 58, "urgent"),
        (("flank pain",), 56, "urgent"),
        (("flank pain",), 80, "urgent"),
        (("back pain", "pulsatile abdominal mass"), 40, "emergency"),
        (("back pain", "collapse"), 40, "urgent"),
        (("back pain", "collapse"), 60, "emergency"),
        (("abdominal pain", "hypotension"), None, "urgent"),
    ],
)
def test_an_aneurysm_is_raised_before_a_stone_or_a_strain(
    graph: kg.KnowledgeGraph, findings: tuple[str, ...], age: int | None, level: str
) -> None:
    found = graph.assess({"findings": [*findings], **({"age": age} if age else {})})
    assert found.level.value == level
    assert found.must_not_miss[0].term.label == AORTA


def test_young_flank_pain_raises_a_stone_and_no_aneurysm(graph: kg.KnowledgeGraph) -> None:
    found = graph.assess({"findings": ["flank pain", "pain radiating to groin"], "age": 30})
    assert found.level.value == "urgent"
    assert found.must_not_miss == ()
    assert found.causes[0].term.label == "kidney or ureteric stone"
    assert graph.assess({"findings": ["flank pain"], "age": 30}).level.value == "routine"


@pytest.mark.parametrize(("composite", "parts"), TABLES.composites, ids=[c for c, _ in TABLES.composites])
def test_a_finding_that_is_made_up_of_others_counts_as_these(
    graph: kg.KnowledgeGraph, composite: str, parts: frozenset[str]
) -> None:
    """Where only one set makes it up; an age among them is background, and no sign of what age suggests."""
    if [concept for concept, _ in TABLES.composites].count(composite) > 1:
        return
    whole, together = (graph.assess({"findings": named}) for named in ([composite], sorted(parts)))
    assert {flag.id for flag in whole.flags} >= {flag.id for flag in together.flags}
    assert whole.level is together.level


def test_a_finding_that_speaks_of_an_age_is_no_sign_of_what_age_suggests(graph: kg.KnowledgeGraph) -> None:
    found = graph.assess({"findings": ["flank pain over 55 years"]})
    assert "spinal malignancy" not in causes_of(found)
    with pytest.raises(CaseError, match="does not go with age 40") as error:
        graph.assess({"findings": ["flank pain over 55 years"], "age": 40})
    assert error.value.code == "BS705"


def test_each_finding_tells_what_it_tells_by_itself(graph: kg.KnowledgeGraph) -> None:
    """What several make up stands only with what nothing but the whole suggests."""
    found = graph.assess({"findings": ["flank pain"], "age": 60})
    told = {cause.term.label: [s.finding.label for s in cause.supports] for cause in found.causes}
    assert told["pyelonephritis"] == ["flank pain"]
    assert told[AORTA] == ["flank pain over 55 years"]


@pytest.mark.parametrize("criteria", ["ASAS expert", "Berlin", "Calin"])
def test_lasting_inflammatory_back_pain_leads_on_to_spondyloarthritis(graph: kg.KnowledgeGraph, criteria: str) -> None:
    found = graph.assess({"findings": [f"inflammatory back pain ({criteria} criteria)", "chronic low back pain"]})
    assert "axial spondyloarthritis" in causes_of(found)
    assert "RF091" in {flag.id for flag in found.flags}


def test_the_editors_disagree_with_no_source(graph: kg.KnowledgeGraph) -> None:
    found = graph.assess({"findings": ["abdominal or back complaint with collapse over 55 years"]})
    assert {flag.id for flag in found.flags} >= {"RF084", "EP012"}
    assert found.conflicts == ()


def test_a_study_that_two_rows_tell_of_weighs_once(graph: kg.KnowledgeGraph) -> None:
    """CA090 and RF030 are one study; RF051 and RF052 are one cohort with two different figures, and both are shown."""
    saddle = graph.assess({"findings": ["saddle anaesthesia"]})
    equina = next(cause for cause in saddle.must_not_miss if cause.term.label == "cauda equina syndrome")
    assert [bar.claim for support in equina.supports for bar in support.bars] == ["RF030"]
    assert {"CA090", "RF030"} <= {claim for support in equina.supports for claim in support.claims}
    cancer = graph.assess({"findings": ["history of malignancy"]}).must_not_miss[0]
    assert [bar.ratio for support in cancer.supports for bar in support.bars] == ["15.5", "14.7"]


# ── kinds that nobody has told, and what stands before an assessment ──────────────────────────────


@pytest.mark.parametrize(
    ("fact", "considered", "against", "kind"),
    [
        ({"conditions": ["kidney disease"]}, "naproxen", "oral NSAID", "moderate to severe renal impairment"),
        ({"pregnancy": True}, "ibuprofen", "oral NSAID", "pregnancy 30 weeks or over"),
        ({"conditions": ["osteoporosis"]}, "chiropractor", "high-velocity thrust manipulation", "severe osteoporosis"),
        ({"findings": ["back spasm", "fever"]}, "exercise", "regular physical activity", "acute infection with fever"),
    ],
)
def test_a_kind_that_nobody_has_told_calls_for_care(
    graph: kg.KnowledgeGraph, fact: dict[str, object], considered: str, against: str, kind: str
) -> None:
    case = {"findings": ["back spasm"], "considering": [considered], **fact}
    found = avoided(graph.assess(case), against)
    assert (found.strength, found.standing) == ("caution", "considered")
    assert ("open", kind) in {(reason.role, reason.feature.label) for reason in found.reasons}
    denied = {**case, "findings": {"present": case["findings"], "absent": [kind]}}
    if "pregnancy" not in fact:
        left = [one for one in graph.assess(denied).avoided if one.term.label == against]
        assert kind not in {reason.feature.label for one in left for reason in one.reasons}


def test_a_complaint_is_not_taken_for_one_of_its_kinds(graph: kg.KnowledgeGraph) -> None:
    found = graph.assess({"findings": ["back pain"], "considering": ["heat pack", "ibuprofen"]})
    assert {reason.role for one in found.avoided for reason in one.reasons} <= {"finding", "considered", "suspected"}


def test_what_is_only_considered_speaks_against_nothing_that_nobody_takes(graph: kg.KnowledgeGraph) -> None:
    heat = graph.assess({"findings": ["back spasm"], "considering": ["heat pack"]})
    assert not [one.term.label for one in heat.avoided if "patch" in one.term.label]
    both = graph.assess({"findings": ["back spasm"], "considering": ["heat pack"], "medications": ["fentanyl patch"]})
    assert avoided(both, "heat pack").strength == "contraindicated"


def test_the_meanings_of_one_word_are_not_set_against_each_other(graph: kg.KnowledgeGraph) -> None:
    """Aspirin can be that for pain or the low dose; nobody takes both because of one word."""
    found = graph.assess({"findings": ["back pain"], "medications": ["aspirin"]})
    aspirin = [one for one in found.avoided if "aspirin" in one.term.label]
    assert [r.feature.label for one in aspirin for r in one.reasons if "aspirin" in r.feature.label] == []
    beside = graph.assess({"findings": ["back pain"], "medications": ["aspirin for pain", "low-dose aspirin"]})
    assert "low-dose aspirin" in {r.feature.label for r in avoided(beside, "aspirin for pain").reasons}


def test_nothing_is_recommended_before_an_urgent_assessment(graph: kg.KnowledgeGraph) -> None:
    broken = graph.assess(
        {"findings": ["back pain"], "conditions": ["vertebral fracture"], "considering": ["gentle yoga"]}
    )
    assert (broken.level.value, broken.options) == ("urgent", ())
    assert "interventions" in dict(broken.withheld)
    weak = graph.assess({"findings": ["low back pain", "anaemia"], "age": 60})
    assert {flag.id for flag in weak.flags if flag.level.value == "urgent"} == {"weak-age-or-duration-anaemia"}
    assert weak.options


@pytest.mark.parametrize("age", [30, 50, 72])
@pytest.mark.parametrize("duration", ["3 days", "6 weeks", "2 years"])
def test_lasting_back_pain_alone_is_never_more_than_routine(graph: kg.KnowledgeGraph, age: int, duration: str) -> None:
    """However old the person and however long it lasts: RF057a, c, d, RF049 and RF054 count once."""
    for finding in ("back pain", "low back pain", "back spasm"):
        found = graph.assess({"findings": [finding], "age": age, "duration": duration})
        assert found.level.value in {"self-care", "routine"}, finding


@pytest.mark.parametrize(
    ("finding", "level"),
    [
        (("collapse",), "urgent"),
        (("back pain", "unsteady on my feet"), "urgent"),
        (("back pain", "trouble walking"), "routine"),
        (("pain in both legs",), "routine"),
        (("pain down my leg",), "routine"),
        (("severe tummy pain", "back pain"), "urgent"),
        (("sudden severe headache",), "emergency"),
        (("I want to end my life",), "emergency"),
    ],
)
def test_what_is_not_left_to_self_care(graph: kg.KnowledgeGraph, finding: tuple[str, ...], level: str) -> None:
    assert graph.assess({"findings": [*finding]}).level.value == level


def test_a_known_illness_is_not_an_event(graph: kg.KnowledgeGraph) -> None:
    """An earlier stroke is history; one that is found now is an emergency."""
    earlier = graph.assess({"findings": ["back spasm"], "conditions": ["stroke"]})
    assert earlier.level.value == "self-care"
    assert any("earlier" in note for note in earlier.notes)
    assert graph.assess({"findings": ["back spasm", "stroke"]}).level.value == "emergency"
    diabetes = graph.assess({"findings": ["back spasm"], "conditions": ["diabetes"]})
    assert diabetes.must_not_miss == ()


@pytest.mark.parametrize("occasion", ["after gardening", "when I drive", "after sitting all day"])
def test_an_everyday_occasion_is_noted_and_not_used(graph: kg.KnowledgeGraph, occasion: str) -> None:
    found = graph.assess({"findings": [f"low back pain {occasion}"]})
    assert any(occasion in note for note in found.notes)
    with pytest.raises(CaseError, match="no term"):
        graph.assess({"findings": ["low back pain after a fall off my horse last night in the dark"]})


# --- what a case file says counts for what it is said of -----------------------------------------------------------


def test_the_severity_is_that_of_the_complaint(graph: kg.KnowledgeGraph) -> None:
    """An illness that is known has a severity of its own."""
    found = graph.assess(
        {"findings": ["back spasm"], "conditions": ["osteoporosis", "hypertension"], "severity": "severe"}
    )
    named = {graph.terms.ref(node).label for node in found.case.features}
    assert "severe back spasm" in named
    assert {"osteoporosis", "hypertension"} <= named
    assert not {"severe osteoporosis", "severe hypertension"} & named


def test_a_known_week_of_pregnancy_leaves_no_other_open(graph: kg.KnowledgeGraph) -> None:
    def open_kinds(weeks: int | None) -> set[str]:
        case = {
            "findings": ["back pain"],
            "pregnancy": True if weeks is None else {"weeks": weeks},
            "considering": ["ibuprofen"],
        }
        avoided = graph.assess(case).avoided
        return {reason.feature.label for one in avoided for reason in one.reasons if reason.role == "open"}

    assert {"pregnancy 20 to under 30 weeks", "pregnancy 30 weeks or over"} <= open_kinds(None)
    assert not {"pregnancy 20 to under 30 weeks", "pregnancy 30 weeks or over"} & open_kinds(6)


def test_what_is_considered_without_shown_benefit_is_said_so(graph: kg.KnowledgeGraph) -> None:
    found = graph.assess({"findings": ["low back pain"], "duration": "2 days", "considering": ["bed rest"]})
    rest = next(one for one in found.avoided if one.term.label == "bed rest")
    assert (rest.strength, rest.standing) == ("no_benefit", "considered")
    assert [reason.claims for reason in rest.reasons] == [("CI067",)]
    without = graph.assess({"findings": ["low back pain"], "duration": "2 days"})
    assert "bed rest" not in {one.term.label for one in without.avoided}


@pytest.mark.parametrize(
    ("case", "intervention", "strength", "claim"),
    [
        ({"medications": ["sertraline"], "considering": ["tramadol"]}, "tramadol", "interaction", "AD111"),
        ({"conditions": ["pacemaker"], "considering": ["TENS machine"]}, "TENS", "contraindicated", "AD131"),
        ({"medications": ["methotrexate"], "considering": ["ibuprofen"]}, "ibuprofen", "caution", "AD103"),
        ({"age": 10, "considering": ["aspirin for pain"]}, "aspirin for pain", "avoid", "AD130"),
        ({"conditions": ["breastfeeding"], "considering": ["codeine"]}, "codeine", "avoid", "AD109"),
        ({"conditions": ["epilepsy"], "considering": ["tramadol"]}, "tramadol", "avoid", "AD110"),
        ({"conditions": ["sleep apnoea"], "considering": ["diazepam"]}, "diazepam", "contraindicated", "AD113"),
        ({"conditions": ["haemophilia"], "considering": ["naproxen"]}, "naproxen", "caution", "AD101"),
        ({"conditions": ["cirrhosis"], "considering": ["paracetamol"]}, "paracetamol", "caution", "AD124"),
    ],
)
def test_what_labels_and_regulators_say_against_a_medicine(
    graph: kg.KnowledgeGraph, case: dict[str, Any], intervention: str, strength: str, claim: str
) -> None:
    found = avoided(graph.assess({"findings": ["back pain"], **case}), intervention)
    assert strength in {reason.strength for reason in found.reasons if claim in reason.claims}


def test_nobody_is_asked_what_cannot_be(graph: kg.KnowledgeGraph) -> None:
    """A man is not asked about a pregnancy, nor is anybody asked whether two days of pain have lasted a month."""
    man = graph.assess(
        {"findings": ["back pain", "fever"], "sex": "male", "duration": "2 days", "considering": ["ibuprofen"]}
    )
    asked = {question.term.label for question in man.questions}
    assert not [label for label in asked if "pregnan" in label]
    assert "no improvement after 1 month" not in asked


@pytest.mark.parametrize(
    ("findings", "level"),
    [
        (["back pain after a car crash", "midline spine tenderness"], "emergency"),
        (["spine tender when tapped"], "urgent"),
        (["tummy pain going through to the back"], "urgent"),
        (["back pain", "can't get an erection"], "urgent"),
        (["neurogenic claudication"], "routine"),
        (["leg pain when walking", "eases when sitting down"], "routine"),
        (["bruise on my back"], "routine"),
    ],
)
def test_what_testers_found_too_low_or_too_high(graph: kg.KnowledgeGraph, findings: list[str], level: str) -> None:
    assert graph.assess({"findings": findings}).level.value == level


def test_an_old_complaint_can_be_new_again(graph: kg.KnowledgeGraph) -> None:
    """Acute on chronic is the commonest history of all; what is acute, or counted in words, has one duration."""
    again = graph.assess({"findings": ["chronic back pain", "numb between my legs"], "duration": "24 hours"})
    assert again.level.value == "emergency"
    assert any("present bout" in note for note in again.notes)
    for finding in ("acute low back pain", "back pain for 3 weeks"):
        duration = "2 years" if finding.startswith("acute") else "2 days"
        with pytest.raises(CaseError, match="duration"):
            graph.assess({"findings": [finding], "duration": duration})


@pytest.mark.parametrize(
    ("case", "level"),
    [
        ({"findings": ["inflammatory back pain"], "age": 28, "duration": "8 months"}, Level.ROUTINE),
        ({"findings": ["inflammatory back pain"], "age": 28, "duration": "8 days"}, Level.SELF_CARE),
    ],
)
def test_lasting_inflammatory_back_pain_is_looked_at(
    graph: kg.KnowledgeGraph, case: dict[str, Any], level: Level
) -> None:
    assert graph.assess(case).level is level


@pytest.mark.parametrize("injury", ["bruised back", "car accident", "recent injury"])
def test_a_fresh_injury_speaks_against_heat(graph: kg.KnowledgeGraph, injury: str) -> None:
    found = graph.assess({"findings": ["back pain", injury], "considering": ["heat pack"]})
    reasons = [reason for one in found.avoided if one.term.label == "heat pack" for reason in one.reasons]
    assert any("CI003" in reason.claims for reason in reasons)
    assert not any(one.term.label == "heat pack" for one in graph.assess({"findings": ["back pain"]}).avoided)
