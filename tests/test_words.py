"""Plain words for findings, conditions and medicines are understood as they are meant, or not at all."""

import csv
import itertools
from collections import Counter
from pathlib import Path

import pytest
from pyoxigraph import NamedNode

import kg
from kg.assess import Place
from kg.catalog import Catalog, Role
from kg.errors import CaseError, TermError
from kg.language import spans
from kg.language.sentence import covers
from kg.lexicon import fold
from kg.resources import folder
from kg.terms import Triple
from kg.vocabulary import BS
from kg.wordings import (
    LEVELS,
    Region,
    Speech,
    read_activities,
    read_out_of_scope,
    read_qualifiers,
    read_regions,
    read_speech,
    read_words,
)
from tests.conftest import ROOT

CATALOG = Catalog.read(folder("ontology"))
BEYOND = [words for words, *_ in read_out_of_scope(CATALOG.path(Role.OUT_OF_SCOPE))]
REGIONS = list(read_regions(CATALOG.path(Role.REGIONS)))
ACTIVITIES = list(read_activities(CATALOG.path(Role.ACTIVITIES)))
FOLDED = Counter(fold(words) for words in BEYOND)
TAKEN = {fold(words): means for words, means, _ in read_words(CATALOG.path(Role.WORDS))}
QUALIFIED = list(read_qualifiers(CATALOG.path(Role.QUALIFIERS)))


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file, delimiter="\t"))


EXPECTED = rows_of(ROOT / "tests" / "data" / "words.tsv")


def outcome(graph: kg.KnowledgeGraph, words: str) -> tuple[str, str]:
    """Return whether words are understood, asked back, out of scope or unknown, and as what they are understood."""
    try:
        return "understood", graph.terms.ref(graph.terms.find(words)).label
    except TermError as error:
        if error.code == "BS202":
            return "asked", ""
        if fold(words) in TAKEN:
            return "understood", " and ".join(TAKEN[fold(words)])
        return ("out of scope" if fold(words) in FOLDED else "unknown"), ""


@pytest.mark.parametrize("row", EXPECTED, ids=[row["words"] for row in EXPECTED])
def test_plain_words_are_understood_as_they_are_meant(graph: kg.KnowledgeGraph, row: dict[str, str]) -> None:
    assert outcome(graph, row["words"]) == (row["outcome"], row["concept"])


def test_every_word_of_the_list_is_understood_or_known_not_to_be(graph: kg.KnowledgeGraph, shared: Path) -> None:
    words = [row["words"] for row in rows_of(shared / "domain" / "finding_words.tsv")]
    assert len(words) == 732
    assert [word for word in words if outcome(graph, word)[0] == "unknown"] == []


def test_words_out_of_scope_are_listed_once() -> None:
    assert [word for word, count in FOLDED.items() if count > 1] == []


def test_a_qualified_finding_is_a_kind_of_the_finding(graph: kg.KnowledgeGraph) -> None:
    """Nothing of the finding may be lost by its qualifier, and no qualifier may mean two things."""
    labelled = {label: node for node, label in graph.terms.concepts().items()}
    for finding, qualifier, means in QUALIFIED:
        assert Triple(labelled[means], BS.kindOf, labelled[finding]) in graph.closure, (finding, qualifier)
    pairs = [(finding, qualifier) for finding, qualifier, _ in QUALIFIED]
    assert len(pairs) == len(set(pairs))


@pytest.mark.parametrize(
    ("narrow", "broad"),
    [
        ("bilateral sciatica", "pain radiating down one or both legs"),
        ("nocturnal enuresis", "bladder dysfunction"),
        ("fall from a height", "significant injury"),
        ("paraplegia", "severe or progressive leg neurological deficit"),
        ("severe back spasm", "back spasm"),
        ("known cancer", "history of malignancy"),
        ("bone cancer", "known or suspected cancer"),
        ("prednisone", "immunosuppression"),
        ("warfarin", "anticoagulant"),
        ("low-molecular-weight heparin", "anticoagulant"),
        ("diclofenac", "oral NSAID"),
        ("aspirin for pain", "oral NSAID"),
        ("codeine with paracetamol", "paracetamol"),
        ("pregabalin", "CNS depressant"),
        ("hydrochlorothiazide", "antihypertensive"),
        ("pregnancy 14 to under 20 weeks", "pregnancy"),
    ],
)
def test_a_narrower_word_counts_as_the_broader(graph: kg.KnowledgeGraph, narrow: str, broad: str) -> None:
    assert Triple(_concept(graph, narrow), BS.kindOf, _concept(graph, broad)) in graph.closure


