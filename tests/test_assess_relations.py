"""How assessments of related cases relate: R1 to R10, each on many random cases.

R1 a red flag more never lowers the urgency · R2 what is irrelevant changes nothing, not even a proof · R3 order,
repetition and the form of a file change nothing · R4 a more specific finding never lowers the urgency · R5 unknown is
never more reassuring than absent · R6 without a fact there is nothing that rests on it · R7 a threshold changes only
what cites it · R8 a contraindication more never adds a recommendation · R9 two cases together are at least as urgent
as each · R10 what is not known is refused.
"""

from __future__ import annotations

import json
import string
from collections.abc import Iterable
from itertools import pairwise
from random import Random
from typing import Any

import pytest
from pyoxigraph import NamedNode
from typer.testing import CliRunner

import kg
from cli.app import app
from kg.assess import Assessment, Place, case_turtle, read_turtle, to_json
from kg.assess.case import THIS
from kg.errors import CaseError
from kg.explain.model import Told
from kg.proofs.model import Kind
from kg.terms import Triple
from kg.vocabulary import BS
from tests import triage
from tests.cases import CASES, PROVED, Document, Draw, assess, copy, differing, numbers, pairs, said, told

TABLES = triage.read()
_FAIL = 3
"""How many violations a message shows."""


@pytest.fixture(scope="module")
def draw(graph: kg.KnowledgeGraph) -> Draw:
    return Draw.of(graph, TABLES)


def none(violations: Iterable[str]) -> None:
    """Fail when there are violations, with the first of them."""
    found = list(violations)
    assert not found, f"{len(found)} violations, such as:\n" + "\n\n".join(found[:_FAIL])


def rank(assessment: Assessment) -> int:
    return assessment.level.rank


# ── R1, R4, R9: more is never less urgent ─────────────────────────────────────────────────────────


def test_r1_a_red_flag_more_never_lowers_the_urgency(graph: kg.KnowledgeGraph, draw: Draw) -> None:
    random, documents = Random(11), list[tuple[Document, Document]]()
    flags = [sorted(line.parts) for line in TABLES.lines]
    while len(documents) < CASES:
        one = draw.case(random)
        other = copy(one)
        other["findings"]["present"] += random.choice(flags)
        if draw.consistent(other):
            documents.append((one, other))
    found = pairs(graph, documents)
    none(f"{told(a, b)}\n{x.level} {y.level}" for a, b, x, y in found if rank(y) < rank(x))
    assert sum(rank(y) > rank(x) for _, _, x, y in found) > CASES // 10
    none(
        f"{told(a, b)}\n{sorted(lost)}"
        for a, b, x, y in found
        if (lost := {flag.id for flag in x.flags} - {flag.id for flag in y.flags})
    )


def test_r4_a_more_specific_finding_never_lowers_the_urgency(graph: kg.KnowledgeGraph, draw: Draw) -> None:
    random, documents = Random(14), list[tuple[Document, Document]]()
    while len(documents) < CASES:
        one = draw.case(random)
        at = random.randrange(len(one["findings"]["present"]))
        narrower = sorted(TABLES.below.get(one["findings"]["present"][at], frozenset()) & {*draw.findings})
        if len(narrower) < 2:
            continue
        other = copy(one)
        other["findings"]["present"][at] = random.choice(narrower)
        if draw.consistent(other):
            documents.append((one, other))
    found = pairs(graph, documents)
    none(f"{told(a, b)}\n{x.level} {y.level}" for a, b, x, y in found if rank(y) < rank(x))
    assert sum(rank(y) > rank(x) for _, _, x, y in found) > CASES // 50


def test_r9_two_cases_together_are_at_least_as_urgent_as_each(graph: kg.KnowledgeGraph, draw: Draw) -> None:
    random, documents = Random(19), list[tuple[Document, Document, Document]]()
    while len(documents) < CASES:
        one, other = draw.case(random), draw.case(random)
        both = {**copy(other), **copy(one)}
        for place in ("conditions", "medications", "considering"):
            both[place] = [*one[place], *other[place]]
        both["findings"] = {p: [*one["findings"][p], *other["findings"][p]] for p in ("present", "absent", "unknown")}
        for number in ("age", "duration", "pregnancy", "sex"):
            if number in one and number in other and one[number] != other[number]:
                break
        else:
            if both.get("sex") == "male" and "pregnancy" in both:
                continue
            if draw.consistent(both):
                documents.append((one, other, both))
    first, second, together = (assess(graph, (three[at] for three in documents)) for at in range(3))
    none(
        f"{told(*three)}\n{x.level} {y.level} {z.level}"
        for three, x, y, z in zip(documents, first, second, together, strict=True)
        if rank(z) < max(rank(x), rank(y))
    )
    assert any(rank(z) > max(rank(x), rank(y)) for x, y, z in zip(first, second, together, strict=True))


