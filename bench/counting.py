"""The size and the digest of a closure, counted alike whatever reasoner made it.

Reasoners differ in what trivial triples they store, so only this is counted: distinct triples whose subject is neither
a term of the data set's vocabulary nor a blank node, and whose predicate is a property of the vocabulary with an
object that is no literal, or rdf:type with a class of the vocabulary.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import blake2b

from bench.ntriples import Triple
from bench.schema import TYPE


@dataclass(frozen=True)
class Count:
    """How many triples count, and a digest of them that does not depend on their order."""

    triples: int
    digest: str


def counted(triples: Iterable[Triple], namespace: str) -> Iterator[Triple]:
    """Yield the triples that count, as often as they come.

    Args:
        triples: terms as written in N-Triples; of a literal only the leading quotation mark matters.
        namespace: what the IRIs of the vocabulary begin with.
    """
    vocabulary = f"<{namespace}"
    for triple in triples:
        subject, predicate, object_ = triple
        if subject[0] != "<" or subject.startswith(vocabulary):
            continue
        if predicate.startswith(vocabulary):
            if object_[0] != '"':
                yield triple
        elif predicate == TYPE and object_.startswith(vocabulary):
            yield triple


def count(triples: Iterable[Triple], namespace: str) -> Count:
    """Count a closure.

    Example:
        >>> count([("<urn:a>", "<urn:v#p>", "<urn:b>"), ("<urn:a>", "<urn:v#p>", '"b"')], "urn:v#").triples
        1
    """
    found = {" ".join(triple) for triple in counted(triples, namespace)}
    total = sum(int.from_bytes(blake2b(line.encode(), digest_size=16).digest(), "big") for line in found)
    return Count(len(found), f"{total % (1 << 128):032x}")