@pytest.mark.parametrize(
    ("narrow", "broad"),
    [
        ("low-dose aspirin", "oral NSAID"),
        ("topical NSAID", "oral NSAID"),
        ("baclofen", "skeletal muscle relaxant"),
        ("minor trauma", "significant injury"),
        ("unilateral leg pain", "sciatica"),
        ("tingling in both legs or feet", "bilateral leg sensory deficit"),
    ],
)
def test_a_word_is_not_more_than_it_says(graph: kg.KnowledgeGraph, narrow: str, broad: str) -> None:
    assert Triple(_concept(graph, narrow), BS.kindOf, _concept(graph, broad)) not in graph.closure


def _concept(graph: kg.KnowledgeGraph, label: str) -> NamedNode:
    return {text: node for node, text in graph.terms.concepts().items()}[label]


# --- sensations at parts of the body, and occasions ------------------------------------------------------------


def meant(graph: kg.KnowledgeGraph, text: str) -> tuple[set[str], set[str], list[str]]:
    """Return the concepts, the levels of what is out of scope, and the notes, of a finding."""
    found = graph.assessor.intake.words.understand(text, "findings[0]")
    return (
        {graph.terms.ref(node).label for node in found.nodes},
        {level for _, level in found.beyond},
        list(found.notes),
    )


@pytest.mark.parametrize("region", REGIONS, ids=[region.words[0] for region in REGIONS])
def test_a_sensation_at_a_part_of_the_body_is_the_finding_of_the_table(
    graph: kg.KnowledgeGraph, region: Region
) -> None:
    """In any of its names; a term of its own, such as *knee pain*, comes before the table."""
    understood = graph.assessor.intake.words
    for words in region.words:
        for sensation, means in region.means.items():
            text = f"pain radiating to my {words}" if sensation == "radiating pain" else f"{sensation} in my {words}"
            found = understood.read(text)
            assert found is not None, words
            if understood.vocabulary.term(text) is not None:
                continue
            if means in LEVELS:
                levels = {level for _, level in found.beyond}
                assert max(levels, key=LEVELS.index) == means, (words, sensation)
            else:
                assert [graph.terms.ref(node).label for node in found.nodes] == [means], (words, sensation)


def test_regions_are_called_by_one_name_each() -> None:
    names = [fold(words) for region in REGIONS for words in region.words]
    assert sorted(name for name in names if names.count(name) > 1) == []


@pytest.mark.parametrize(
    ("text", "concepts", "levels"),
    [
        ("my lower back is really stiff and sore", {"muscle stiffness", "low back pain"}, set()),
        ("muscle aches in back and thighs", {"muscle pain", "back pain", "leg pain"}, set()),
        ("numb outer foot", {"numbness in legs or feet"}, set()),
        ("spine tender to touch in the middle", {"spinal tenderness"}, set()),
        ("bad hip pain", set(), {"urgent"}),
        ("hip hurts", set(), {"routine"}),
        ("pain in the ball of my foot", set(), {"routine"}),
        ("sore back of my knee", set(), {"routine"}),
        ("excruciating belly ache", {"abdominal pain"}, {"urgent"}),
        ("neck and back pain", {"back pain"}, {"routine"}),
        ("pins and needles in my fingers", {"numbness or tingling in an arm or hand"}, set()),
        ("numb groin and weak leg", {"saddle anaesthesia", "leg or foot weakness"}, set()),
    ],
)
def test_words_are_put_together(graph: kg.KnowledgeGraph, text: str, concepts: set[str], levels: set[str]) -> None:
    assert meant(graph, text)[:2] == (concepts, levels)


@pytest.mark.parametrize("text", ["pain in my glorb", "glorbed hip", "stiff and", "hip", "hip knee", "numb foot glorb"])
def test_what_is_not_all_understood_is_refused(graph: kg.KnowledgeGraph, text: str) -> None:
    with pytest.raises(CaseError):
        meant(graph, text)


@pytest.mark.parametrize("activity", ACTIVITIES)
def test_an_occasion_is_noted_and_what_is_felt_is_kept(graph: kg.KnowledgeGraph, activity: str) -> None:
    for text in (
        f"back pain after {activity}",
        f"back pain which is worse with {activity}",
        f"sore back, which is worse with {activity}",
    ):
        concepts, levels, notes = meant(graph, text)
        assert "back pain" in concepts, text
        assert notes or len(concepts) > 1 or levels, text


@pytest.mark.parametrize(
    ("text", "concepts"),
    [
        ("back pain worse lying down", {"back pain", "pain worse lying down"}),
        ("not better with rest", {"not improved by rest"}),
        ("back pain better with exercise", {"back pain", "improves with exercise"}),
        ("no pain when sitting", {"no pain when seated"}),
        ("back pain after lifting", {"back pain", "heavy lifting"}),
        ("back pain after a fall", {"back pain after a fall"}),
    ],
)
def test_an_occasion_that_is_a_finding_counts(graph: kg.KnowledgeGraph, text: str, concepts: set[str]) -> None:
    assert meant(graph, text)[0] == concepts


