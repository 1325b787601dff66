"""The layers of a causal picture: what acts, what happens in the body, what comes of it, and what is done about it."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Final

from kg.export.model import Family, Picture

__all__ = ["MOST", "Layer", "boxes", "layers"]

MOST: Final = 40
"""The nodes of the largest picture whose layers are boxed; in larger ones boxes pull apart what belongs together."""


class Layer(Enum):
    """A layer, in the order from left to right; its value is the title of its box."""

    CAUSES = "causes and risk factors"
    BODY = "in the body"
    FINDINGS = "symptoms and conditions"
    MEASURES = "measures and care"


_LAYERS: Final = {
    Family.CAUSE: Layer.CAUSES,
    Family.MECHANISM: Layer.BODY,
    Family.HORMONE: Layer.BODY,
    Family.BODY: Layer.BODY,
    Family.FINDING: Layer.FINDINGS,
    Family.CONDITION: Layer.FINDINGS,
    Family.MEASURE: Layer.MEASURES,
    Family.CARE: Layer.MEASURES,
}


def layers(picture: Picture) -> dict[str, int]:
    """Return the layer of each node, as its place in `Layer`, by node id.

    It is empty for what has no such layers: proofs, hierarchies, assessments and ontologies, whose families are others;
    a picture of a single layer; and a picture of more than `MOST` nodes.
    """
    order = {layer: at for at, layer in enumerate(Layer)}
    if picture.upward or len(picture.nodes) > MOST or any(node.family not in _LAYERS for node in picture.nodes):
        return {}
    found = {node.id: order[_LAYERS[node.family]] for node in picture.nodes}
    return found if len(set(found.values())) > 1 else {}


def boxes(layer: Mapping[str, int]) -> dict[Layer, list[str]]:
    """Return the ids of the nodes of each layer that has some, from left to right.

    Args:
        layer: as `layers` gives it.
    """
    found = {title: [name for name, where in layer.items() if where == at] for at, title in enumerate(Layer)}
    return {title: members for title, members in found.items() if members}
