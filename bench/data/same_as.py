"""Things under many names: merged by what is asserted, by functional and inverse-functional properties and by keys."""

import random
from collections.abc import Iterator

from bench.data.writing import BASE, PREFIXES, TYPE

NAMESPACE = f"{BASE}names#"
SCHEMA = """
Person a owl:Class
Agent a owl:Class
Person rdfs:subClassOf Agent
Keyed a owl:Class
Keyed rdfs:subClassOf Person
Keyed owl:hasKey ( country number )
knows a owl:ObjectProperty owl:SymmetricProperty
likes a owl:ObjectProperty
likes rdfs:subPropertyOf knows
describes a owl:ObjectProperty owl:FunctionalProperty
holds a owl:ObjectProperty owl:InverseFunctionalProperty
country a owl:DatatypeProperty
number a owl:DatatypeProperty
"""
_DATA = "http://names.example.org/"


def _uri(name: str) -> str:
    return f"<{NAMESPACE}{name}>"


def _merged(way: int, group: int, names: list[str]) -> Iterator[str]:
    """Yield what makes the names of one thing the same, in one of four ways."""
    for at, name in enumerate(names):
        if way == 0 and at:
            yield f"{names[at // 2]} <{PREFIXES['owl']}sameAs> {name} ."
        elif way == 1:
            yield f"<{_DATA}entry{group}> {_uri('describes')} {name} ."
        elif way == 2:
            yield f"{name} {_uri('holds')} <{_DATA}passport{group}> ."
        elif way == 3:
            yield f"{name} {TYPE} {_uri('Keyed')} ."
            yield f'{name} {_uri("country")} "country{group % 7}" .'
            yield f'{name} {_uri("number")} "{group}" .'


def groups(many: int, largest: int = 40, seed: int = 1) -> Iterator[str]:
    """Yield things with 1 to 12 names each, and one with more.

    Args:
        many: how many things.
        largest: the number of names of the first thing; the closure grows with its square.
        seed: of the random choices.
    """
    chance = random.Random(seed)  # noqa: S311 -- test data
    sizes = [largest, *(min(12, int(chance.paretovariate(1.2))) for _ in range(many - 1))]
    things = [[f"<{_DATA}thing{group}/name{at}>" for at in range(size)] for group, size in enumerate(sizes)]
    for group, names in enumerate(things):
        yield from _merged(group % 4, group, names)
        yield f"{names[-1]} {TYPE} {_uri('Person')} ."
        for relation in ("likes", "knows"):
            other = things[chance.randrange(1, many)]
            yield f"{chance.choice(names)} {_uri(relation)} {chance.choice(other)} ."
