"""A clause may deny something beside what a text says; where it is doubtful how far that reaches it is refused."""

import pytest

import kg
from kg.assess.case import Place
from kg.errors import CaseError
from kg.language.denials import doubtful, parted


def places(graph: kg.KnowledgeGraph, present: list[str], absent: list[str]) -> tuple[set[str], set[str]]:
    case = graph.assess({"findings": {"present": present, "absent": absent}}).case
    present_nodes, absent_nodes = case.nodes(Place.PRESENT), case.nodes(Place.ABSENT)
    return {graph.terms.ref(n).label for n in present_nodes}, {graph.terms.ref(n).label for n in absent_nodes}


@pytest.mark.parametrize(
    ("text", "present", "absent"),
    [
        ("tight back muscles, no bony tenderness", {"back muscle tension"}, {"spinal tenderness"}),
        ("back pain without fever", {"back pain"}, {"fever"}),
        ("back pain but no fever and no weight loss", {"back pain"}, {"fever", "unexplained weight loss"}),
        ("back pain, no fever, chills or weight loss", {"back pain"}, {"fever", "chills", "unexplained weight loss"}),
        ("back pain with no leg weakness", {"back pain"}, {"leg or foot weakness"}),
        ("leg pain, denies back pain", {"leg pain"}, {"back pain"}),
    ],
)
def test_a_clause_denies(graph: kg.KnowledgeGraph, text: str, present: set[str], absent: set[str]) -> None:
    assert places(graph, [text], []) == (present, absent)


@pytest.mark.parametrize(
    ("text", "means"),
    [
        ("back pain, no control of my bladder", "loss of bladder control"),
        ("back pain and no feeling in my foot", "numbness in legs or feet"),
        ("back pain, not able to hold urine", "loss of bladder control"),
        ("back pain, no strength in legs", "leg or foot weakness"),
        ("back pain, no relief lying down", "pain not relieved by bed rest"),
    ],
)
def test_what_is_a_finding_by_itself_denies_nothing(graph: kg.KnowledgeGraph, text: str, means: str) -> None:
    present, absent = places(graph, [text], [])
    assert means in present
    assert not absent


@pytest.mark.parametrize(
    "text",
    [
        "no fever",
        "denies fever",
        "back pain, no fever, chills",
        "back pain, no fever but chills",
        "back pain, no fever and chills",
        "back pain, no fever until today",
        "back pain, not moving my legs",
        "back pain, not walking",
        "back pain, not feeling my feet",
        "back pain, never been this bad until now",
        "back pain, no baby movements since lunch",
        "back pain, not related to fever",
        "back pain, no reflexes",
        "back pain, no anal reflex at all",
        "back pain, has not urinated",
        "back pain, not continent",
        "leg pain, no foot pulses palpable",
        "back pain, no passing urine normally",
        "back pain, not normal perianal sensation",
        "fever, not alert and oriented",
        "back pain, I haven't got any feeling down there",
        "back pain, doesn't have full power",
    ],
)
def test_a_doubtful_denial_is_refused(graph: kg.KnowledgeGraph, text: str) -> None:
    try:
        present, absent = places(graph, [text], [])
    except CaseError as error:
        assert error.code == "BS706"
    else:
        # Words may have been added for it as a finding of its own.
        assert not absent
        assert present != {"back pain"} or graph.assess({"findings": [text]}).case.beyond


@pytest.mark.parametrize(
    ("text", "absent"),
    [
        ("no fever", {"fever"}),
        ("I haven't lost weight", {"unexplained weight loss"}),
        ("no fever, chills or weight loss", {"fever", "chills", "unexplained weight loss"}),
        ("T 36.8, no fever", {"fever"}),
        ("no leg weakness", {"leg or foot weakness"}),
        ("no sensation in my foot", {"numbness in legs or feet"}),
        ("no saddle anaesthesia", {"saddle anaesthesia"}),
    ],
)
def test_among_what_is_absent_a_denial_denies_once(graph: kg.KnowledgeGraph, text: str, absent: set[str]) -> None:
    assert places(graph, ["back pain"], [text]) == ({"back pain"}, absent)


@pytest.mark.parametrize(
    "text",
    [
        "no fever but chills",
        "fever, no chills",
        "no idea",
        "not continent",
        "no normal anal tone",
        "denies normal bladder function",
    ],
)
def test_a_doubtful_denial_among_what_is_absent_is_refused(graph: kg.KnowledgeGraph, text: str) -> None:
    with pytest.raises(CaseError, match="absent"):
        places(graph, ["back pain"], [text])


def test_absent_words_of_several_meanings_deny_each(graph: kg.KnowledgeGraph) -> None:
    _, together = places(graph, ["back pain"], ["no numbness or weakness"])
    _, one = places(graph, ["back pain"], ["numbness"])
    _, other = places(graph, ["back pain"], ["weakness"])
    assert together == one | other


def test_what_is_denied_and_said_contradicts(graph: kg.KnowledgeGraph) -> None:
    with pytest.raises(CaseError) as caught:
        places(graph, ["fever", "back pain, no fever"], [])
    assert caught.value.code == "BS705"


@pytest.mark.parametrize("text", ["back pain", "", "no", "without", "back pain, no"])
def test_what_denies_nothing_is_not_parted(text: str) -> None:
    assert parted(text) is None


@pytest.mark.parametrize("text", ["fever, chills", "fever but chills", "fever and chills", "fever except at night"])
def test_it_is_doubtful_how_far_a_denial_reaches(text: str) -> None:
    assert doubtful(text)
    assert not doubtful(f"{text.split(maxsplit=1)[0].rstrip(',')} or chills")
