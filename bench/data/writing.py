"""How generators write: schemas in a short notation, data as N-Triples lines that are streamed to a file."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
BASE = "https://example.org/bench/"
"""Where all generated vocabularies live."""
PREFIXES = {
    "rdf": RDF,
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
TYPE = f"<{RDF}type>"
_TOKEN = re.compile(r'"[^"]*"(?:\^\^[\w:]+)?|\S+')


def term(token: str, namespace: str) -> str:
    """Write a token as N-Triples.

    Args:
        token: `a`, a blank node, a literal, a name with one of `PREFIXES`, or a name of the namespace.
        namespace: what a name without prefix is put behind.

    Example:
        >>> term("Person", "urn:x#"), term("owl:Class", "urn:x#")
        ('<urn:x#Person>', '<http://www.w3.org/2002/07/owl#Class>')
    """
    if token == "a":
        return TYPE
    if token.startswith("_:"):
        return token
    if token.startswith('"'):
        text, _, datatype = token.partition("^^")
        return f"{text}^^{term(datatype, namespace)}" if datatype else text
    prefix, colon, name = token.partition(":")
    return f"<{PREFIXES[prefix]}{name}>" if colon else f"<{namespace}{token}>"


def expand(schema: str, namespace: str) -> Iterator[str]:
    """Yield the N-Triples lines of a schema in short notation.

    A line holds a subject, a predicate and one or more objects, or one list in parentheses: `A owl:unionOf ( B C )`.

    Example:
        >>> list(expand("A rdfs:subClassOf B", "urn:"))
        ['<urn:A> <http://www.w3.org/2000/01/rdf-schema#subClassOf> <urn:B> .']
    """
    cells = 0
    for line in schema.strip().splitlines():
        subject, predicate, *objects = (
            token if token in {"(", ")"} else term(token, namespace) for token in _TOKEN.findall(line)
        )
        if objects[0] != "(":
            yield from (f"{subject} {predicate} {one} ." for one in objects)
            continue
        members = objects[1:-1]
        yield f"{subject} {predicate} _:cell{cells} ."
        for at, member in enumerate(members):
            after = f"_:cell{cells + 1}" if at + 1 < len(members) else f"<{RDF}nil>"
            yield f"_:cell{cells} <{RDF}first> {member} ."
            yield f"_:cell{cells} <{RDF}rest> {after} ."
            cells += 1


def save(path: Path, lines: Iterable[str]) -> int:
    """Stream lines to a file, whole or not at all, and return how many there were.

    Raises:
        OSError: when the file cannot be written.
    """
    count = 0
    unfinished = path.with_suffix(".part")
    with unfinished.open("w", encoding="utf-8", newline="\n") as file:
        for line in lines:
            file.write(line + "\n")
            count += 1
    unfinished.replace(path)
    return count
