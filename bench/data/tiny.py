"""A knowledge base of about 2,000 triples, the size at which people start: a little of every construct."""

import random
from collections.abc import Iterator

from bench.data.writing import BASE, TYPE

NAMESPACE = f"{BASE}garden#"
_WORDS = """
Plant a owl:Class
Bed a owl:Class
Person a owl:Class
Plant owl:disjointWith Person
Gardener a owl:Class
Gardener owl:equivalentClass _:tending
_:tending a owl:Restriction
_:tending owl:onProperty tends
_:tending owl:someValuesFrom Plant
Thirsty owl:unionOf ( Fern Willow )
Fern rdfs:subClassOf Plant
Willow rdfs:subClassOf Plant
ShadeBed owl:intersectionOf ( Bed _:shady )
_:shady a owl:Restriction
_:shady owl:onProperty light
_:shady owl:hasValue shade
growsIn a owl:ObjectProperty owl:FunctionalProperty
growsIn owl:inverseOf holds
growsIn rdfs:domain Plant
growsIn rdfs:range Bed
within a owl:ObjectProperty owl:TransitiveProperty
beside a owl:ObjectProperty owl:SymmetricProperty
tends a owl:ObjectProperty
caresFor owl:propertyChainAxiom ( tends growsIn )
waters rdfs:subPropertyOf tends
light a owl:ObjectProperty
label a owl:DatatypeProperty
"""
KINDS = 56
"""Kinds of plants, in a tree."""
SCHEMA = _WORDS + "\n".join(
    f"Kind{kind} rdfs:subClassOf {f'Kind{kind // 2}' if kind > 1 else 'Plant'}" for kind in range(1, KINDS)
)
_DATA = "http://garden.example.org/"


def _uri(name: str) -> str:
    return f"<{NAMESPACE}{name}>"


def garden(plants: int = 280, seed: int = 1) -> Iterator[str]:
    """Yield a garden: plants, beds and people (about 2,000 triples with 280 plants, and those of the schema)."""
    chance = random.Random(seed)  # noqa: S311 -- test data
    beds, people = plants // 10, plants // 20
    for bed in range(1, beds):
        it = f"<{_DATA}bed{bed}>"
        yield f"{it} {TYPE} {_uri('Bed')} ."
        yield f"{it} {_uri('within')} <{_DATA}bed{bed // 2}> ."
        yield f"{it} {_uri('light')} {_uri(chance.choice(('shade', 'sun')))} ."
    for plant in range(plants):
        it = f"<{_DATA}plant{plant}>"
        yield f"{it} {TYPE} {_uri(chance.choice(('Fern', 'Willow', f'Kind{chance.randrange(1, KINDS)}')))} ."
        yield f"{it} {_uri('growsIn')} <{_DATA}bed{chance.randrange(beds)}> ."
        yield f"{it} {_uri('beside')} <{_DATA}plant{chance.randrange(plants)}> ."
        yield f'{it} {_uri("label")} "plant {plant}" .'
        yield f'{it} {_uri("label")} "planted in {1990 + plant % 30}" .'
        for relation in chance.sample(("waters", "tends"), chance.randint(1, 2)):
            yield f"<{_DATA}person{chance.randrange(people)}> {_uri(relation)} {it} ."
