"""What assessments cost: of one case in process, with and without proofs, and of many in a batch."""

from __future__ import annotations

from random import Random
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bench.peers import Peer
    from bench.results import Task
    from kg.assess import Case
    from kg.graph import KnowledgeGraph

__all__ = ["measure"]

_MANY = 10_000
_SINGLE = 1_000
_PROVED = 60
_JOBS = 2


def measure(_peer: Peer, _task: Task) -> dict[str, float]:
    """Return median seconds of one assessment of the bundled knowledge, those of a batch, and how many differ in it.

    Those of the batch in two processes are compared with those of a batch in one, and a tenth with those one by one.
    """
    import kg
    from kg.assess import to_json

    graph = kg.open()
    cases = random_cases(graph, _MANY)
    graph.assess(cases[0])  # what is looked up once
    single: list[float] = []
    alone: list[Any] = []
    for case in cases[:: _MANY // _SINGLE]:
        start = perf_counter()
        alone.append(graph.assess(case))
        single.append(perf_counter() - start)
    proved: list[float] = []
    for case in cases[:_PROVED]:
        start = perf_counter()
        assessment = graph.assess(case)
        to_json(assessment, graph.reasons(assessment))
        proved.append(perf_counter() - start)
    start = perf_counter()
    together = list(graph.assess_all(cases, jobs=_JOBS))
    seconds = perf_counter() - start
    start = perf_counter()
    one_process = list(graph.assess_all(cases))
    slower = perf_counter() - start
    chosen = together[:: _MANY // _SINGLE]
    return {
        "assessment": median(single),
        "assessment with proofs": median(proved),
        "batch": seconds,
        "batch in one process": slower,
        "cases": len(cases),
        "differing": _differing(alone, chosen) + _differing(one_process, together),
    }


def _differing(some: list[Any], others: list[Any]) -> int:
    return sum(one != other for one, other in zip(some, others, strict=True))


def random_cases(graph: KnowledgeGraph, size: int, seed: int = 6) -> list[Case]:
    """Return some random cases of one to four findings, some with a condition, a medicine, an age and what is absent.

    Args:
        graph: the knowledge base.
        size: how many.
        seed: of the random numbers.
    """
    from kg.assess import Place
    from kg.errors import CaseError
    from kg.vocabulary import BS

    closed = graph.assessor.background.patterns.closed

    random = Random(seed)  # noqa: S311 -- a sample
    kinds = {label: graph.assessor.background.kinds(node) for node, label in sorted(graph.terms.concepts().items())}
    findings, conditions, medicines = (
        [label for label, kind in kinds.items() if wanted in kind]
        for wanted in (BS.Finding, BS.Condition, BS.Medication)
    )
    cases: list[Case] = []
    while len(cases) < size:
        named = random.sample(findings, random.randint(1, 5))
        document = {
            "findings": {"present": named[:4], "absent": named[4:]},
            "conditions": random.sample(conditions, random.randint(0, 1)),
            "medications": random.sample(medicines, random.randint(0, 1)),
            "age": random.randint(0, 100),
        }
        try:
            case = graph.case(document)
        except CaseError:
            continue  # what is drawn may contradict itself
        if not closed(case.features) & {*case.nodes(Place.ABSENT)}:
            cases.append(case)
    return cases
