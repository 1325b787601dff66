"""Data that makes schema: what is subclass, sub-property, domain or transitive follows only from the data.

Each level's words become schema words only by what the level before concluded, so that a reasoner that specialises its
rules to the schema has to do so again and again.
"""

import random
from collections.abc import Iterator

from bench.data.writing import BASE, PREFIXES, TYPE

NAMESPACE = f"{BASE}deriving#"
SCHEMA = """
narrower rdfs:subPropertyOf rdfs:subClassOf
refines0 rdfs:subPropertyOf rdfs:subPropertyOf
appliesTo rdfs:subPropertyOf rdfs:domain
Ordering rdfs:subClassOf owl:TransitiveProperty
Mutual rdfs:subClassOf owl:SymmetricProperty
standsFor a owl:ObjectProperty owl:FunctionalProperty
Checked rdfs:subClassOf _:verified
_:verified a owl:Restriction
_:verified owl:onProperty rdf:type
_:verified owl:hasValue Verified
Verified a owl:Class
"""
_DATA = "http://deriving.example.org/"
_RDFS = PREFIXES["rdfs"]


def _uri(name: str) -> str:
    return f"<{NAMESPACE}{name}>"


def levels(depth: int, members: int, seed: int = 1) -> Iterator[str]:
    """Yield so many levels of schema made by data, each with members.

    Args:
        depth: how many times the schema grows.
        members: individuals of a level.
        seed: of the random choices.
    """
    chance = random.Random(seed)  # noqa: S311 -- test data
    for level in range(depth):
        refines = _uri(f"refines{level}")
        kind, wider, link = (_uri(f"{name}{level}") for name in ("Kind", "Wider", "link"))
        # the next level's `refines` and this level's ways of saying subclass are known only through this `refines`
        yield f"{_uri(f'refines{level + 1}')} {refines} <{_RDFS}subPropertyOf> ."
        yield f"{_uri(f'under{level}')} {refines} <{_RDFS}subClassOf> ."
        yield f"{kind} {_uri(f'under{level}')} {wider} ."
        yield f"{wider} {_uri('narrower')} {_uri(f'Wider{max(level - 1, 0)}')} ."
        yield f"{link} {_uri('appliesTo')} {_uri('Checked')} ."
        yield f"{link} {TYPE} {_uri('Ordering' if level % 2 else 'Mutual')} ."
        # two names of one class, which a functional property merges
        yield f"<{_DATA}sign{level}> {_uri('standsFor')} {wider} ."
        yield f"<{_DATA}sign{level}> {_uri('standsFor')} {_uri(f'Alias{level}')} ."
        for at in range(members):
            who = f"<{_DATA}level{level}/member{at}>"
            yield f"{who} {TYPE} {kind} ."
            yield f"{who} {link} <{_DATA}level{level}/member{(at + 1 + chance.randrange(3)) % members}> ."
