"""Every row of evidence is accounted for, and cases entail what the rows say."""

import csv
from pathlib import Path

import pytest
from pyoxigraph import NamedNode

import kg
from kg.catalog import Catalog, Role
from kg.claims import Claim, Polarity, Stance
from kg.compile import table_names
from kg.errors import OntologyError
from kg.evidence import Other, read_composites, read_rows
from kg.evidence_doc import evidence_page
from kg.mappings import read_mappings
from kg.resources import folder
from kg.terms import Triple
from kg.triage import LEVELS, Use, read_policy
from kg.vocabulary import BS, RDF
from kg.wordings import read_out_of_scope
from tests.conftest import ROOT

CATALOG = Catalog.read(folder("ontology"))
NAMES = table_names(CATALOG)
USES = list(read_policy(CATALOG.path(Role.POLICY), NAMES))
PATTERNS = [use for use in USES if use.level]
COMPOSITES = list(read_composites(CATALOG.path(Role.COMPOSITES), NAMES))
OTHERS = {row.id: row for row in read_rows(CATALOG.path(Role.ROWS))}
CASE = BS["case/one"]
NUMBERS = {
    "sensitivity": "sensitivity",
    "specificity": "specificity",
    "lr_pos": "lr_positive",
    "lr_neg": "lr_negative",
}


def concept(label: str) -> NamedNode:
    return NAMES.concepts[label]


def rows_of(shared: Path, table: str) -> list[dict[str, str]]:
    with (shared / "domain" / f"{table}.tsv").open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file, delimiter="\t"))


@pytest.fixture(scope="module")
def rows(shared: Path) -> list[dict[str, str]]:
    return [row for table in ("causes", "contraindications", "redflags") for row in rows_of(shared, table)]


def entailed(graph: kg.KnowledgeGraph, *facts: tuple[NamedNode, str]) -> kg.Closure:
    triples = [Triple(CASE, RDF.type, BS.Case), *(Triple(CASE, p, concept(label)) for p, label in facts)]
    closure = graph.closure.extend(triples)
    assert not closure.inconsistencies
    return closure


def levels(closure: kg.Closure) -> set[object]:
    return set(closure.objects(CASE, BS.hasUrgency))


def test_every_row_is_a_claim_or_accounted_for(graph: kg.KnowledgeGraph, rows: list[dict[str, str]]) -> None:
    assert len(rows) == 363
    for row in rows:
        name = row["id"]
        assert (name in graph.claims) != (name in OTHERS), name
        found: Claim | Other = graph.claims[name] if name in graph.claims else OTHERS[name]
        assert found.source == row["source_id"], name
    assert sum(other.treatment == "left out" for other in OTHERS.values()) <= 0.05 * len(rows)


def test_every_red_flag_row_has_a_line_of_the_policy(shared: Path) -> None:
    rows = {use.row for use in USES if not use.row.startswith("EP")}
    assert rows == {row["id"] for row in rows_of(shared, "redflags")}


def test_patterns_of_the_editors_say_that_they_are_theirs(graph: kg.KnowledgeGraph) -> None:
    """Those that point to a condition say so in a claim of the editors, with its reason."""
    own = [use for use in USES if use.row.startswith("EP")]
    assert own
    for use in own:
        assert OTHERS[use.row].source == "EDITORIAL"
        assert OTHERS[use.row].treatment in {"text", "repeats"}
        for claim in (graph.claims[name] for name in OTHERS[use.row].claims):
            assert (claim.source, claim.predicate, bool(claim.reason)) == ("EDITORIAL", BS.suggests, True)
        assert use.level
        assert use.reason


def test_no_pattern_is_more_urgent_than_its_row_says(shared: Path) -> None:
    order = ["", "routine", "urgent", "emergency"]
    said = {row["id"]: row["urgency"] for row in rows_of(shared, "redflags")}
    known = {"routine_consult": "routine", "urgent_or_soon": "routine"}
    for use in USES:
        if use.row.startswith("EP"):  # where no row gives a level
            continue
        row_level = known.get(said[use.row], said[use.row])
        if use.id == "RF083-3":  # the emergency triggers of its column of actions
            continue
        assert order.index(use.level) <= order.index(row_level), use.id


