"""Every claim of the article is in the graph: with its place, its hedge, and in our own words."""

import re
from pathlib import Path

import pytest

import kg
from kg.claims import HEDGES, Modality, Stance
from kg.terms import Triple
from kg.vocabulary import BS, BSCLAIM, OWL, RDF, SKOS

# Rows whose `is_a` means something else than "a narrower concept": a role, and a degree of urgency.
NOT_A_KIND_OF = {"C130": "rdf:type", "C134": "constitutes", "C135": "constitutes"}


def words(text: str) -> list[str]:
    return re.findall(r"[a-z]+", text.lower())


def camel(relation: str) -> str:
    first, *others = relation.split("_")
    return first + "".join(word.capitalize() for word in others)


def label(graph: kg.KnowledgeGraph, node: object) -> str | None:
    return graph.closure.text(node, SKOS.prefLabel)  # type: ignore[arg-type]


def test_all_147_rows_are_claims_of_the_article(graph: kg.KnowledgeGraph, claim_rows: list[dict[str, str]]) -> None:
    assert len(claim_rows) == 147
    assert [claim.id for claim in graph.claims_from("ARTICLE")] == [row["id"] for row in claim_rows]


def test_each_row_has_its_locator_and_hedge(graph: kg.KnowledgeGraph, claim_rows: list[dict[str, str]]) -> None:
    for row in claim_rows:
        claim = graph.claims[row["id"]]
        assert (claim.paragraph, claim.sentence) == (int(row["paragraph"]), int(row["sentence"])), row["id"]
        assert claim.hedge == row["modality"], row["id"]
        assert claim.stance is Stance.SUPPORTS
        assert bool(claim.statement)


def test_each_row_states_the_same_triple(graph: kg.KnowledgeGraph, claim_rows: list[dict[str, str]]) -> None:
    for row in claim_rows:
        claim = graph.claims[row["id"]]
        assert label(graph, claim.subject) == row["subject"]
        if row["object_kind"] == "Relation":
            assert claim.object == BSCLAIM.C048, "overexertion triggers back spasm"
        elif row["id"] == "C130":
            assert claim.object == BS.RedFlag
        else:
            assert label(graph, claim.object) == row["object"]
        relation = NOT_A_KIND_OF.get(row["id"], "kindOf" if row["relation"] == "is_a" else camel(row["relation"]))
        expected = RDF.type if relation == "rdf:type" else BS[relation]
        assert claim.predicate == expected, row["id"]


def test_each_row_is_asserted_and_annotated(graph: kg.KnowledgeGraph, claim_rows: list[dict[str, str]]) -> None:
    provenance = graph.ontology.provenance
    for row in claim_rows:
        claim = graph.claims[row["id"]]
        assert claim.triple in graph.closure.asserted
        axioms = [triple.subject for triple in provenance.match(None, BS.assertedBy, BSCLAIM[claim.id])]
        assert len(axioms) == 1
        annotated = [
            provenance.objects(axioms[0], part)[0]
            for part in (OWL.annotatedSource, OWL.annotatedProperty, OWL.annotatedTarget)
        ]
        assert annotated == list(claim.triple)


def test_offsets_point_at_the_quoted_words(
    graph: kg.KnowledgeGraph, claim_rows: list[dict[str, str]], shared: Path
) -> None:
    article = (shared / "source" / "article.txt").read_text("utf-8")
    for row in claim_rows:
        claim = graph.claims[row["id"]]
        assert article[claim.start : claim.end] == row["quote"], row["id"]


def test_kinds_follow_the_rows(graph: kg.KnowledgeGraph, claim_rows: list[dict[str, str]]) -> None:
    renamed = {"Disease": "Condition"}
    for row in claim_rows:
        for name, kind in ((row["subject"], row["subject_kind"]), (row["object"], row["object_kind"])):
            if kind == "Relation" or name == "red flag":
                continue
            triple = Triple(graph.terms.find(name), RDF.type, BS[renamed.get(kind, kind)])
            assert triple in graph.closure, f"{name} is a {kind}"


def test_the_words_are_our_own(graph: kg.KnowledgeGraph, shared: Path) -> None:
    """No statement, limit, reason or definition repeats eight words of the article in a row."""
    article = words((shared / "source" / "article.txt").read_text("utf-8"))
    runs = {tuple(article[i : i + 8]) for i in range(len(article) - 7)}
    texts = [text for claim in graph.claims.values() for text in (claim.statement, claim.qualifier, claim.reason)]
    texts += [triple.object.value for triple in graph.closure.match(predicate=SKOS.definition)]
    for text in filter(None, texts):
        own = words(text)
        assert not any(tuple(own[i : i + 8]) in runs for i in range(len(own) - 7)), text


def test_statements_are_distinct_sentences(graph: kg.KnowledgeGraph) -> None:
    statements = [claim.statement for claim in graph.claims.values()]
    assert len(set(statements)) == len(statements)
    assert all(re.fullmatch(r"[A-Z].*\.", statement) for statement in statements)


@pytest.mark.parametrize(
    ("hedge", "modality"),
    [
        ("asserted", "definite"),
        ("known", "definite"),
        ("should", "definite"),
        ("requiring", "definite"),
        ("common", "often"),
        ("particularly", "often"),
        ("can", "can"),
        ("potentially", "may"),
        ("might", "may"),
        ("rare", "rare"),
    ],
)
def test_hedges_have_their_modality(hedge: str, modality: str) -> None:
    assert HEDGES[hedge] == modality


def test_a_chain_is_as_firm_as_its_weakest_step() -> None:
    assert list(Modality) == sorted(Modality, key=lambda modality: modality.rank)
    assert Modality.weakest([Modality.OFTEN, Modality.RARE, Modality.MAY]) is Modality.RARE


def test_editorial_steps_have_a_reason_and_no_place(graph: kg.KnowledgeGraph) -> None:
    editorial = graph.claims_from("EDITORIAL")
    assert editorial
    for claim in editorial:
        assert claim.stance is Stance.EDITORIAL
        assert claim.reason
        assert claim.paragraph is None
        for cited in re.findall(r"C\d{3}", claim.reason):
            assert cited in graph.claims


def test_claims_about_claims_point_at_the_claim(graph: kg.KnowledgeGraph) -> None:
    for name in ("C049", "C050"):
        assert graph.claims[name].triple == Triple(graph.claims[name].subject, BS.amplifies, BSCLAIM.C048)
