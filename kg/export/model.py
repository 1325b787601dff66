"""The one picture model that every writer draws from."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any, Final

from kg.explain import Sign

if TYPE_CHECKING:
    from kg.export.page import Details

__all__ = ["Edge", "Family", "Node", "Picture", "legal"]

_ILLEGAL: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def legal(text: str) -> str:
    r"""Return a text with U+FFFD for each character that XML cannot hold, which no drawing can show either.

    >>> legal("a\x00b")
    'a\ufffdb'
    """
    return _ILLEGAL.sub("\ufffd", text)


_KINDS: Final = frozenset({"bs:kindOf", "rdfs:subClassOf", "rdfs:subPropertyOf"})


class Family(Enum):
    """A group of kinds that is drawn alike: its name, colour, text colour and shape.

    The colours are those of Okabe and Ito (2008), which colour-blind people can tell apart; the shapes tell the
    families apart without colour. Text keeps a contrast of 4.5 to 1 (WCAG 2).
    """

    MEASURE = ("measure", "#009E73", "#000000", "rounded box")
    CARE = ("care, grade", "#DDDDDD", "#000000", "note")
    BODY = ("part of the body", "#0072B2", "#FFFFFF", "tabbed box")
    HORMONE = ("hormone", "#F0E442", "#000000", "hexagon")
    FINDING = ("finding", "#D55E00", "#000000", "octagon")
    CONDITION = ("condition", "#CC79A7", "#000000", "parallelogram")
    CAUSE = ("cause, risk factor", "#E69F00", "#000000", "box")
    MECHANISM = ("process, state", "#56B4E9", "#000000", "ellipse")
    OTHER = ("other", "#FFFFFF", "#000000", "box")
    INFERRED = ("inferred", "#56B4E9", "#000000", "ellipse")
    STATED = ("stated", "#009E73", "#000000", "rounded box")
    EDITED = ("added by the editors", "#E69F00", "#000000", "note")
    ASSUMED = ("assumed", "#F0E442", "#000000", "parallelogram")
    AXIOM = ("axiom", "#DDDDDD", "#000000", "tabbed box")
    RULE = ("rule", "#FFFFFF", "#000000", "box")
    MISSING = ("does not follow", "#CC79A7", "#000000", "octagon")
    CLASS = ("class", "#56B4E9", "#000000", "ellipse")
    PROPERTY = ("property", "#E69F00", "#000000", "hexagon")
    INDIVIDUAL = ("individual", "#009E73", "#000000", "rounded box")
    EXPRESSION = ("class expression", "#DDDDDD", "#000000", "note")
    URGENCY = ("urgency", "#F0E442", "#000000", "hexagon")
    PRESENT = ("finding of the case", "#D55E00", "#000000", "octagon")
    FEATURE = ("condition, medicine", "#DDDDDD", "#000000", "note")
    TOGETHER = ("findings that count together", "#56B4E9", "#000000", "ellipse")
    SERIOUS = ("serious, not excluded", "#0072B2", "#FFFFFF", "tabbed box")
    POSSIBLE = ("possible cause", "#E69F00", "#000000", "box")
    HELPING = ("may help", "#009E73", "#000000", "rounded box")
    AVOIDED = ("to be avoided", "#CC79A7", "#000000", "parallelogram")

    @property
    def title(self) -> str:
        """What the family is called in a legend."""
        return self.value[0]

    @property
    def colour(self) -> str:
        """The fill colour, as ``#RRGGBB``."""
        return self.value[1]

    @property
    def text(self) -> str:
        """The colour of text on it."""
        return self.value[2]

    @property
    def shape(self) -> str:
        """The name of the shape; each writer has its own way to draw it."""
        return self.value[3]


@dataclass(frozen=True, slots=True)
class Node:
    """A concept in a picture.

    Args:
        id: its CURIE.
        label: what it is called.
        family: how it is drawn.
        focus: whether the picture is about it.
    """

    id: str
    label: str
    family: Family
    focus: bool = False


@dataclass(frozen=True, slots=True)
class Edge:
    """A relation in a picture.

    Args:
        source, target: ids of nodes.
        relation: CURIE of the relation.
        label: its words.
        sign: its sign; None for a relation without one.
        inferred: whether it follows rather than being stated.
        editorial: whether the editors added it.
        feedback: whether it leads back, against the layers.
        modality: how firm it is; empty when it is inferred.
        claims: ids of the claims it rests on.
        step: whether it leads from a premise to a rule, or from a rule to its conclusion.
    """

    source: str
    target: str
    relation: str
    label: str
    sign: Sign | None = None
    inferred: bool = False
    editorial: bool = False
    feedback: bool = False
    modality: str = ""
    claims: tuple[str, ...] = ()
    step: bool = False

    @property
    def polarity(self) -> str:
        """``raises``, ``lowers``, ``kind of``, ``step`` or ``other``: what the arrowhead tells."""
        if self.step:
            return "step"
        if self.sign:
            return self.sign.value
        return "kind of" if self.relation in _KINDS else "other"

    @property
    def evidence(self) -> str:
        """``inferred``, ``editorial`` or ``asserted``."""
        return "inferred" if self.inferred else "editorial" if self.editorial else "asserted"


@dataclass(frozen=True, slots=True)
class Picture:
    """A graph to be drawn.

    Args:
        title: what it shows.
        nodes: its nodes, sorted by id.
        edges: its edges, sorted; no two have the same ends and relation.
        total: how many nodes there were before the cap.
        upward: whether what edges lead to stands above, as the conclusion of a proof does, rather than on the right.
    """

    title: str
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    total: int
    upward: bool = False

    @property
    def caption(self) -> str:
        """The title, and how much of the whole is shown when it was capped."""
        cut = f" (showing {len(self.nodes)} of {self.total})" if len(self.nodes) < self.total else ""
        return self.title + cut

    @property
    def families(self) -> tuple[Family, ...]:
        """The families that occur, in the order of the legend."""
        return tuple(family for family in Family if any(node.family is family for node in self.nodes))

    @property
    def proves(self) -> bool:
        """Whether it shows proofs, or what one lacks, rather than relations of things."""
        return any(edge.step for edge in self.edges)

    def attributes(self) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
        """Return nodes and edges as flat values, the same for every machine format."""
        nodes: list[dict[str, Any]] = [
            {
                "id": node.id,
                "label": node.label,
                "group": node.family.title,
                "colour": node.family.colour,
                "shape": node.family.shape,
                "focus": node.focus,
            }
            for node in self.nodes
        ]
        edges: list[dict[str, Any]] = [
            {
                "id": f"e{number}",
                "source": edge.source,
                "target": edge.target,
                "relation": edge.relation,
                "label": edge.label,
                "polarity": edge.polarity,
                "evidence": edge.evidence,
                "feedback": edge.feedback,
                "modality": edge.modality,
                "claims": " ".join(edge.claims),
            }
            for number, edge in enumerate(self.edges, 1)
        ]
        return nodes, edges

    def page(self, details: Details | None = None) -> str:
        """Return the picture as one page of HTML that can be explored offline.

        Args:
            details: what to tell of its nodes and edges, as `kg.export.details_of` gives it.
        """
        from kg.export.page import to_picture_page

        return to_picture_page(self, details)

    def _repr_svg_(self) -> str:
        from kg.export.drawing import draw

        return draw(self, "svg").decode()

    def _repr_html_(self) -> str:
        return self._repr_svg_().partition("?>")[2].partition('.dtd">')[2]
