"""The 78 OWL 2 RL/RDF rules: W3C OWL 2 Profiles (second edition), §4.3, Tables 4 to 9, one module a table."""

from __future__ import annotations

from typing import Final

from kg.rules.model import Rule
from kg.rules.owl2rl import class_axioms, classes, datatypes, equality, properties, schema
from kg.rules.text import parse_rules

__all__ = ["OWL2RL", "RULE_IDS"]

_TABLES: Final = (equality, properties, classes, class_axioms, datatypes, schema)

OWL2RL: Final[tuple[Rule, ...]] = tuple(
    rule for table in _TABLES for rule in parse_rules(table.RULES, origin=table.SECTION, section=table.SECTION)
)
"""The rules in the order of the tables; a rule's place in it is the number that tags its conclusions."""

RULE_IDS: Final[tuple[str, ...]] = tuple(rule.id for rule in OWL2RL)
