"""Families and places, for property chains: of two and three links, on top of each other, and through themselves."""

import random
from collections.abc import Iterator

from bench.data.writing import BASE, TYPE

NAMESPACE = f"{BASE}kin#"
SCHEMA = """
Person a owl:Class
Place a owl:Class
hasParent a owl:ObjectProperty
hasParent owl:inverseOf hasChild
hasParent rdfs:domain Person
hasParent rdfs:range Person
hasGrandparent owl:propertyChainAxiom ( hasParent hasParent )
hasGreatGrandparent owl:propertyChainAxiom ( hasParent hasParent hasParent )
hasSibling owl:propertyChainAxiom ( hasParent hasChild )
hasUncleOrAunt owl:propertyChainAxiom ( hasParent hasSibling )
hasCousin owl:propertyChainAxiom ( hasUncleOrAunt hasChild )
hasRelative a owl:ObjectProperty
hasCousin rdfs:subPropertyOf hasRelative
hasSibling rdfs:subPropertyOf hasRelative
livesIn a owl:ObjectProperty
livesIn owl:propertyChainAxiom ( livesIn within )
within a owl:ObjectProperty
within owl:propertyChainAxiom ( within within )
within rdfs:domain Place
within rdfs:range Place
hasRootsIn owl:propertyChainAxiom ( hasGrandparent livesIn )
"""
_DATA = "http://kin.example.org/"


def _uri(name: str) -> str:
    return f"<{NAMESPACE}{name}>"


def families(many: int, generations: int = 5, places: int = 60, seed: int = 1) -> Iterator[str]:
    """Yield so many families of so many generations, who live in places within places.

    Args:
        many: how many families; about 30 people each with 5 generations.
        generations: how many; every person of all but the last has one to three children.
        places: how many places, in a tree.
        seed: of the random choices.
    """
    chance = random.Random(seed)  # noqa: S311 -- test data
    for place in range(1, places):
        yield f"<{_DATA}place{place}> {_uri('within')} <{_DATA}place{place // 2}> ."
    for family in range(many):
        living, born = [f"<{_DATA}family{family}/person0>"], 1
        for _ in range(generations):
            children: list[str] = []
            for parent in living:
                yield f"{parent} {TYPE} {_uri('Person')} ."
                yield f"{parent} {_uri('livesIn')} <{_DATA}place{chance.randrange(places)}> ."
                for _ in range(chance.randint(1, 3)):
                    child = f"<{_DATA}family{family}/person{born}>"
                    born += 1
                    children.append(child)
                    yield f"{child} {_uri('hasParent')} {parent} ."
            living = children
