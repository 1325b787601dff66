"""An assessment as a picture: from what may cause the findings and what may help, to the urgency and what to avoid."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from kg.claims import Modality
from kg.explain import Sign
from kg.export.model import Edge, Family, Node, Picture
from kg.export.reduce import nearest
from kg.lexicon import Ref
from kg.vocabulary import compact

if TYPE_CHECKING:
    from kg.assess import Assessment, Level
    from kg.assess.model import Cause, Option, Reason

__all__ = ["picture_of_assessment"]

_CAUSES: Final = {"raises": ("bs:raises", "raises", Sign.RAISES), "suggests": ("bs:suggests", "is suggested by", None)}
_TARGETS: Final = {"lowers": ("bs:lowers", "lowers", Sign.LOWERS)}


def picture_of_assessment(assessment: Assessment, cap: int | None = None) -> Picture:
    """Return the findings of a case with what may cause them, what may help, what to avoid, and the urgency.

    An edge that stands for several influences, or for one of a broader thing, is dashed, and has the claims on its way.

    Args:
        assessment: the assessment.
        cap: how many nodes to show; None for all. Those nearest to the urgency are kept.

    >>> import kg
    >>> picture = picture_of_assessment(kg.open().assess({"findings": ["saddle anaesthesia"]}))
    >>> [(node.label, node.family.title) for node in picture.nodes if node.focus]
    [('emergency', 'urgency')]
    """
    from kg.assess import Place

    drawn = _Drawn(compact(node.value) for node in assessment.case.nodes(Place.CONDITIONS, Place.MEDICATIONS))
    drawn.urgency(assessment)
    for cause in assessment.must_not_miss:
        drawn.cause(cause, Family.SERIOUS)
    for cause in assessment.causes:
        drawn.cause(cause, Family.POSSIBLE)
    for option in assessment.options:
        drawn.option(option)
    for avoided in assessment.avoided:
        here = drawn.add(avoided.term, Family.AVOIDED)
        drawn.reasons(here, avoided.reasons, "bs:contraindicatedWith")
    for finding in assessment.unexplained:
        drawn.add(finding, Family.PRESENT)
    withheld = "".join(f" No {name} are shown: {reason}." for name, reason in assessment.withheld)
    title = f"{assessment.level.value.capitalize()}. {assessment.advice}{withheld}".replace("..", ".")
    return nearest(drawn.picture(title), cap)


class _Drawn:
    """The nodes and edges so far; a node keeps the family that it was first given."""

    def __init__(self, features: Iterable[str]) -> None:
        self._features = frozenset(features)
        self._nodes: dict[str, Node] = {}
        self._edges: dict[tuple[str, str, str], Edge] = {}

    def add(self, term: Ref, family: Family, *, focus: bool = False) -> str:
        drawn = Family.FEATURE if term.id in self._features else family
        self._nodes.setdefault(term.id, Node(term.id, term.label, drawn, focus))
        return term.id

    def urgency(self, assessment: Assessment) -> None:
        self._level(assessment.level, focus=True)
        for flag in assessment.flags:
            level = self._level(flag.level, focus=False)
            found = [self.add(finding, Family.PRESENT) for finding in flag.findings]
            if len(found) > 1:  # none of them would do alone
                both = self.add(Ref(f"kind:flag-{flag.id}", f"together ({flag.id})"), Family.TOGETHER)
                for finding in found:
                    self.edge(finding, both, "bs:partOf", "is part of", claims=flag.claims)
                found = [both]
            for here in found:
                self.edge(here, level, "bs:hasUrgency", "makes it", claims=flag.claims)

    def _level(self, level: Level, *, focus: bool) -> str:
        return self.add(Ref(f"kind:level-{level.value}", level.value), Family.URGENCY, focus=focus)

    def cause(self, cause: Cause, family: Family) -> None:
        here = self.add(cause.term, family)
        for support in cause.supports:
            relation, label, sign = _CAUSES.get(support.how, ("bs:suggests", support.how, None))
            finding = self.add(support.finding, Family.PRESENT)
            far = support.inherited or support.steps > 1
            self.edge(here, finding, relation, label, sign, support.modality, far=far, claims=support.claims)

    def option(self, option: Option) -> None:
        here = self.add(option.term, Family.HELPING)
        for target in option.targets:
            relation, label, sign = _TARGETS.get(target.how, ("bs:optionFor", target.how, None))
            there = self.add(target.term, Family.PRESENT)
            self.edge(here, there, relation, label, sign, target.modality, far=target.steps > 1, claims=target.claims)
        self.reasons(here, option.cautions, "bs:cautionWith")

    def reasons(self, here: str, reasons: Iterable[Reason], relation: str) -> None:
        for reason in reasons:
            feature = self.add(reason.feature, Family.FEATURE)
            self.edge(here, feature, relation, reason.strength, claims=reason.claims)

    def edge(
        self,
        source: str,
        target: str,
        relation: str,
        label: str,
        sign: Sign | None = None,
        modality: Modality = Modality.DEFINITE,
        *,
        far: bool = False,
        claims: tuple[str, ...] = (),
    ) -> None:
        edge = Edge(source, target, relation, label, sign, inferred=far, modality=modality.value, claims=claims)
        self._edges.setdefault((source, target, relation), edge)

    def picture(self, title: str) -> Picture:
        nodes = tuple(self._nodes[name] for name in sorted(self._nodes))
        return Picture(title, nodes, tuple(self._edges[key] for key in sorted(self._edges)), len(nodes))
