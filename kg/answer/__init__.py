"""Named queries over the asserted or entailed graph; so far the checks."""

from kg.answer.checks import Check, Finding, check_all, read_checks, violations
from kg.answer.store import store_of

__all__ = ["Check", "Finding", "check_all", "read_checks", "store_of", "violations"]