# ── R2: the irrelevant ────────────────────────────────────────────────────────────────────────────


def irrelevant(draw: Draw, random: Random, document: Document) -> Document:
    """Return a case with something more that nothing rests on."""
    other = copy(document)
    spoken = {label for label in TABLES.labels if label not in TABLES.irrelevant}
    concepts = [label for label in TABLES.irrelevant if label in draw.findings and not TABLES.below[label] & spoken]
    words = sorted(words for words, level in TABLES.beyond.items() if not level)
    other["findings"]["present"] += random.sample([*concepts, *words], random.randint(1, 3))
    other["name"] = "a name"
    if "sex" not in other and "pregnancy" not in other:
        other["sex"] = "female"  # that of a man rules out a pregnancy, which is not asked about then
    if "age" in other:
        other["age"] = random.choice(same_band("age", other["age"]))
    if "duration" in other:
        other["duration"] = f"{random.choice(same_band('duration', int(other['duration'].split()[0])))} days"
    for place in ("present", "absent", "unknown"):
        random.shuffle(other["findings"][place])
    return other


def bands(quantity: str, last: int) -> list[range]:
    """Return the numbers between which no threshold lies."""
    cuts = {0, last + 1}
    for row in TABLES.thresholds:
        if row.quantity == quantity:
            cuts |= {row.low} if row.low is not None else set()
            cuts |= {row.high + 1} if row.high is not None else set()
    edges = sorted(cuts)
    return [range(low, high) for low, high in pairwise(edges)]


def same_band(quantity: str, number: int) -> range:
    last = {"age": 120, "duration": 400, "weeks": 44}[quantity]
    return next(band for band in bands(quantity, last) if number in band)


def irrelevant_pairs(draw: Draw, seed: int, count: int) -> list[tuple[Document, Document]]:
    random, documents = Random(seed), list[tuple[Document, Document]]()
    while len(documents) < count:
        one = draw.case(random)
        other = irrelevant(draw, random, one)
        if draw.consistent(other):
            documents.append((one, other))
    return documents


def test_r2_what_is_irrelevant_changes_nothing(graph: kg.KnowledgeGraph, draw: Draw) -> None:
    none(
        f"{told(a, b)}\n{parts}"
        for a, b, x, y in pairs(graph, irrelevant_pairs(draw, 12, CASES))
        if (parts := differing(said(x), said(y)))
    )


def test_r2_what_is_irrelevant_changes_no_proof(graph: kg.KnowledgeGraph, draw: Draw) -> None:
    """Every proof of every line; a number in a proof is the number of the case."""
    found = pairs(graph, irrelevant_pairs(draw, 22, PROVED))
    proofs = 0
    for a, b, x, y in found:
        one, other = (without_numbers(said(assessment, graph=graph)) for assessment in (x, y))
        assert one == other, f"{told(a, b)}\n{differing(one, other)}"
        proofs += len(one["nodes"])
    assert proofs > 10 * PROVED


def without_numbers(document: Document) -> Document:
    """Return an assessment in which the numbers of the case do not stand: they are an echo, as in `age 41`."""
    import re

    text = re.sub(r"age \d+,|a duration of \d+ days,|week \d+ of pregnancy,", "", json.dumps(document))
    found: Document = json.loads(text)
    return found


# ── R3: the form ──────────────────────────────────────────────────────────────────────────────────


def reshaped(random: Random, document: Document) -> Document:
    """Return the same case in another order, with repetitions."""
    other = copy(document)
    lists = [other["findings"][place] for place in ("present", "absent", "unknown")]
    for texts in (*lists, *(other[place] for place in ("conditions", "medications", "considering"))):
        texts.extend(random.sample(texts, random.randint(0, len(texts))))
        random.shuffle(texts)
    keys = list(other)
    random.shuffle(keys)
    return {key: other[key] for key in keys}