def test_numbers_are_those_of_the_rows(graph: kg.KnowledgeGraph, rows: list[dict[str, str]]) -> None:
    for row in rows:
        claim = graph.claims.get(row["id"])
        for column, field in NUMBERS.items():
            if claim and row.get(column):
                assert getattr(claim.numbers, field) == row[column], (row["id"], column)
            elif claim and claim.numbers:
                assert getattr(claim.numbers, field) is None


def test_strengths_are_those_of_the_rows(graph: kg.KnowledgeGraph, shared: Path) -> None:
    for row in rows_of(shared, "contraindications"):
        if row["id"] in OTHERS or row["strength"] in {"supports", "insufficient_evidence"}:
            continue
        assert graph.claims[row["id"]].strength == row["strength"], row["id"]


def test_repeated_rows_name_claims_of_the_same_source(graph: kg.KnowledgeGraph) -> None:
    for other in OTHERS.values():
        assert other.treatment == "repeats" or other.source != "ARTICLE"
        assert all(graph.claims[name].source == other.source for name in other.claims)


def test_tables_with_no_tier_d_basis(graph: kg.KnowledgeGraph) -> None:
    """A page written by a machine is never the sole basis of a contraindication or an emergency."""
    weak = [c for c in graph.claims.values() if graph.sources[c.source].tier == "D"]
    assert [claim.id for claim in weak] == ["CI097"]
    assert Triple(concept("decompensated cirrhosis"), BS.kindOf, concept("severe hepatic impairment")) in graph.closure
    assert Triple(concept("oral NSAID"), BS.contraindicatedIn, concept("severe hepatic impairment")) in graph.closure


@pytest.mark.parametrize(
    ("name", "against"),
    [
        ("CA008", {"C012", "CA006"}),
        ("CA012", {"C041", "CA009"}),
        ("CA024", {"C058", "C059"}),
        ("CA025", {"C058", "C059"}),
        ("CA046", {"C066"}),
        ("CA051", {"C052", "C053", "C056", "C057"}),
        ("CI147", {"C108", "C109"}),
    ],
)
def test_what_contradicts_asserts_nothing_and_disputes(graph: kg.KnowledgeGraph, name: str, against: set[str]) -> None:
    claim = graph.claims[name]
    assert not claim.asserts
    assert claim.stance is Stance.CONTRADICTS or claim.polarity is Polarity.NEGATIVE
    assert set(claim.disputes) == against
    asserting = [c for c in graph.claims.values() if c.asserts and claim.triple in c.triples]
    assert (claim.triple in graph.closure.asserted) == bool(asserting)


def test_one_claim_can_be_about_several_triples(graph: kg.KnowledgeGraph) -> None:
    claim = graph.claims["CI003"]
    heat, inflammation = concept("heat pack"), concept("acute inflammation")
    assert {t.predicate for t in claim.triples if t.object == inflammation} == {BS.aggravates, BS.contraindicatedIn}
    assert all(triple in graph.closure.asserted for triple in claim.triples)
    assert (claim.mechanism_status or "").startswith("unverified")
    assert Triple(heat, BS.raises, inflammation) not in graph.closure
    shown = graph.explain("heat pack", "acute inflammation")
    assert {step.claim.id for path in shown.paths for step in path.steps} == {"CI003"}


@pytest.mark.parametrize(
    ("intervention", "relation", "condition"),
    [
        ("ibuprofen", "contraindicatedIn", "active peptic ulcer"),
        ("ibuprofen", "toBeAvoidedIn", "severe renal impairment"),
        ("naproxen", "toBeAvoidedIn", "moderate renal impairment"),
        ("cyclobenzaprine", "toBeAvoidedIn", "age 75 years or over"),
        ("heat pack", "toBeAvoidedIn", "fentanyl patch"),
        ("tramadol", "interactsWith", "benzodiazepine"),
        ("large-area heat", "contraindicatedIn", "impaired skin sensation"),
    ],
)
def test_narrower_concepts_inherit(graph: kg.KnowledgeGraph, intervention: str, relation: str, condition: str) -> None:
    assert Triple(concept(intervention), BS[relation], concept(condition)) in graph.closure


