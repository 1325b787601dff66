"""The most influential mechanisms as a plot, drawn by matplotlib, which is an extra."""

from __future__ import annotations

import importlib
import io
from typing import Any, Final

from kg.errors import UsageError
from kg.report.figures import Report

__all__ = ["to_plot"]

_RAISES: Final = "#D55E00"
_LOWERS: Final = "#0072B2"


def to_plot(report: Report, form: str) -> bytes:
    """Return how many concepts each mechanism raises (to the right) and lowers (to the left), as ``svg`` or ``png``.

    Args:
        report: the report.
        form: the format.

    Raises:
        UsageError: BS026, when matplotlib is not installed.
    """
    try:
        mpl: Any = importlib.import_module("matplotlib")
    except ImportError as error:
        raise UsageError(
            "BS026", "a plot needs matplotlib, which is not installed", "`pip install 'backstory[plots]'`"
        ) from error
    figures: Any = importlib.import_module("matplotlib.figure")
    rows = list(reversed(report.mechanisms))
    # The salt and the missing date make two runs give the same bytes.
    with mpl.rc_context({"svg.hashsalt": "backstory", "svg.fonttype": "none"}):
        figure = figures.Figure(figsize=(9, 1.4 + 0.36 * len(rows)), layout="constrained")
        axes: Any = figure.add_subplot()
        labels = [f"{one.term.label} ({one.betweenness:.3f})" for one in rows]
        raises = axes.barh(labels, [one.raises for one in rows], color=_RAISES, label="raises")
        lowers = axes.barh(labels, [-one.lowers for one in rows], color=_LOWERS, hatch="//", label="lowers")
        axes.bar_label(raises, [str(one.raises) for one in rows], padding=3)
        axes.bar_label(lowers, [str(one.lowers) for one in rows], padding=3)
        axes.axvline(0, color="#333333", linewidth=0.8)
        axes.margins(x=0.12)
        axes.xaxis.set_major_formatter(_size)
        axes.set_xlabel("how many concepts it lowers, and raises, by what follows")
        axes.set_title("Most influential mechanisms, by betweenness (in brackets)")
        axes.legend(loc="lower right")
        data = io.BytesIO()
        figure.savefig(data, format=form, metadata={"Date": None} if form == "svg" else {"Software": None})
    return data.getvalue()


def _size(value: float, _position: int) -> str:
    return f"{abs(value):g}"