def test_r3_order_and_repetition_change_nothing(graph: kg.KnowledgeGraph, draw: Draw) -> None:
    random = Random(13)
    documents = [draw.case(random) for _ in range(CASES)]
    found = pairs(graph, [(one, reshaped(random, one)) for one in documents])
    none(f"{told(a, b)}\n{d}" for a, b, x, y in found if (d := differing(said(x, without=()), said(y, without=()))))


def test_r3_order_changes_no_proof(graph: kg.KnowledgeGraph, draw: Draw) -> None:
    random = Random(23)
    documents = [draw.case(random) for _ in range(PROVED)]
    for a, b, x, y in pairs(graph, [(one, reshaped(random, one)) for one in documents]):
        assert said(x, graph=graph) == said(y, graph=graph), told(a, b)


def test_r3_a_case_is_the_same_alone_as_among_others(graph: kg.KnowledgeGraph, draw: Draw) -> None:
    random = Random(33)
    documents = [draw.case(random) for _ in range(CASES // 4)]
    alone = [graph.assess(document) for document in documents]
    none(told(d) for d, x, y in zip(documents, alone, assess(graph, documents), strict=True) if x != y)


def unsaid(assessment: Assessment) -> Document:
    """Return an assessment without the words in which the case was said, and whether a pregnancy was named."""
    document = said(assessment, without=())
    case = {key: value for key, value in document["case"].items() if key not in {"name", "pregnant"}}
    for place in ("present", "absent", "unknown", "conditions", "medications", "considering"):
        case[place] = [one["id"] for one in case[place]]
    return {**document, "case": case, "notes": None}


def test_r3_the_same_case_in_turtle_is_assessed_the_same(graph: kg.KnowledgeGraph, draw: Draw) -> None:
    random = Random(43)
    cases = [graph.case(draw.case(random)) for _ in range(CASES)]
    again = [graph.assessor.intake.case(read_turtle(case_turtle(case))) for case in cases]
    for case, one, other in zip(cases, graph.assess_all(cases), graph.assess_all(again), strict=True):
        parts = differing(unsaid(one), unsaid(other))
        assert not parts, f"{case_turtle(case).decode()}\n{[beyond.words for beyond in case.beyond]}\n{parts}"


def test_r3_the_same_case_in_options_is_assessed_the_same(
    graph: kg.KnowledgeGraph, draw: Draw, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kg, "open", lambda *_: graph)
    random, runner = Random(53), CliRunner()
    for _ in range(CASES // 4):
        document = draw.case(random)
        arguments = ["assess", "--no-proofs", "-f", "json", *options(document)]
        done = runner.invoke(app, arguments, catch_exceptions=False)
        assert done.exit_code == 0, told(document)
        one, other = json.loads(done.stdout), to_json(graph.assess(document))
        assert not differing(one, other), f"{told(document)}\n{differing(one, other)}"


def options(document: Document) -> list[str]:
    names = {
        "--finding": document["findings"]["present"],
        "--no": document["findings"]["absent"],
        "--unknown": document["findings"]["unknown"],
        "--has": document["conditions"],
        "--takes": document["medications"],
        "--considering": document["considering"],
    }
    found = [part for name, texts in names.items() for text in texts for part in (name, text)]
    for key in ("age", "sex", "duration"):
        if key in document:
            found += [f"--{key}", str(document[key])]
    pregnancy = document.get("pregnancy")
    if isinstance(pregnancy, dict):
        found += ["--weeks", str(pregnancy["weeks"])]
    elif pregnancy is not None:
        found.append("--pregnant")
    return found


# ── R5: absent, unknown ───────────────────────────────────────────────────────────────────────────


def test_r5_what_is_unknown_is_never_more_reassuring_than_what_is_absent(graph: kg.KnowledgeGraph, draw: Draw) -> None:
    random, documents = Random(15), list[tuple[Document, Document, str]]()
    while len(documents) < CASES:
        one = draw.case(random)
        if not one["findings"]["absent"]:
            continue
        other = copy(one)
        moved = other["findings"]["absent"].pop(random.randrange(len(other["findings"]["absent"])))
        place = random.choice(("unknown", "unsaid"))
        if place == "unknown":
            other["findings"]["unknown"].append(moved)
        documents.append((one, other, moved if place == "unknown" else ""))
    labels = {label: node for node, label in graph.terms.concepts().items()}
    for (a, b, moved), (_, _, x, y) in zip(
        documents, pairs(graph, [(one, other) for one, other, _ in documents]), strict=True
    ):
        assert x.level is y.level, told(a, b)
        assert {flag.id for flag in x.flags} == {flag.id for flag in y.flags}, told(a, b)
        assert {cause.term for cause in x.causes} <= {cause.term for cause in y.causes}, told(a, b)
        assert {cause.term for cause in x.must_not_miss} <= {cause.term for cause in y.must_not_miss}, told(a, b)
        assert [one.term for one in x.avoided] == [one.term for one in y.avoided], told(a, b)
        assert {ref.label for ref in x.unknown} - {moved} <= {ref.label for ref in y.unknown} | broader(y), told(a, b)
        assert worst(y) >= worst(x), told(a, b)
        if moved:
            assert graph.terms.ref(labels[moved]) in y.unknown, told(a, b)


def broader(assessment: Assessment) -> set[str]:
    """What is not listed as unknown because something broader is."""
    return {narrow for ref in assessment.unknown for narrow in TABLES.below.get(ref.label, frozenset())}


def worst(assessment: Assessment) -> int:
    """The urgency that a yes to a question would give."""
    return max((question.level.rank for question in assessment.questions if question.level), default=-1)


def test_r5_an_unknown_that_could_raise_the_urgency_is_listed(graph: kg.KnowledgeGraph, draw: Draw) -> None:
    """By the tables: what alone makes a pattern of a higher level fire, and is neither there nor absent."""
    random = Random(25)
    for document, assessment in zip(
        documents := [draw.case(random) for _ in range(CASES)], assess(graph, documents), strict=True
    ):
        listed = {narrow for ref in assessment.unknown for narrow in TABLES.below[ref.label]}
        features, have = draw.features(document), draw.have(document)
        absent = {narrow for label in document["findings"]["absent"] for narrow in TABLES.below[label]}
        level = triage.LEVELS.index(assessment.level.value)
        composed = {concept for concept, _ in TABLES.composites}
        for line in TABLES.lines:
            missing = line.parts - have
            if line.id.startswith("condition-"):
                continue  # nobody is asked whether they have what the red flags are there to find
            if len(missing) != 1 or triage.LEVELS.index(line.level) <= level:
                continue
            part = next(iter(missing))
            if part in absent or part in composed or TABLES.clash([part], numbers(document)):
                continue
            assert TABLES.level([*features, part]) != assessment.level.value
            assert part in listed, f"{told(document)}\n{part} ({line.id})"


# ── R6: justifications ────────────────────────────────────────────────────────────────────────────


def test_r6_without_a_cited_fact_a_flag_and_its_proof_are_gone(graph: kg.KnowledgeGraph, draw: Draw) -> None:
    """Of the pattern and the findings that it cites; another finding may fire it again, and is cited then."""
    random, documents = Random(16), list[tuple[Document, Document, str, str]]()
    labels = {ref.id: ref.label for node in graph.terms.concepts() for ref in (graph.terms.ref(node),)}
    while len(documents) < CASES:
        drawn = [draw.case(random) for _ in range(CASES)]
        for one in drawn:
            del one["findings"]["absent"], one["findings"]["unknown"]
        for one, assessment in zip(drawn, assess(graph, drawn), strict=True):
            if not assessment.flags:
                continue
            flag = random.choice(assessment.flags)
            cited = random.choice([labels[ref.id] for ref in flag.findings])
            other = removed(one, cited)
            if other is not None and cited not in draw.features(other):
                documents.append((one, other, flag.id, cited))
    del documents[CASES:]
    found = pairs(graph, [(one, other) for one, other, _, _ in documents])
    for at, ((a, b, name, cited), (_, _, x, y)) in enumerate(zip(documents, found, strict=True)):
        assert all(flag.id != name or cited not in {ref.label for ref in flag.findings} for flag in y.flags), told(a, b)
        if at < PROVED:
            flag = next(flag for flag in x.flags if flag.id == name)
            before = graph.reasons(x).flag(flag)
            assert before, told(a)
            names = {labels[ref.id] for ref in flag.findings}
            assert rests_on(graph, before) <= names, f"{told(a)}\n{name}"
            after = [proof for flag in y.flags for proof in graph.reasons(y).flag(flag)]
            assert cited not in rests_on(graph, after), told(a, b)


def removed(document: Document, label: str) -> Document | None:
    """Return a case without a fact; None when nothing is left."""
    other = copy(document)
    for texts in (other["findings"]["present"], other["conditions"], other["medications"]):
        texts[:] = [text for text in texts if text != label]
    if label == "pregnancy" or label.startswith("pregnancy "):
        other.pop("pregnancy", None)
    for row in TABLES.thresholds:
        if row.finding == label and row.quantity in other:
            del other[row.quantity]
    left = [*other["findings"]["present"], *other["conditions"], *other["medications"], *other["considering"]]
    return other if left else None


def facts(one: Told) -> set[Triple]:
    """The facts of the case that a proof rests on."""
    return {
        node.conclusion
        for node in one.proof
        if node.kind is Kind.ASSERTED and isinstance(node.conclusion, Triple) and node.conclusion.subject == THIS
    }


def rests_on(graph: kg.KnowledgeGraph, found: Iterable[Told]) -> set[str]:
    """Return the labels of what the case has and proofs rest on."""
    return {graph.terms.ref(fact.object).label for one in found for fact in facts(one)}


def test_r6_every_proof_rests_on_facts_of_the_case_and_none_is_spare(graph: kg.KnowledgeGraph, draw: Draw) -> None:
    """Without any one fact that a proof cites, that proof is not given any more, of whatever line it is."""
    random, lines = Random(26), 0
    for _ in range(PROVED):
        document = draw.case(random)
        del document["findings"]["absent"], document["findings"]["unknown"]
        assessment = graph.assess(document)
        stated = set(assessment.case.triples())
        given = every_proof(graph, assessment)
        for one in given.values():
            assert facts(one) <= stated, f"{told(document)}\n{one.proof}"
            assert facts(one), f"{told(document)}\n{one.proof}"
        lines += len(given)
        cited = sorted(
            {fact.object.value for one in given.values() for fact in facts(one)} & features_of(graph, document)
        )
        if not cited:
            continue
        gone = random.choice(cited)
        label = graph.terms.concepts()[NamedNode(gone)]
        other = removed(document, label)
        if other is None or label in draw.features(other):
            continue
        left = every_proof(graph, graph.assess(other))
        lost = {text for text, one in given.items() if any(fact.object.value == gone for fact in facts(one))}
        assert lost, told(document)
        assert not lost & set(left), told(document, other)
    assert lines > 5 * PROVED


def features_of(graph: kg.KnowledgeGraph, document: Document) -> set[str]:
    case = graph.case(document)
    return {node.value for node in case.features}


def every_proof(graph: kg.KnowledgeGraph, assessment: Assessment) -> dict[str, Told]:
    """Return the proofs of the lines of an assessment, by their text; of causes and remedies the first three."""
    reasons = graph.reasons(assessment)
    found = [one for flag in assessment.flags for one in reasons.flag(flag)]
    found += [one for cause in assessment.causes[:3] for one in reasons.cause(cause)]
    found += [one for option in assessment.options[:3] for one in reasons.option(option)]
    found += [one for avoided in assessment.avoided[:3] for one in reasons.avoided(avoided) if about_case(one)]
    return {str(one.proof): one for one in found}


def about_case(one: Told) -> bool:
    """Whether a proof is about the case, rather than about what the knowledge base says anyway."""
    conclusion = one.proof.root.conclusion
    return isinstance(conclusion, Triple) and conclusion.subject == THIS


# ── R7: thresholds ────────────────────────────────────────────────────────────────────────────────


def with_number(document: Document, quantity: str, number: int) -> Document:
    other = copy(document)
    if quantity == "weeks":
        other["pregnancy"] = {"weeks": number}
        other["sex"] = "female"
    else:
        other[quantity] = number if quantity == "age" else f"{number} days"
    return other


def crossings() -> list[tuple[str, int]]:
    """Return the quantities and the numbers from which something else holds than one before."""
    found = set()
    for row in TABLES.thresholds:
        found |= {(row.quantity, row.low)} if row.low is not None else set()
        found |= {(row.quantity, row.high + 1)} if row.high is not None else set()
    return sorted(found)


def test_r7_a_threshold_changes_only_what_cites_it(graph: kg.KnowledgeGraph, draw: Draw) -> None:
    random, documents = Random(17), list[tuple[Document, Document, set[str]]]()
    while len(documents) < CASES:
        quantity, number = random.choice(crossings())
        base = draw.case(random)
        one, other = with_number(base, quantity, number - 1), with_number(base, quantity, number)
        if draw.consistent(one) and draw.consistent(other):
            differ = draw.have(one) ^ draw.have(other)
            documents.append((one, other, differ))
    ids = {label: graph.terms.ref(node).id for node, label in graph.terms.concepts().items()}
    changed, wrong = 0, list[str]()
    for (a, b, differ), (_, _, x, y) in zip(
        documents, pairs(graph, [(one, other) for one, other, _ in documents]), strict=True
    ):
        about = {ids[label] for label in differ}
        about |= {ids[label] for label in suspected(differ)}
        first, second = elements(said(x)), elements(said(y))
        for key in first.keys() | second.keys():
            before, after = first.get(key, ""), second.get(key, "")
            if before != after and not mentions(before + after, about):
                wrong.append(f"{told(a, b)}\n{sorted(differ)}\n{key}: {before} {after}")
        changed += first != second
        gained = {flag.id for flag in x.flags} ^ {flag.id for flag in y.flags}
        expected = set(TABLES.firing(draw.features(a))) ^ set(TABLES.firing(draw.features(b)))
        assert gained == expected, told(a, b)
    none(wrong)
    assert changed > CASES // 20


def suspected(findings: Iterable[str]) -> set[str]:
    """Return the conditions that findings are a sign of, by the tables, with broader ones."""
    signs = set(findings)
    rows = (row for row in triage.all_claims() if row["relation"] == "suggests" and row["subject"] in signs)
    return {broad for row in rows for broad in TABLES.above[row["object"]]}


def elements(document: Document) -> dict[tuple[str, ...], str]:
    """Return the flags, the supports of causes and the reasons against interventions, as texts."""
    found: dict[tuple[str, ...], str] = {
        ("flag", flag["rule"]): json.dumps(flag["findings"]) for flag in document["red_flags"]
    }
    for cause in document["causes"]:
        for support in cause["supports"]:
            for claim in support["claims"]:
                own = [bar for bar in support["bars"] if bar["claim"] == claim]
                said = {"cause": cause["id"], "claim": claim, "how": support["how"], "bars": own}
                # Of signs, the finding that is shown is the one that tells most.
                about = support["finding"]["id"] if support["how"] == "raises" else None
                found["cause", cause["id"], claim, str(about)] = json.dumps({**said, "finding": about})
        for against in cause["against"]:
            found["against", cause["id"], against["finding"]["id"]] = json.dumps({"cause": cause["id"], **against})
    for avoided in document["avoid"]:
        found["avoid", avoided["id"]] = json.dumps(avoided["reasons"])
    return found


def mentions(text: str, ids: set[str]) -> bool:
    return any(f'"{name}"' in text for name in ids)


def test_r7_between_thresholds_a_number_changes_nothing(graph: kg.KnowledgeGraph, draw: Draw) -> None:
    random, documents = Random(27), list[tuple[Document, Document]]()
    lasts = {"age": 120, "duration": 400, "weeks": 44}
    while len(documents) < CASES:
        quantity = random.choice(sorted(lasts))
        band = random.choice(bands(quantity, lasts[quantity]))
        base = draw.case(random)
        one, other = (with_number(base, quantity, number) for number in (band[0], band[-1]))
        if draw.consistent(one) and draw.consistent(other):
            documents.append((one, other))
    none(f"{told(a, b)}\n{d}" for a, b, x, y in pairs(graph, documents) if (d := differing(said(x), said(y))))


# ── R8: contraindications ─────────────────────────────────────────────────────────────────────────


def against() -> list[str]:
    """Return what speaks against some intervention, by the tables, and is not itself what one is for."""
    found: set[str] = set()
    relations = {"contraindicated_in", "to_be_avoided_in", "relatively_contraindicated_in", "needs_caution_in"}
    for row in triage.rows(triage.ONTOLOGY / "claims" / "contraindications.tsv"):
        if relations & set(row["relation"].split(" | ")) and row["stance"] != "contradicts":
            found |= set(row["object"].split(" | "))
    helps = {"indicated_for", "relieves", "reduces", "decreases", "counteracts", "prevents", "reduces_frequency_of"}
    treated = {row["object"] for row in triage.all_claims() if row["relation"] in helps} | {"pain"}
    return sorted({narrow for label in found for narrow in TABLES.below[label] if not TABLES.above[narrow] & treated})


@pytest.mark.parametrize("place", ["conditions", "medications", "present"])
def test_r8_a_contraindication_more_never_adds_a_recommendation(
    graph: kg.KnowledgeGraph, draw: Draw, place: str
) -> None:
    random, documents = Random(f"18 {place}"), list[tuple[Document, Document]]()
    may = {"conditions": draw.conditions, "medications": draw.medicines, "present": draw.findings}[place]
    pool = [label for label in against() if label in may]
    assert len(pool) >= 10
    while len(documents) < CASES:
        one = draw.case(random)
        other = copy(one)
        (other["findings"]["present"] if place == "present" else other[place]).append(random.choice(pool))
        if draw.consistent(other):
            documents.append((one, other))
    found = pairs(graph, documents)
    none(f"{told(a, b)}\n{sorted(more)}" for a, b, x, y in found if (more := recommended(y) - recommended(x)))
    assert sum(len(y.avoided) > len(x.avoided) for _, _, x, y in found) > CASES // 3


def recommended(assessment: Assessment) -> set[str]:
    return {ref.label for option in assessment.options for ref in (option.term, *option.narrower)}


def test_r8_what_is_excluded_is_never_recommended(graph: kg.KnowledgeGraph, draw: Draw) -> None:
    random = Random(28)
    documents = [draw.case(random) for _ in range(CASES)]
    strong = {"contraindicated", "avoid", "relative"}
    for document, assessment in zip(documents, assess(graph, documents), strict=True):
        excluded = {one.term.label for one in assessment.avoided if one.strength in strong}
        assert not excluded & recommended(assessment), told(document)


# ── R10: what is not known ────────────────────────────────────────────────────────────────────────


def refused(graph: kg.KnowledgeGraph, document: Any, *codes: str) -> CaseError:
    with pytest.raises(CaseError) as raised:
        graph.case(document)
    assert raised.value.code in codes, f"{document}\n{raised.value}"
    assert raised.value.hint
    return raised.value


def nonsense(random: Random) -> str:
    """Return a word that no language has."""
    return "".join(random.choice("bcdfghjklmnpqrstvwxz") for _ in range(random.randint(5, 12)))


def test_r10_unknown_words_and_codes_are_refused(graph: kg.KnowledgeGraph, draw: Draw) -> None:
    random = Random(10)
    places = ("present", "absent", "unknown", "conditions", "medications", "considering")
    shapes = (
        "{n}",
        "ICD10CM:{n}",
        "SCTID:9{d}",
        "HP:9{d}",
        "bs:{n}",
        "https://w3id.org/backstory/{n}",
        "C9{d}",
        "{n} {n}",
    )
    for _ in range(CASES):
        text = random.choice(shapes).format(n=nonsense(random), d=random.randint(10**6, 10**8))
        document, place = draw.case(random), random.choice(places)
        texts = document["findings"][place] if place in document["findings"] else document[place]
        texts.insert(at := random.randint(0, len(texts)), text)
        error = refused(graph, document, "BS706")
        assert f"{place}[{at}]" in error.message


def test_r10_known_words_with_unknown_ones_are_refused(graph: kg.KnowledgeGraph, draw: Draw) -> None:
    """What is understood in part is not understood."""
    random = Random(20)
    shapes = (
        *("{n} {k}", "{k} {n}", "{k} with {n}", "{n} and {k}", "{k}, {n}", "severe {n} {k}", "{k} for 3 {n}"),
        "{n}; {k}",
    )
    for _ in range(CASES // 4):
        text = random.choice(shapes).format(n=nonsense(random), k=random.choice(draw.findings))
        refused(graph, {"findings": [text]}, "BS706")


def test_r10_what_is_denied_is_never_taken_as_there(graph: kg.KnowledgeGraph, draw: Draw) -> None:
    random = Random(30)
    shapes = (
        *("no {k}", "not {k}", "without {k}", "denies {k}", "never {k}", "absent {k}", "no sign of {k}", "{k} absent"),
        *("{k}: no", "{k} denied", "{k} negative", "{k} no", "free of {k}", "absence of {k}", "{k} resolved"),
        *(
            "no longer {k}",
            "ruled out {k}",
            "{k} not present",
            "negative for {k}",
            "has no {k}",
            "non {k}",
            "{k} never",
        ),
        *("doesn't have {k}", "back spasm, no {k}", "back spasm without {k}", "back spasm and no {k}", "0 {k}"),
        *(
            "back spasm but not {k}",
            "{k} ruled out",
            "I don't have {k}",
            "no new {k}",
            "isn't {k}",
            "family fear of {k}",
        ),
    )
    taken: list[str] = []
    for _ in range(CASES // 2):
        label = random.choice(draw.findings)
        text = random.choice(shapes).format(k=label)
        try:
            case = graph.case({"findings": [text]})
        except CaseError:
            continue
        present = {graph.terms.ref(node).label for node in case.present}
        if label in present or any(label in TABLES.above[one] for one in present):
            taken.append(text)
    none(sorted(set(taken)))


def test_r10_unknown_keys_and_values_are_refused(graph: kg.KnowledgeGraph, draw: Draw) -> None:
    random = Random(40)
    keys = ("findings", "conditions", "medications", "considering", "age", "sex", "duration", "severity", "pregnancy")
    values: tuple[Any, ...] = (
        True,
        -1,
        1.5,
        "x",
        [],
        [1],
        {},
        {"a": 1},
        "",
        " ",
        [""],
        [None],
        [[]],
        10**30,
        -0.0,
        [True],
    )
    fine: dict[str, list[Any]] = {
        "findings": [[], {}],
        "conditions": [[]],
        "medications": [[]],
        "considering": [[]],
        "pregnancy": [True],
    }
    for _ in range(CASES):
        document = draw.case(random)
        if random.random() < 0.5:
            key = misspelt(random, random.choice(keys))
            document[key] = document.get("age")
            error = refused(graph, document, "BS702")
            assert f"'{key}'" in error.message
        else:
            key, value = random.choice(keys), random.choice(values)
            if any(value == ok and type(value) is type(ok) for ok in fine.get(key, [])):
                continue
            document[key] = value
            error = refused(graph, document, "BS702", "BS704", "BS705", "BS706")
            assert key in error.message, f"{told(document)}\n{error}"


def misspelt(random: Random, key: str) -> str:
    while True:
        at = random.randrange(len(key))
        change = random.choice((key[:at] + key[at + 1 :], key[:at] + random.choice(string.ascii_lowercase) + key[at:]))
        if change not in {"findings", "condition", key} and change not in {"date", "name", "sex", "age", "onset"}:
            return change


def test_every_label_is_understood_as_its_concept(graph: kg.KnowledgeGraph, draw: Draw) -> None:
    for label in draw.findings:
        case = graph.case({"findings": [label]})
        nodes = [*case.nodes(Place.PRESENT), *(derived.node for derived in case.derived)]
        assert [graph.terms.ref(node).label for node in nodes] == [label]


def test_what_an_assessment_says_is_what_the_case_entails(graph: kg.KnowledgeGraph, draw: Draw) -> None:
    """The urgency, the causes and what to avoid are those in the closure of the case, and all of them."""
    random = Random(50)
    relations = (BS.shouldTakeCareWith, BS.mayInteractWith)
    for _ in range(PROVED):
        assessment = graph.assess(draw.case(random))
        closure = graph.closure.extend(assessment.case.triples())
        entailed = {node for relation in relations for node in closure.objects(THIS, relation)}
        assert entailed == {one.triple.object for one in assessment.avoided if one.triple is not None}
        possible = set(closure.objects(THIS, BS.hasPossibleCause))
        assert {cause.triple.object for cause in assessment.causes} <= possible
        if "causes" not in dict(assessment.withheld):
            listed = {ref.label for cause in assessment.causes for ref in (cause.term, *cause.narrower)}
            assert listed == {graph.terms.ref(node).label for node in possible}