@pytest.mark.parametrize(
    ("intervention", "relation", "condition"),
    [
        ("heat pack", "contraindicatedIn", "pregnancy"),
        ("X-ray", "toBeAvoidedIn", "pregnancy"),
        ("gentle stretching", "needsCautionIn", "osteoporosis"),
        ("oral NSAID", "toBeAvoidedIn", "mild renal impairment"),
        ("cyclobenzaprine", "needsCautionIn", "cyclobenzaprine"),
        ("opioid analgesic", "interactsWith", "opioid analgesic"),
    ],
)
def test_what_holds_of_some_forms_does_not_hold_of_all(
    graph: kg.KnowledgeGraph, intervention: str, relation: str, condition: str
) -> None:
    assert Triple(concept(intervention), BS[relation], concept(condition)) not in graph.closure


@pytest.mark.parametrize("use", PATTERNS, ids=[use.id for use in PATTERNS])
def test_each_pattern_fires_and_its_near_misses_do_not(graph: kg.KnowledgeGraph, use: Use) -> None:
    named = BS[f"pattern/{use.id}"]
    given = [Triple(CASE, BS.hasFinding, finding) for finding in use.findings]
    closure = graph.closure.extend(given)
    assert Triple(CASE, RDF.type, named) in closure
    assert Triple(CASE, BS.hasUrgency, LEVELS[use.level]) in closure
    for finding in use.findings:
        rest = [triple for triple in given if triple.object != finding]
        miss = graph.closure.extend([*rest, Triple(CASE, BS.lacksFinding, finding)])
        assert Triple(CASE, RDF.type, named) not in miss, f"{use.id} without {finding}"


@pytest.mark.parametrize("composite", COMPOSITES, ids=[composite.id for composite in COMPOSITES])
def test_each_composite_holds_when_all_its_parts_do(graph: kg.KnowledgeGraph, composite: object) -> None:
    assert isinstance(composite, type(COMPOSITES[0]))
    given = [Triple(CASE, BS.hasFinding, part) for part in composite.parts]
    assert Triple(CASE, BS.hasFinding, composite.concept) in graph.closure.extend(given)
    for at in range(len(given)):
        miss = graph.closure.extend(given[:at] + given[at + 1 :])
        assert Triple(CASE, RDF.type, BS[f"composite/{composite.id}"]) not in miss


@pytest.mark.parametrize(
    ("findings", "expected"),
    [
        (["back pain"], set()),
        (["back spasm"], set()),
        (["age 50 years or over"], set()),
        (["age 50 years or over", "back pain"], {"routine"}),
        (["pain over 1 month", "no improvement after 1 month"], {"routine"}),
        (["age 50 years or over", "pain over 1 month", "back spasm"], {"routine"}),
        (["age 50 years or over", "anaemia", "back spasm"], {"routine", "urgent"}),
        (["severe night pain", "pain worse lying down"], {"routine"}),
        (["thoracic pain", "anaemia"], {"routine", "urgent"}),
        (["increased urinary frequency"], set()),
        (["increased urinary frequency", "back pain"], {"emergency"}),
        (["back pain", "age 75 years or over"], {"routine"}),
        (["history of malignancy", "tingling in legs or feet"], {"urgent", "emergency"}),
        (["history of malignancy", "back pain"], {"urgent"}),
    ],
)
def test_weak_flags_count_by_their_facts(graph: kg.KnowledgeGraph, findings: list[str], expected: set[str]) -> None:
    closure = entailed(graph, *((BS.hasFinding, label) for label in findings))
    assert levels(closure) == {LEVELS[name] for name in expected}


def test_a_case_entails_what_to_avoid(graph: kg.KnowledgeGraph) -> None:
    closure = entailed(
        graph,
        (BS.takes, "warfarin" if "warfarin" in NAMES.concepts else "anticoagulant"),
        (BS.hasCondition, "severe renal impairment"),
    )
    nsaid, ibuprofen = concept("oral NSAID"), concept("ibuprofen")
    assert Triple(CASE, BS.shouldAvoid, ibuprofen) in closure
    assert Triple(CASE, BS.shouldWeigh, nsaid) in closure
    assert Triple(CASE, BS.mustNotUse, nsaid) not in closure
    assert Triple(CASE, BS.mustNotUse, concept("magnesium supplementation")) in closure