@pytest.mark.parametrize("text", ["back pain not eased by massage", "back pain never after gardening"])
def test_an_occasion_that_is_denied_is_not_dropped(graph: kg.KnowledgeGraph, text: str) -> None:
    with pytest.raises(CaseError):
        meant(graph, text)


@pytest.mark.parametrize("text", ["stiff back and sore hip", "I am stiff and my back hurts"])
def test_and_and_am_are_no_time(graph: kg.KnowledgeGraph, text: str) -> None:
    assert graph.assessor.intake.words.understand(text, "findings[0]").days is None


@pytest.mark.parametrize("text", ["with " * 39, "back pain after after " * 9, "years ago " * 20, "a " * 99])
def test_what_says_nothing_is_refused_however_long(graph: kg.KnowledgeGraph, text: str) -> None:
    with pytest.raises(CaseError):
        meant(graph, text.strip())


def test_no_text_has_too_many_ways_of_being_read() -> None:
    """Forty words that can each be three things, alone or with the next, have more ways than could ever be tried."""
    roles = (spans.Role.SENSATION, spans.Role.PART, spans.Role.MODIFIER)
    found = [spans.Span(at, at + size, role) for at in range(39) for size in (1, 2) for role in roles]
    ways = covers([*found, *(spans.Span(39, 40, role) for role in roles)], 40)
    assert 0 < len(ways) <= 12
    assert all(way[0].start == 0 and way[-1].end == 40 for way in ways)
    assert all(one.end == other.start for way in ways for one, other in itertools.pairwise(way))
    costs = [sum(span.cost for span in way) for way in ways]
    assert costs == sorted(costs)


@pytest.mark.parametrize(
    ("text", "concepts"),
    [
        ("both legs weak and numb", {"bilateral leg weakness", "bilateral leg sensory deficit"}),
        ("pain shoots down to my toes", {"pain radiating down one or both legs"}),
        ("back pain going down my leg", {"back pain", "pain radiating down one or both legs"}),
        ("back pain for three weeks, getting worse", {"new or worsening back pain"}),
        ("low back pain since lifting a wardrobe", {"low back pain"}),
        ("back pain since Tuesday at the office", {"back pain"}),
        ("ibuprofen 400 mg from the chemist twice a day", {"ibuprofen"}),
        ("back pain when lifting urinary retention", {"back pain", "urinary retention"}),
    ],
)
def test_a_text_is_covered_whole(graph: kg.KnowledgeGraph, text: str, concepts: set[str]) -> None:
    assert concepts <= meant(graph, text)[0]


@pytest.mark.parametrize(
    "text",
    [
        *(
            "my mother had cancer",
            "my dad has weak legs",
            "scared it might be cancer and numb",
        ),
        *("back pain is gone", "no longer any back pain", "back pain has stopped", "free of back pain", "0 fever"),
        *("test for cancer", "stress fracture of the glorb", "back pain apart from fever", "used to have back pain"),
    ],
)
def test_what_turns_a_meaning_is_never_left_out(graph: kg.KnowledgeGraph, text: str) -> None:
    with pytest.raises(CaseError):
        meant(graph, text)


@pytest.mark.parametrize(
    ("text", "never"),
    [
        ("lower back", "feeling low"),
        ("increased my training, sore back", "pain worsening over time"),
        ("stabbing back pain", "stabbed"),
        ("poison tablets for my blood", "bloodstream infection or infective endocarditis"),
        ("pain when turning in bed", "bed sore"),
        ("my head is banging", "banged my head"),
        ("back pain, 10 mg at night", "myasthenia gravis"),
        ("scared of back pain", "scar"),
    ],
)
def test_small_words_are_no_reason_to_read_another_term(graph: kg.KnowledgeGraph, text: str, never: str) -> None:
    found = graph.assessor.intake.words.read(text)
    if found is not None:
        assert never not in {graph.terms.ref(node).label for node in found.nodes} | {words for words, _ in found.beyond}


