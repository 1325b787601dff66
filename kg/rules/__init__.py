"""Rules: what may be inferred, as data."""

from kg.rules.model import Atom, Builtin, Each, Listing, Member, Pair, Part, Path, Rule, Var
from kg.rules.owl2rl import OWL2RL, RULE_IDS
from kg.rules.text import parse_rules

__all__ = [
    "OWL2RL",
    "RULE_IDS",
    "Atom",
    "Builtin",
    "Each",
    "Listing",
    "Member",
    "Pair",
    "Part",
    "Path",
    "Rule",
    "Var",
    "parse_rules",
]
