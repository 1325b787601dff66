"""Why a triple holds, in words: on the bundled knowledge, and on files of one's own."""

import json
from pathlib import Path

import jsonschema
import pytest

import kg
from kg.explain import Detail, Sign, Status, Step, json_schema, outline, to_json, to_markdown
from kg.explain.files import FileOrigins
from kg.explain.triples import Explainer
from kg.load import load, load_triples
from kg.proofs.model import Kind
from kg.reason.native import reason
from kg.terms import Triple
from kg.vocabulary import BS
from tests.conftest import LONG, Run

FAMILY = """\
@prefix ex: <http://example.org/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
ex:Parent owl:equivalentClass [ a owl:Restriction ; owl:onProperty ex:hasChild ; owl:someValuesFrom ex:Person ] .
ex:Parent rdfs:subClassOf ex:Person .
ex:Bob a ex:Person .
ex:Ann ex:hasChild ex:Bob ; ex:hasChild ex:Cid .
ex:Cid a ex:Person .
"""


@pytest.fixture
def family(tmp_path: Path) -> Explainer:
    path = tmp_path / "family.ttl"
    path.write_text(FAMILY, encoding="utf-8")
    loaded = load([path])
    return Explainer(reason(loaded), origins=FileOrigins(loaded))


def test_each_proof_rests_on_something_else(graph: kg.KnowledgeGraph) -> None:
    explanation = graph.explain("stress", "raises", "back spasm", maximum=50)
    assert explanation.status is Status.ENTAILED
    assert explanation.complete
    leaves = [frozenset(told.proof.leaves()) for told in explanation.told]
    assert len({*leaves}) == len(leaves) > 10
    sizes = [len(found) for found in leaves]
    assert sizes == sorted(sizes)


def stated(graph: kg.KnowledgeGraph, step: Step) -> Triple:
    """Return what a step states, of the several triples that its claim may be about."""
    ends = {step.subject.id, step.object.id}
    refs = graph.terms.ref
    own = (t for t in step.claim.triples if {refs(t.subject).id, refs(t.object).id} == ends)
    return next(own, step.claim.triple)