def test_words_that_are_taken_for_less_say_so(graph: kg.KnowledgeGraph) -> None:
    rows = [row for row in read_words(CATALOG.path(Role.WORDS)) if row[2]]
    assert len(rows) > 1000
    for words, means, _ in rows[:: len(rows) // 200]:
        concepts, _, notes = meant(graph, words)
        assert concepts == set(means), words
        assert any("was taken as" in note for note in notes), words


def test_no_word_is_both_ordinary_and_a_term(graph: kg.KnowledgeGraph) -> None:
    """A word that is left unused beside others must not be a finding alone; those that are carry no urgency."""
    sayings = read_speech(CATALOG.path(Role.SPEECH))
    ordinary = {words for one in sayings if one.kind is Speech.ORDINARY for words in one.words}
    understood = graph.assessor.intake.words.vocabulary
    for words in sorted(ordinary):
        found = understood.term(words)
        assert found is None or not any(level in LEVELS for _, level in found.beyond), words


@pytest.mark.parametrize(
    "text",
    [
        *("carrying bladder glorb", "back pain when lifting a glorb of my mother with cancer"),
        *(
            "back pain 0/10",
            "fever < 38",
            "temperature under 39",
            "saddle numbness (-)",
            "fever \u2717",
            "fever is over",
        ),
        *("back pain like kidney stones", "back pain from lifting my child with fever", "my doctor has cancer"),
        *("cancer screening", "need to lose weight", "steroids recommended", "paracetamol 50 tablets"),
    ],
)
def test_what_is_no_finding_of_the_person_is_refused(graph: kg.KnowledgeGraph, text: str) -> None:
    with pytest.raises(CaseError):
        meant(graph, text)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("back pain for 3 years, leg pain 2 days", 1095),
        ("back pain, for 3 weeks", 21),
        ("back pain started two days ago", 2),
        ("back pain after sitting for 3 hours", None),
        ("back pain and diabetes for 10 years", None),
        ("back pain, surgery in 2 weeks", None),
        ("back pain, sitting 8 hours a day", None),
    ],
)
def test_a_time_counts_for_the_complaint_it_is_said_of(graph: kg.KnowledgeGraph, text: str, days: int | None) -> None:
    assert graph.assessor.intake.words.understand(text, "findings[0]").days == days


@pytest.mark.parametrize(
    "text", ["left leg numb, right leg numb", "left and right leg numb", "numb left foot and numb right foot"]
)
def test_both_sides_said_one_by_one_are_both_sides(graph: kg.KnowledgeGraph, text: str) -> None:
    assert "bilateral leg sensory deficit" in meant(graph, text)[0]


@pytest.mark.parametrize(
    ("text", "concepts"),
    [
        ("leg gone numb", {"numbness in legs or feet"}),
        ("both feet going numb", {"bilateral leg sensory deficit"}),
        ("my back went stiff", {"muscle stiffness"}),
    ],
)
def test_what_a_part_has_become_is_felt_there(graph: kg.KnowledgeGraph, text: str, concepts: set[str]) -> None:
    assert meant(graph, text)[0] == concepts


@pytest.mark.parametrize(
    "text", ["numbness gone", "back pain gone now", "pain has gone", "back pain went away", "gone"]
)
def test_what_is_gone_is_there_no_more(graph: kg.KnowledgeGraph, text: str) -> None:
    assert graph.assessor.intake.words.read(text) is None


def test_of_two_things_that_may_be_there_none_is_taken(graph: kg.KnowledgeGraph) -> None:
    with pytest.raises(CaseError):
        graph.case({"findings": ["fever or saddle anaesthesia"]})
    case = graph.case({"findings": {"present": ["back spasm"], "absent": ["fever or saddle anaesthesia"]}})
    assert len(case.nodes(Place.ABSENT)) == 2


@pytest.mark.parametrize(
    ("findings", "conditions", "level", "left"),
    [
        (["heart attack"], [], "emergency", set[str]()),
        (["back pain", "myocardial infarction"], [], "emergency", set[str]()),
        (["back pain", "heart attack 2 years ago"], [], "self-care", {"established cardiovascular disease"}),
        (["back pain"], ["heart attack"], "self-care", {"established cardiovascular disease"}),
        (["back pain"], ["stroke in 2019"], "self-care", {"established cardiovascular disease"}),
        (["back pain"], ["appendicitis"], "self-care", set[str]()),
    ],
)
def test_an_event_is_now_unless_it_is_known_as_past(
    graph: kg.KnowledgeGraph, findings: list[str], conditions: list[str], level: str, left: set[str]
) -> None:
    found = graph.assess({"findings": findings, "conditions": conditions})
    assert found.level == level
    assert {graph.terms.ref(node).label for node in found.case.nodes(Place.CONDITIONS)} == left


@pytest.mark.parametrize("level", ["T12", "T10", "L5"])
def test_a_level_of_the_spine_is_noted(graph: kg.KnowledgeGraph, level: str) -> None:
    assert meant(graph, f"spinal tenderness at {level}")[0] == {"spinal tenderness"}
