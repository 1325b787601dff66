"""The text form of rules, ``name: head :- body .``, and its parser.

A head is one or more triples, or ``false``; a body is triples and the other parts of `kg.rules.model`, separated by
commas; either names variables ``?x``, IRIs ``<…>`` or ``prefix:local``, and literals as in Turtle. ``a`` is rdf:type.
A string in front of a rule says how an application of it reads, with variables in braces. ``@prefix p: <…> .``
declares a prefix beside the usual ones; ``#`` begins a comment.

>>> [rule] = parse_rules("uncle: ?x <http://e/uncle> ?z :- ?x <http://e/parent> ?y, ?y <http://e/brother> ?z .")
>>> print(rule)
uncle: ?x <http://e/uncle> ?z :- ?x <http://e/parent> ?y, ?y <http://e/brother> ?z .
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import get_close_matches
from typing import Final, NoReturn

import pyoxigraph
from pyoxigraph import Literal, NamedNode, RdfFormat

from kg.errors import RuleError
from kg.rules.builtins import BUILTINS
from kg.rules.model import Atom, Builtin, Each, Listing, Member, Node, Pair, Part, Path, Rule, Var, variables
from kg.terms import Term
from kg.vocabulary import PREFIXES, RDF, XSD

__all__ = ["check_safety", "parse_rules"]

_TOKEN: Final = re.compile(
    r"""(?P<space>\s+|\#[^\n]*)
    |(?P<iri><[^<>"{}|^`\\\x00-\x20]*>)
    |(?P<literal>"(?:[^"\\\n\r]|\\.)*"
        (?:@[A-Za-z]+(?:-[A-Za-z0-9]+)*|\^\^(?:<[^<>"{}|^`\\\x00-\x20]*>|[\w-]*:[\w.-]*\w))?)
    |(?P<number>[+-]?[0-9]+(?:\.[0-9]+)?)
    |(?P<variable>\?\w+)
    |(?P<arrow>:-)
    |(?P<prefix>@prefix\b)
    |(?P<name>[A-Za-z_][\w.-]*:(?=\s)|[\w-]*:[\w.-]*[\w-]|[A-Za-z][\w-]*)
    |(?P<mark>[,.{}():])""",
    re.VERBOSE,
)


def parse_rules(text: str, origin: str = "rules", section: str = "") -> tuple[Rule, ...]:
    """Return the rules of a text, in its order.

    Args:
        text: the rules.
        origin: what the text is called in an error.
        section: where the rules are defined, for those of a specification.

    Raises:
        RuleError: BS601 where the text is not well formed, BS602 for a rule that is not safe (a variable of its head
            does not stand in its body), BS603 for an id given twice.
    """
    rules = tuple(_Parser(text, origin, section).rules())
    ids = [rule.id for rule in rules]
    for rule in rules:
        if ids.count(rule.id) > 1:
            raise RuleError("BS603", f"{origin} gives the rule '{rule.id}' twice", "give one of the two another name")
    return rules


class _Parser:
    def __init__(self, text: str, origin: str, section: str) -> None:
        self._text, self._origin, self._section = text, origin, section
        self._prefixes = dict(PREFIXES)
        self._tokens = [*self._scan(), ("end", "", len(text))]
        self._at = 0

    def rules(self) -> Iterator[Rule]:
        while self._kind() != "end":
            if self._kind() == "prefix":
                self._prefix()
            else:
                yield self._rule()

    # -- tokens

    def _scan(self) -> Iterator[tuple[str, str, int]]:
        place = 0
        while place < len(self._text):
            match = _TOKEN.match(self._text, place)
            if match is None:
                self._fail("this character begins nothing that a rule can hold", place)
            assert match.lastgroup is not None
            if match.lastgroup != "space":
                yield match.lastgroup, match.group(), place
            place = match.end()

    def _kind(self, ahead: int = 0) -> str:
        return self._tokens[min(self._at + ahead, len(self._tokens) - 1)][0]

    def _value(self, ahead: int = 0) -> str:
        return self._tokens[min(self._at + ahead, len(self._tokens) - 1)][1]

    def _take(self) -> str:
        value = self._value()
        self._at += 1
        return value

    def _expect(self, value: str) -> None:
        if self._value() != value:
            self._fail(f"expected '{value}', found '{self._value() or 'the end'}'")
        self._at += 1

    def _fail(self, why: str, place: int | None = None) -> NoReturn:
        at = self._tokens[min(self._at, len(self._tokens) - 1)][2] if place is None else place
        line = self._text.count("\n", 0, at) + 1
        raise RuleError(
            "BS601",
            f"{self._origin}:{line} is no well-formed rule: {why}",
            "a rule reads: name: ?x ex:p ?z :- ?x ex:q ?y, ?y ex:r ?z .",
        )

    # -- grammar

    def _prefix(self) -> None:
        self._take()
        name, iri = self._take(), self._take()
        if not name.endswith(":") or not iri.startswith("<"):
            self._fail("a prefix is declared like this: @prefix ex: <http://example.org/> .")
        self._prefixes[name[:-1]] = iri[1:-1]
        self._expect(".")

    def _rule(self) -> Rule:
        sentence = ""
        if self._kind() == "literal":
            sentence = self._literal(self._take()).value
        name = self._take()
        if name == "" or (self._value() != ":" and not name.endswith(":")):
            self._fail("a rule begins with its name and a colon")
        if self._value() == ":":
            self._take()
        head: list[Atom] = []
        if self._value() == "false":
            self._take()
        else:
            head.append(self._atom())
            while self._value() == ",":
                self._take()
                head.append(self._atom())
        self._expect(":-")
        body: list[Part] = []
        while self._value() != ".":
            if body:
                self._expect(",")
            body.append(self._part())
        self._expect(".")
        rule = Rule(name.rstrip(":"), tuple(head), tuple(body), sentence, self._section)
        check_safety(rule, self._origin)
        return rule

    def _part(self) -> Part:
        word, following = self._value(), self._value(1)
        if word == "each":
            self._take()
            item = self._variable()
            self._expect("in")
            members = self._variable()
            self._expect("{")
            atoms = [self._atom()]
            while self._value() == ",":
                self._take()
                atoms.append(self._atom())
            self._expect("}")
            return Each(item, members, tuple(atoms))
        if word == "path":
            self._take()
            members = self._variable()
            self._expect("from")
            start = self._variable()
            self._expect("to")
            return Path(members, start, self._variable())
        if following == "in":
            item = self._variable()
            self._expect("in")
            return Member(item, self._variable())
        if following == "before":
            first = self._variable()
            self._expect("before")
            second = self._variable()
            self._expect("in")
            return Pair(first, second, self._variable())
        if following == "(":
            return self._builtin()
        return self._atom()

    def _builtin(self) -> Builtin:
        name = self._take()
        if name not in BUILTINS:
            near = get_close_matches(name, BUILTINS, 1)
            self._fail(f"there is no condition '{name}'" + (f"; did you mean '{near[0]}'?" if near else ""))
        self._expect("(")
        arguments = [self._node()]
        while self._value() == ",":
            self._take()
            arguments.append(self._node())
        self._expect(")")
        if len(arguments) != BUILTINS[name].arity:
            self._fail(f"'{name}' takes {BUILTINS[name].arity} argument(s)")
        return Builtin(name, tuple(arguments))

    def _atom(self) -> Atom:
        return Atom(self._node(), RDF.type if self._value() == "a" and self._take() else self._node(), self._node())

    def _variable(self) -> Var:
        if self._kind() != "variable":
            self._fail(f"expected a variable, found '{self._value()}'")
        return Var(self._take()[1:])

    def _node(self) -> Node:
        kind = self._kind()
        if kind == "variable":
            return self._variable()
        if kind == "iri":
            return self._iri(self._take())
        if kind == "literal":
            return self._literal(self._take())
        if kind == "number":
            number = self._take()
            return Literal(number, datatype=XSD.decimal if "." in number else XSD.integer)
        if kind == "name" and ":" in self._value():
            return self._iri(self._take())
        return self._fail(f"expected a variable or a term, found '{self._value() or 'the end'}'")

    def _iri(self, token: str) -> NamedNode:
        if token.startswith("<"):
            try:
                return NamedNode(token[1:-1])
            except ValueError:
                self._at -= 1
                self._fail(f"{token} is no absolute IRI")
        prefix, _, local = token.partition(":")
        if prefix not in self._prefixes:
            self._at -= 1
            near = get_close_matches(prefix, self._prefixes, 1)
            self._fail(f"the prefix '{prefix}:' is not declared" + (f"; did you mean '{near[0]}:'?" if near else ""))
        return NamedNode(self._prefixes[prefix] + local)

    def _literal(self, token: str) -> Literal:
        body, marks, datatype = token.rpartition("^^")
        if marks and body.endswith('"'):
            token = f"{body}^^{self._iri(datatype)}"
        line = f"<x:s> <x:p> {token} ."
        try:
            term: Term = next(iter(pyoxigraph.parse(line, RdfFormat.N_TRIPLES))).object
        except (SyntaxError, ValueError):
            self._at -= 1
            self._fail(f"{token} is no literal")
        assert isinstance(term, Literal)
        return term


def check_safety(rule: Rule, origin: str = "rules") -> None:
    """Check that a rule can be run: each variable of its head, and each list, is bound by its body.

    Args:
        rule: the rule.
        origin: where it comes from, for the error.

    Raises:
        RuleError: BS602, when it is not safe.
    """
    bound = {v for part in rule.body if not isinstance(part, Each) for v in variables(part)}
    bound |= {part.list for part in rule.body if isinstance(part, Each)}
    atoms = {v for part in rule.body if isinstance(part, Atom) for v in variables(part)}
    for part in rule.body:
        if not isinstance(part, (Atom, Builtin, Listing)) and part.list not in atoms:
            raise RuleError(
                "BS602",
                f"the rule '{rule.id}' of {origin} is not safe: no triple binds the list {part.list}",
                f"use {part.list} in a triple of the body",
            )
    uses = [{v for a in part.atoms for v in variables(a)} - {part.item} for part in rule.body if isinstance(part, Each)]
    for variable in (v for atom in rule.head for v in variables(atom)):
        if variable not in bound and not any(variable in inner for inner in uses):
            raise RuleError(
                "BS602",
                f"the rule '{rule.id}' of {origin} is not safe: {variable} stands in its head only",
                "use each variable of the head in a triple of the body",
            )
