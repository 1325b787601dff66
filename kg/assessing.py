"""`Assessing`: the knowledge base, and what it makes of cases."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

from kg.knowledge import Knowledge

if TYPE_CHECKING:
    from kg.assess import Assessment, Assessor, Case, Reasons

__all__ = ["Assessing"]


class Assessing(Knowledge):
    """The knowledge base, and what it makes of cases."""

    @cached_property
    def assessor(self) -> Assessor:
        """What assesses cases."""
        from kg.assess import Assessor

        return Assessor(self)

    def case(self, case: Mapping[str, Any] | str | bytes, *, partial: bool = False) -> Case:
        """Return a case from what a case file says.

        Args:
            case: a JSON document, or the values of one; ``backstory schema case`` describes it.
            partial: whether to leave out words that are not understood, and say so, rather than refuse the case.

        Raises:
            CaseError: BS701 to BS708, when it is doubtful; the field is named.

        >>> import kg
        >>> case = kg.open().case({"findings": ["back spasm"], "age": 45})
        >>> [given.said for given in case.given("present")]
        ['back spasm']
        """
        from kg.assess import read_json

        text = case if isinstance(case, (str, bytes)) else json.dumps(case)
        return self.assessor.case(read_json(text), partial=partial)

    def assess(self, case: Case | Mapping[str, Any] | str | bytes, *, partial: bool = False) -> Assessment:
        """Return how soon a case has to be seen, its plausible causes, what may help, what to avoid, and what to ask.

        Args:
            case: a case, or what a case file says.
            partial: whether to leave out words that are not understood, and say so, rather than refuse the case.

        Raises:
            CaseError: BS701 to BS708, when it is doubtful; there is no result then.

        >>> import kg
        >>> kg.open().assess({"findings": ["back spasm", "saddle anaesthesia"]}).level.value
        'emergency'
        """
        from kg.assess import Case

        return self.assessor.assess(case if isinstance(case, Case) else self.case(case, partial=partial))

    def assess_all(self, cases: Iterable[Case], jobs: int = 1) -> Iterator[Assessment]:
        """Yield what `assess` makes of each of some cases, in their order; the rules run over many of them at once.

        Args:
            cases: the cases.
            jobs: how many processes to use.
        """
        from kg.assess.batch import assess_all

        return assess_all(self.assessor, cases, jobs)

    def reasons(self, assessment: Assessment) -> Reasons:
        """Return what proves each line of an assessment.

        Args:
            assessment: the assessment.

        >>> import kg
        >>> graph = kg.open()
        >>> assessment = graph.assess({"findings": ["saddle anaesthesia"]})
        >>> print(graph.reasons(assessment).flag(assessment.flags[0])[0].lines[0].text)
        the case has the urgency medical emergency
        """
        from kg.assess import Reasons

        return Reasons(self.assessor.background, assessment)