def test_paths_and_justifications_agree(graph: kg.KnowledgeGraph) -> None:
    """Of every pair with a net influence: the smallest sets of claims are those that the paths are made of."""
    explainer = graph.explainer
    pairs = [t for t in graph.closure if t.predicate in (BS.raises, BS.lowers)]
    compared = 0
    for goal in sorted(pairs, key=str)[:: 1 if LONG else max(1, len(pairs) // 60)]:
        sign = Sign.RAISES if goal.predicate == BS.raises else Sign.LOWERS
        found = explainer.question(goal).justifications()
        if not found.complete or goal.subject == goal.object:
            continue
        explanation = graph.explain(f"<{goal.subject.value}>", f"<{goal.object.value}>", maximum=10_000)
        chains = [c for path in explanation.paths if path.sign is sign for c in (path, *path.alternatives)]
        sets: set[frozenset[Triple]] = set()
        for chain in chains:
            choices: list[set[Triple]] = [{stated(graph, part) for part in (step, *step.also)} for step in chain.steps]
            combined: list[frozenset[Triple]] = [frozenset()]
            for choice in choices:
                combined = [one | {triple} for one in combined for triple in choice]
            sets |= {*combined}
        minimal = {one for one in sets if not any(other < one for other in sets)}
        assert {frozenset(axiom[0] for axiom in axioms) for axioms in found} == minimal, goal
        compared += 1
    assert compared > 40


def test_every_leaf_names_where_it_comes_from(graph: kg.KnowledgeGraph) -> None:
    """A claim, a row of concepts, or a file of the schema: of every asserted triple, whatever it says."""
    origins = graph.influences.origins
    nowhere = [t for t in graph.closure.asserted if not origins(t)]
    # What describes the compiled file itself is written by the compiler.
    assert {t.subject.value for t in nowhere} <= {"https://w3id.org/backstory/"}
    told = graph.explain("stress", "raises", "cortisol").told[0]
    for triple, line in told.leaves:
        assert line.origins, triple


def test_a_chain_reads_as_one_path(graph: kg.KnowledgeGraph) -> None:
    explanation = graph.explain("deep breathing", "lowers", "back spasm")
    proof = outline(explanation)[0].items[0].items[0]
    assert [item.text.split(" [")[0] for item in proof.items] == [
        "deep breathing is a kind of stress reduction technique",
        "stress reduction technique can relieve muscle tension",
        "muscle tension can take the form of back muscle tension",
        "back muscle tension can increase the likelihood of back spasm",
    ]
    full = to_markdown(explanation, Detail.FULL)
    assert "prp-spo1" in full
    brief = to_markdown(explanation, Detail.BRIEF)
    assert "prp-spo2" not in brief
    assert len(brief) < len(to_markdown(explanation)) < len(full)


def test_an_answer_is_as_firm_as_its_weakest_ground(graph: kg.KnowledgeGraph) -> None:
    explanation = graph.explain("deep breathing", "lowers", "back spasm")
    assert explanation.told[0].modality.value == "can"
    assert explanation.told[0].editorial == 2
    assert "[EDITORIAL] [E007]" in to_markdown(explanation).replace("\\", "")


def test_what_the_answer_hangs_on(graph: kg.KnowledgeGraph) -> None:
    alone = graph.explain("stress", "raises", "shallow breathing")
    assert alone.essential is not None
    assert graph.claims["C036"].triple in alone.essential
    several = graph.explain("stress", "raises", "back spasm")
    assert several.essential is not None
    claims = {claim.triple for claim in graph.claims.values()}
    assert not claims & {*several.essential}


def test_what_does_not_follow_is_said(graph: kg.KnowledgeGraph) -> None:
    explanation = graph.explain("cold pack", "lowers", "dehydration")
    assert explanation.status is Status.NOT_ENTAILED
    assert explanation.answer.startswith("It does not follow that")


def test_an_ontology_of_ones_own(family: Explainer) -> None:
    goal = family.triple("Ann", "a", "Parent")
    explanation = family.justified(family.why(goal, 5), goal, repairs=True)
    jsonschema.validate(to_json(explanation), json_schema())
    assert explanation.answer == "Ann is a Parent; this follows from two statements and three axioms."
    assert len(explanation.told) == 2
    found = explanation.justifications[0]
    assert found.complete
    # The restriction belongs to the axiom that uses it, so each set has that axiom and two statements.
    assert [len(axioms) for axioms in found] == [3, 3]
    assert [len(axioms) for axioms in explanation.repairs[0]] == [1, 2, 2, 2, 2]
    text = to_markdown(explanation, Detail.FULL)
    assert "(hasChild some Person)" in text
    assert "family.ttl" in text


def test_lines_of_ntriples_are_named(tmp_path: Path) -> None:
    path = tmp_path / "data.nt"
    path.write_text(
        "# people\n<http://e/a> <http://e/p> <http://e/b> .\n\n"
        "<http://e/p> <http://www.w3.org/2000/01/rdf-schema#subPropertyOf> <http://e/q> .\n",
        encoding="utf-8",
    )
    loaded = load([path])
    explainer = Explainer(reason(loaded), origins=FileOrigins(loaded))
    told = explainer.why(explainer.triple("a", "q", "b")).told[0]
    assert [origin.name.rpartition(":")[2] for _, line in told.leaves for origin in line.origins] == ["4", "2"]


def test_a_contradiction_is_explained(backstory: Run, tmp_path: Path) -> None:
    path = tmp_path / "wrong.ttl"
    path.write_text(FAMILY + "ex:Person owl:disjointWith ex:Robot . ex:Bob a ex:Robot .", encoding="utf-8")
    result = backstory("explain", "-i", str(path), "--repairs", "-f", "json")
    assert result.returncode == 3
    answer = json.loads(result.stdout)
    assert answer["repairs"][0]["complete"]
    assert [len(axioms) for axioms in answer["repairs"][0]["sets"]] == [1, 1, 1]
    consistent = tmp_path / "right.ttl"
    consistent.write_text(FAMILY, encoding="utf-8")
    assert backstory("explain", "-i", str(consistent)).returncode == 1


def test_every_inferred_triple_in_one_stream(backstory: Run, graph: kg.KnowledgeGraph, tmp_path: Path) -> None:
    result = backstory("explain", "--all")
    lines = [json.loads(line) for line in result.stdout.splitlines()]
    assert len(lines) == len(graph.closure.inferred)
    assert all(line["rule"] and line["nodes"][0]["text"] == line["triple"] for line in lines)
    out = tmp_path / "all.jsonl"
    assert backstory("explain", "--all", "-o", str(out)).returncode == 0
    assert out.read_text("utf-8") == result.stdout


def test_names_find_terms(family: Explainer) -> None:
    names = family.names
    assert names.find("ann") == names.find("<http://example.org/Ann>") == names.find("http://example.org/Ann")
    assert names.find_predicate("has child").value == "http://example.org/hasChild"
    with pytest.raises(kg.TermError, match="BS201"):
        names.find("Anm Lee")
    with pytest.raises(kg.TermError, match="BS201"):
        names.find_predicate('"x"')


def test_plain_words(graph: kg.KnowledgeGraph) -> None:
    """What has a technical label is called by its plain word, and rules are not named."""
    lay = graph.explain("hypokalaemia", "raises", "back spasm", audience="lay")
    assert lay.answer.startswith("Low potassium may raise")
    usual = graph.explain("low potassium", "raises", "back spasm")
    assert usual.answer.startswith("Hypokalaemia may raise")
    assert "prp-" in to_markdown(usual)
    assert "prp-" not in to_markdown(lay)
    assert "[INFERRED]" in to_markdown(lay).replace("\\", "")
    absent = to_markdown(graph.why_not("cold pack", "lowers", "hypokalaemia", audience="lay"))
    assert "low potassium" in absent
    assert "prp-" not in absent
    with pytest.raises(kg.UsageError, match="BS018"):
        graph.explain("stress", audience="cats")


def test_both_sides_of_a_dispute(graph: kg.KnowledgeGraph) -> None:
    """The article on posture, and the review that stands against it; the review asserts nothing."""
    explanation = graph.dispute("poor posture")
    assert explanation.status is Status.ENTAILED
    assert {other.claim.id for _, against in explanation.disputes for other in against} == {"CA051"}
    assert {source.id for source in explanation.sources} == {"ARTICLE", "SWAIN"}
    assert graph.dispute("CA051").disputes == explanation.disputes
    jsonschema.validate(to_json(explanation), json_schema())
    assert graph.claims["CA051"].triple not in graph.closure
    assert graph.dispute("cortisol").status is Status.NOT_STATED
    # Wherever a disputed claim is a step, the other side is shown.
    answer = graph.explain("poor posture", "raises", "back spasm")
    assert [claim.id for claim in answer.conflicting] == ["CA051"]
    assert "CA051" in to_markdown(answer)


@pytest.mark.parametrize("seed", [str(seed) for seed in range(50)] if LONG else ["0", "1", "42"])
def test_the_same_bytes_whatever_the_hash_seed(backstory: Run, seed: str) -> None:
    for arguments in (
        ("explain", "stress", "raises", "back spasm", "--max", "5", "--justifications", "--repairs"),
        ("why-not", "cold pack", "lowers", "dehydration"),
        ("what-if", "--remove", "C036"),
    ):
        first = backstory(*arguments, env={"PYTHONHASHSEED": "7"})
        assert backstory(*arguments, env={"PYTHONHASHSEED": seed}).stdout == first.stdout
        assert first.stdout


def test_answers_are_the_same_without_data_for_proofs(graph: kg.KnowledgeGraph) -> None:
    """The triples are the same, and so are why and why not: all proofs are found in the closure, not in its tags."""
    asserted = [*graph.ontology.asserted]
    closures = [reason(load_triples(asserted), explainable=on) for on in (True, False)]
    assert {*closures[0]} == {*closures[1]}
    with_data, without = map(Explainer, closures)
    for goal in sorted(closures[0].inferred, key=str)[::100]:
        assert goal in closures[1]
        assert to_json(with_data.why(goal, 3)) == to_json(without.why(goal, 3))
    absent = Triple(BS.ColdPack, BS.lowers, BS.Dehydration)
    assert to_json(with_data.why_not(absent)) == to_json(without.why_not(absent))


def test_each_node_of_the_json_is_come_by_in_one_way(graph: kg.KnowledgeGraph) -> None:
    """Two proofs that conclude the same differently keep their own nodes, and share what they have in common."""
    value = to_json(graph.explain("stress", "raises", "back spasm", maximum=5))
    nodes = value["nodes"]
    for proof in value["proofs"]:
        reached: set[str] = set()
        waiting: list[str] = [proof["root"]]
        while waiting:
            name = waiting.pop()
            if name not in reached:
                reached.add(name)
                waiting += nodes[name]["premises"]
        assert len(reached) == proof["size"]
        assert sum(nodes[name]["kind"] == Kind.ASSERTED for name in reached) == len(proof["leaves"])