def test_possible_causes_are_no_mechanisms_and_no_interventions(graph: kg.KnowledgeGraph) -> None:
    closure = entailed(graph, (BS.hasFinding, "back spasm"))
    causes = set(closure.objects(CASE, BS.hasPossibleCause))
    named = [
        "stress",
        "physical strain",
        "overexertion",
        "poor posture",
        "dehydration",
        "hypokalaemia",
        "herniated disc",
    ]
    assert {concept(label) for label in [*named, "spinal stenosis", "arthritis", "hypomagnesaemia"]} <= causes
    assert not causes & {concept(label) for label in ("cortisol", "muscle excitability", "muscle tension", "heat pack")}
    assert concept("cortisol") in closure.objects(CASE, BS.hasUpstreamFactor)


def test_absence_of_the_broad_is_absence_of_the_narrow(graph: kg.KnowledgeGraph) -> None:
    closure = entailed(graph, (BS.lacksFinding, "bladder dysfunction"))
    assert Triple(CASE, BS.lacksFinding, concept("urinary retention")) in closure
    both = [
        Triple(CASE, BS.hasFinding, concept("urinary retention")),
        Triple(CASE, BS.lacksFinding, concept("urinary retention")),
    ]
    assert graph.closure.extend(both).inconsistencies


POLICY_HEADER = "id\tuse\tlevel\tfindings\tfact\treason\n"


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("RF010\tpattern\t\tfever\t\tWhy.", "do not fit"),
        ("RF010\tpattern\turgent\t\t\tWhy.", "do not fit"),
        ("RF010\tevidence\turgent\tfever\t\tWhy.", "do not fit"),
        ("RF010\tpattern\turgent\tfever\t\t", "needs a reason"),
        ("RF010\tpattern\tat once\tfever\t\tWhy.", "holds 'at once'"),
        ("RF010\tweak\troutine\tfever\t\tWhy.", "has a fact"),
        ("RF010\tweak\turgent\tfever\theat\tWhy.", "has a fact"),
        ("RF010\tpattern\turgent\tfever\theat\tWhy.", "has a fact"),
        ("RF010\tpattern\turgent\tfevre\t\tWhy.", "no concept is labelled 'fevre'"),
        ("RF010\tpattern\turgent\tfever | fever\t\tWhy.", "named twice"),
        ("RF010\tpoem\turgent\tfever\t\tWhy.", "holds 'poem'"),
    ],
)
def test_a_wrong_line_of_the_policy_is_named(tmp_path: Path, line: str, message: str) -> None:
    path = tmp_path / "policy.tsv"
    path.write_text(POLICY_HEADER + line + "\n", "utf-8")
    with pytest.raises(OntologyError, match=message) as caught:
        list(read_policy(path, NAMES))
    assert caught.value.code == "BS105"
    assert f"{path}:2" in str(caught.value)


def test_mappings_hold_nothing_that_may_not_be_redistributed() -> None:
    for path in CATALOG.paths(Role.MAPPINGS):
        text = path.read_text("utf-8")
        assert "SNOMED" not in text
        assert "do not redistribute" not in text
        assert list(read_mappings(path))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("skos:exactMatch", "skos:sameMatch"),
        ("ICD10CM:M62.830", "ICD99:M62.830"),
        ("bs:BackSpasm", "ex:BackSpasm"),
        ("subject_id", "subject"),
        ("#license:", "#License"),
    ],
)
def test_a_wrong_mapping_is_named(tmp_path: Path, old: str, new: str) -> None:
    path = tmp_path / "concepts.sssom.tsv"
    text = CATALOG.paths(Role.MAPPINGS)[0].read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(OntologyError) as caught:
        list(read_mappings(path))
    assert caught.value.code == "BS105"


def test_words_out_of_scope_name_no_concept(graph: kg.KnowledgeGraph) -> None:
    for words, *_ in read_out_of_scope(CATALOG.path(Role.OUT_OF_SCOPE)):
        assert len(graph.terms.named(words)) != 1, words


def test_the_page_on_evidence_is_fresh() -> None:
    assert (ROOT / "docs" / "evidence.md").read_text("utf-8") == evidence_page(folder("ontology"))
