"""An explanation as a JSON document, by its published schema."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from importlib import resources
from typing import TYPE_CHECKING, Any, Final

from kg.claims import Claim, Numbers, Stance
from kg.explain.model import About, Explanation, Line, Path, Step, Told
from kg.lexicon import Entry, Ref
from kg.proofs.model import shown
from kg.terms import Triple
from kg.version import __version__

if TYPE_CHECKING:
    from kg.proofs.absence import Absence
    from kg.proofs.change import Change, Difference
    from kg.proofs.justify import AxiomSets

__all__ = ["SCHEMA_IRI", "Nodes", "entry_json", "json_schema", "to_json"]

SCHEMA_IRI: Final = "https://w3id.org/backstory/schema/explanation/1"
"""Names the version of the JSON; fields are only ever added to it, none is renamed."""

Json = dict[str, Any]


def json_schema() -> Json:
    """Return the JSON Schema (draft 2020-12) that `to_json` keeps to."""
    text = resources.files("kg.explain").joinpath("explanation.schema.json").read_text("utf-8")
    schema: Json = json.loads(text)
    return schema


def to_json(explanation: Explanation) -> Json:
    """Return an explanation as JSON values, in the order in which the schema lists the fields."""
    signs = [sign.value for sign in explanation.signs]
    nodes, essential = Nodes(explanation.told), explanation.essential
    return {
        "schema": SCHEMA_IRI,
        "question": explanation.question,
        "answer": explanation.answer,
        "sign": signs[0] if len(signs) == 1 else "ambivalent" if signs else None,
        "status": explanation.status.value,
        "complete": explanation.complete,
        "paths": [_path(path) for path in explanation.paths],
        "nearest": [_step(step) for step in explanation.nearest],
        "paths_found": explanation.found,
        "about": _about(explanation.about) if explanation.about else None,
        "claim": _claim(explanation.claim) if explanation.claim else None,
        "sources": [
            {"id": source.id, "title": source.title, "url": source.url, "tier": source.tier}
            for source in explanation.sources
        ],
        "proofs_found": len(explanation.told),
        "nodes": nodes.nodes,
        "proofs": _proofs(explanation, nodes),
        "justifications": [_sets(found, explanation) for found in explanation.justifications],
        "repairs": [_sets(found, explanation) for found in explanation.repairs],
        "essential": None if essential is None else [_triple(triple, explanation) for triple in essential],
        "absence": _absence(explanation.absence, explanation),
        "difference": _difference(explanation.difference, explanation, nodes.roots),
        "disputes": [
            {"claim": _step(step), "against": [_step(other) for other in others]}
            for step, others in explanation.disputes
        ],
        **dict(_flat(explanation)),
        "versions": {"kb": explanation.knowledge, "engine": __version__},
    }


class Nodes:
    """The nodes of all proofs by id, each once: what is come by in the same way is one node."""

    def __init__(self, told: Iterable[Told]) -> None:
        self._ids: dict[tuple[object, ...], str] = {}
        self.nodes: Json = {}
        self.roots = [self.take(one) for one in told]

    def take(self, told: Told) -> str:
        """Add the nodes of a proof, and return the id of that of its goal."""
        names = [""] * told.proof.size
        for at in range(told.proof.size - 1, -1, -1):
            node, line = told.proof.nodes[at], told.lines[at]
            premises = [names[premise] for premise in node.premises]
            key = (node.kind, node.text, node.rule, line.text, *premises)
            name = names[at] = self._ids.setdefault(key, f"n{len(self._ids) + 1}")
            self.nodes.setdefault(
                name,
                {
                    "kind": "assumed" if line.tag == "[ASSUMED]" else node.kind.value,
                    "text": node.text,
                    "rule": node.rule,
                    "substitution": {variable: shown(term) for variable, term in node.substitution.items()},
                    "premises": premises,
                    "source": [origin.name for origin in line.origins],
                    "words": line.text,
                    "tag": line.tag.strip("[]").lower() or None,
                    "reason": line.rule or None,
                },
            )
        return names[0]


def _proofs(explanation: Explanation, nodes: Nodes) -> list[Json]:
    return [
        {
            "root": root,
            "modality": told.modality.value,
            "size": told.proof.size,
            "depth": told.proof.depth,
            "leaves": [_triple(triple, explanation, line) for triple, line in told.leaves],
        }
        for told, root in zip(explanation.told, nodes.roots, strict=True)
    ]


def _triple(triple: Triple, explanation: Explanation, line: Line | None = None) -> Json:
    origins = line.origins if line else explanation.origins.get(triple, ())
    return {
        "subject": shown(triple.subject),
        "predicate": shown(triple.predicate),
        "object": shown(triple.object),
        "words": line.text if line else explanation.words.get(triple),
        "source": [origin.name for origin in origins],
    }


def _sets(found: AxiomSets, explanation: Explanation) -> Json:
    sets = [[[_triple(triple, explanation) for triple in axiom] for axiom in axioms] for axioms in found]
    conclusion = None if found.goal is None else " ".join(map(shown, found.goal))
    return {"conclusion": conclusion, "complete": found.complete, "sets": sets}


def _absence(absence: Absence | None, explanation: Explanation) -> Json | None:
    if absence is None:
        return None
    return {
        "candidates_found": absence.found,
        "candidates": [
            {
                "rule": candidate.rule,
                "missing": len(candidate.missing),
                "premises": [
                    {
                        "text": premise.text,
                        "standing": premise.standing.value,
                        "words": explanation.words.get(premise.triple) if premise.triple else None,
                    }
                    for premise in candidate.premises
                ],
            }
            for candidate in absence.candidates
        ],
        "additions": [
            {"rule": addition.rule, "triples": [_triple(triple, explanation) for triple in addition.triples]}
            for addition in absence.additions
        ],
    }


def _difference(difference: Difference | None, explanation: Explanation, roots: Sequence[str]) -> Json | None:
    if difference is None:
        return None
    root = iter(roots)

    def changes(found: Iterable[Change]) -> list[Json]:
        return [
            {
                "conclusion": change.text,
                "root": next(root),
                "cause": [_triple(triple, explanation) for triple in change.cause],
            }
            for change in found
        ]

    return {
        "added": [_triple(triple, explanation) for triple in difference.added],
        "removed": [_triple(triple, explanation) for triple in difference.removed],
        "kept": [_triple(triple, explanation) for triple in difference.kept],
        "gained_found": difference.gains,
        "lost_found": difference.losses,
        "gained": changes(difference.gained),
        "became_inconsistent": changes(difference.became_inconsistent),
        "lost": changes(difference.lost),
        "became_consistent": changes(difference.became_consistent),
    }


def _flat(explanation: Explanation) -> Iterator[tuple[str, list[Json]]]:
    """Yield the flat view that front-ends show: what is for the answer, what is against it, what is unconfirmed."""
    claims = {claim.id: claim for claim in explanation.supporting}
    against = {claim.id: claim for claim in explanation.conflicting}
    yield "supporting", [_claim(claim) for _, claim in sorted(claims.items())]
    yield "conflicting", [_claim(claim) for _, claim in sorted(against.items())]
    unconfirmed = [claim for claim in claims.values() if claim.stance is Stance.EDITORIAL or claim.qualifier]
    yield "unconfirmed", [_claim(claim) for claim in unconfirmed]


def _path(path: Path) -> Json:
    return {
        "sign": path.sign.value if path.sign else None,
        "modality": path.modality.value,
        "length": path.length,
        "steps": [_step(step) for step in path.steps],
        "alternatives": [_path(other) for other in path.alternatives],
    }


def _step(step: Step) -> Json:
    claim = step.claim
    return {
        "subject": step.subject.id,
        "predicate": step.predicate.id,
        "object": step.object.id,
        "sign": step.sign.value if step.sign else None,
        "modality": step.modality.value,
        "stance": claim.stance.value,
        "claim": claim.id,
        "source": claim.source,
        "paragraph": claim.paragraph,
        "sentence": claim.sentence,
        "statement": claim.statement,
        "subject_label": step.subject.label,
        "predicate_label": step.predicate.label,
        "object_label": step.object.label,
        "words": step.sentence,
        "hedge": claim.hedge,
        "qualifier": claim.qualifier,
        "reason": claim.reason,
        "influence": step.influence,
        "counted": step.counted,
        "also": [_step(other) for other in step.also],
        "disputed_by": [_claim(other) for other in step.disputed],
    }


def _about(about: About) -> Json:
    return {
        **entry_json(about.entry),
        "acted_on_by": [_path(path) for path in about.acted_on_by],
        "acts_on": [_path(path) for path in about.acts_on],
        "other": [_path(path) for path in about.other],
        "raised_by": _refs(about.raised_by),
        "lowered_by": _refs(about.lowered_by),
        "raises": _refs(about.raises),
        "lowers": _refs(about.lowers),
    }


def entry_json(entry: Entry) -> Json:
    """Return what a word means as JSON values."""
    return {
        "id": entry.term.id,
        "label": entry.term.label,
        "definition": entry.definition,
        "kinds": _refs(entry.kinds),
        "lay": list(entry.lay),
        "clinical": list(entry.clinical),
        "broader": _refs(entry.broader),
        "narrower": _refs(entry.narrower),
    }


def _claim(claim: Claim) -> Json:
    return {
        "id": claim.id,
        "source": claim.source,
        "paragraph": claim.paragraph,
        "sentence": claim.sentence,
        "start": claim.start,
        "end": claim.end,
        "hedge": claim.hedge,
        "modality": claim.modality.value,
        "polarity": claim.polarity.value,
        "stance": claim.stance.value,
        "qualifier": claim.qualifier,
        "reason": claim.reason,
        "statement": claim.statement,
        "disputes": list(claim.disputes),
        "population": claim.population,
        "scope": claim.scope,
        "strength": claim.strength,
        "mechanism": claim.mechanism,
        "mechanism_status": claim.mechanism_status,
        "alternative": claim.alternative,
        "numbers": _numbers(claim.numbers or Numbers()),
    }


def _numbers(numbers: Numbers) -> Json:
    return {
        "sensitivity": numbers.sensitivity,
        "specificity": numbers.specificity,
        "lr_positive": numbers.lr_positive,
        "lr_negative": numbers.lr_negative,
        "lr_origin": numbers.lr_origin,
        "prevalence": numbers.prevalence,
        "post_test": numbers.post_test,
        "other": numbers.other,
    }


def _refs(refs: Iterable[Ref]) -> list[Json]:
    return [{"id": ref.id, "label": ref.label} for ref in refs]
