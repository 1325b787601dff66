"""Bars of likelihood ratios on one scale, and the signs of levels and strengths, as SVG that only draws."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from kg.assess.level import Level

__all__ = ["TIMES", "Scale", "sign", "signs"]

TIMES: Final = "\N{MULTIPLICATION SIGN}"
"""Stands before a ratio."""
_WIDTH: Final = 200
"""Of a bar with its scale, in pixels."""
_CIRCLE: Final = "M12 1a11 11 0 1 0 0 22a11 11 0 1 0 0-22z"
_BANG: Final = "M11 6h2v8h-2zM11 16h2v2.2h-2z"
_SIGNS: Final = {
    # levels: octagon, triangle, clock, box with a tick
    Level.EMERGENCY.value: f"M7.5 1h9L23 7.5v9L16.5 23h-9L1 16.5v-9z{_BANG}",
    Level.URGENT.value: "M12 1.5L23.5 22H.5zM11 9h2v6.5h-2zM11 17.5h2v2.2h-2z",
    Level.ROUTINE.value: f"{_CIRCLE}M11 5.5h2v6l4.2 2.5-1 1.7L11 12.6z",
    Level.SELF_CARE.value: "M4 1.5h16a2.5 2.5 0 0 1 2.5 2.5v16a2.5 2.5 0 0 1-2.5 2.5H4A2.5 2.5 0 0 1 1.5 20V4"
    "A2.5 2.5 0 0 1 4 1.5zM10 17.6l-5-5 1.8-1.8 3.2 3.2 7.2-7.2L19 8.6z",
    # strengths: cross, no entry, diamond, two circles, arrow up, triangle and no entry in outline
    "contraindicated": f"{_CIRCLE}M7 8.8L8.8 7"
    "l3.2 3.2L15.2 7 17 8.8 13.8 12l3.2 3.2-1.8 1.8-3.2-3.2L8.8 17 7 15.2l3.2-3.2z",
    "avoid": f"{_CIRCLE}M5 10.3h14v3.4H5z",
    "relative": f"M12 0l12 12-12 12L0 12z{_BANG}",
    "interaction": "M8.5 5a7 7 0 1 0 0 14a7 7 0 1 0 0-14zM15.5 5a7 7 0 1 0 0 14a7 7 0 1 0 0-14z",
    "aggravates": "M12 1.5L21.5 12H16v10.5H8V12H2.5z",
    "caution": "M12 1.5L23.5 22H.5zM12 5.6L4 20h16zM11 10.5h2v5h-2zM11 16.6h2v2h-2z",
    "no_benefit": f"{_CIRCLE}M12 2.5a9.5 9.5 0 1 0 0 19a9.5 9.5 0 1 0 0-19zM6.5 10.8h11v2.4h-11z",
    "helps": f"{_CIRCLE}M10.4 5.5h3.2v4.9h4.9v3.2h-4.9v4.9h-3.2v-4.9H5.5v-3.2h4.9z",
}
"""A shape for each word, so that none is told by its colour alone."""


def signs() -> str:
    """Return every sign, to be drawn by its name where it is needed; nothing is shown here."""
    shapes = "".join(
        f'<symbol id="sign-{name}" viewBox="0 0 24 24">'
        f'<path fill="currentColor" fill-rule="evenodd" d="{path}"/></symbol>'
        for name, path in _SIGNS.items()
    )
    return f'<svg class="signs" width="0" height="0" aria-hidden="true" focusable="false">{shapes}</svg>'


def sign(name: str) -> str:
    """Return the sign of a level or a strength; the word stands beside it.

    Args:
        name: the level, the strength, or ``helps``.
    """
    return f'<svg class="sign" width="16" height="16" aria-hidden="true"><use href="#sign-{name}"/></svg>'


@dataclass(frozen=True, slots=True)
class Scale:
    """The scale that all bars of a page share: log10 of a ratio, with 0 in sight and both directions.

    Args:
        low, high: its ends, in whole powers of ten.
    """

    low: int = -1
    high: int = 1

    @staticmethod
    def of(values: Iterable[float]) -> Scale:
        """Return the smallest scale of whole powers of ten that values fit on.

        >>> Scale.of([1.05, -0.3])
        Scale(low=-1, high=2)
        """
        known = [*values]
        return Scale(min(-1, *map(math.floor, known)), max(1, *map(math.ceil, known))) if known else Scale()

    def _at(self, value: float) -> float:
        return round((value - self.low) / (self.high - self.low) * (_WIDTH - 2) + 1, 1)

    def axis(self) -> str:
        """Return the scale, with a ratio for each power of ten."""
        ticks: list[str] = []
        for power in range(self.low, self.high + 1):
            anchor = "start" if power == self.low else "end" if power == self.high else "middle"
            ratio = f"{10**power}" if power >= 0 else f"{10**power:.{-power}f}"
            ticks.append(f'<text x="{self._at(power)}" y="11" text-anchor="{anchor}">{TIMES}{ratio}</text>')
        return _drawing("axis", 14, "".join(ticks))

    def bar(self, value: float) -> str:
        """Return a bar from 0 to a value, to the right for what weighs for, to the left for what weighs against.

        Args:
            value: log10 of the ratio.
        """
        zero, end = self._at(0), self._at(value)
        lines = "".join(
            f'<path class="{"zero" if power == 0 else "tick"}" d="M{self._at(power)} 0v14"/>'
            for power in range(self.low, self.high + 1)
        )
        start, width = min(zero, end), round(max(abs(end - zero), 2), 1)
        side = "for" if value >= 0 else "against"
        shape = f'<rect class="{side}" x="{start}" y="3" width="{width}" height="8"/>'
        return _drawing("bar", 14, lines + shape)


def _drawing(name: str, height: int, inner: str) -> str:
    return (
        f'<svg class="{name}" width="{_WIDTH}" height="{height}" viewBox="0 0 {_WIDTH} {height}" aria-hidden="true">'
        f"{inner}</svg>"
    )
