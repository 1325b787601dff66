"""Renderings of an explanation: JSON by its published schema, Markdown, and HTML for notebooks."""

from __future__ import annotations

import html
import json
from collections.abc import Iterable, Sequence
from importlib import resources
from typing import Any, Final

from kg.claims import Claim
from kg.explain.model import About, Explanation, Path, Step
from kg.explain.outline import Item, outline
from kg.lexicon import Entry, Ref
from kg.proofs.model import shown
from kg.version import __version__

__all__ = ["SCHEMA_IRI", "entry_json", "json_schema", "to_html", "to_json", "to_markdown"]

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
        "proofs_found": len(explanation.proofs),
        "nodes": _nodes(explanation),
        "versions": {"kb": explanation.knowledge, "engine": __version__},
    }


def _nodes(explanation: Explanation) -> Json:
    """Return the nodes of all proofs by id, each once; those that are asserted name their claims."""
    ids: dict[tuple[str, str], str] = {}
    nodes: Json = {}
    for proof in explanation.proofs:
        names = [ids.setdefault((node.kind.value, node.text), f"n{len(ids) + 1}") for node in proof]
        for name, node in zip(names, proof, strict=True):
            nodes.setdefault(
                name,
                {
                    "kind": node.kind.value,
                    "text": node.text,
                    "rule": node.rule,
                    "substitution": {variable: shown(term) for variable, term in node.substitution.items()},
                    "premises": [names[premise] for premise in node.premises],
                    "source": [origin.name for origin in line.origins],
                },
            )
    return nodes


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
    }


def _refs(refs: Iterable[Ref]) -> list[Json]:
    return [{"id": ref.id, "label": ref.label} for ref in refs]


def to_markdown(explanation: Explanation) -> str:
    """Return an explanation as Markdown: question, answer, then a nested list of reasons."""
    lines = [f"# {_escape(explanation.question)}", "", _escape(explanation.answer)]
    for part in outline(explanation):
        lines += ["", f"## {_escape(part.text)}", "", *_bullets(part.items, 0)]
    return "\n".join(lines) + "\n"


def to_html(explanation: Explanation) -> str:
    """Return an explanation as a fragment of HTML, for notebooks; labels are text, never markup."""
    parts = "".join(
        f"<h4>{html.escape(part.text)}</h4>{_list(part.items)}" for part in outline(explanation) if part.items
    )
    return f"<h3>{html.escape(explanation.question)}</h3><p><b>{html.escape(explanation.answer)}</b></p>{parts}"


def _list(items: Sequence[Item]) -> str:
    lines = (f"<li>{html.escape(item.text)}{_list(item.items) if item.items else ''}</li>" for item in items)
    return f"<ul>{''.join(lines)}</ul>"


def _bullets(items: Sequence[Item], depth: int) -> list[str]:
    lines: list[str] = []
    for item in items:
        lines.append(f"{'  ' * depth}- {_escape(item.text)}")
        lines += _bullets(item.items, depth + 1)
    return lines


def _escape(text: str) -> str:
    """Keep text from being read as markup."""
    for char in "\\`*_[]<>#":
        text = text.replace(char, f"\\{char}")
    return text
