"""Charts on a page: laid out side by side, said in words, and each mark a way to the rows behind it."""

from __future__ import annotations

import itertools
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

import streamlit as st

from lib.charts.theme import chart_config
from lib.metrics.dimensions import NO_VALUE
from lib.ui.navigation import page

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lib.charts.theme import Figure
    from lib.ui.view import View

_COLUMNS: ContextVar[Iterator[Any]] = ContextVar("columns")


@contextmanager
def beside() -> Iterator[None]:
    """Two charts side by side where the screen is wide, one under the other where it is not."""
    token = _COLUMNS.set(itertools.cycle(st.columns(2)))
    try:
        yield
    finally:
        _COLUMNS.reset(token)


def chart(view: View, figure: Figure, *, by: str, alt: str, name: str | None = None) -> None:
    """A chart whose marks open the conversations behind them.

    Args:
        view: what is shown.
        figure: marks carry (figure, key) as custom data.
        by: the dimension that the keys are of.
        alt: what the chart says, for those who do not see it.
        name: tells two charts by one dimension apart.
    """
    event = next(_COLUMNS.get(itertools.repeat(st))).plotly_chart(
        figure,
        key=f"chart-{name or by}-{view.version}",
        on_select="rerun",
        selection_mode="points",
        config=chart_config(),
        alt=alt,
    )
    points = event["selection"]["points"]
    if points:
        clicked, key = points[0]["customdata"][:2]
        st.switch_page(
            page("conversations"), query_params=view.link(figure=clicked, by=by, key=key or NO_VALUE)
        )


def still(figure: Figure, *, alt: str) -> None:
    """A chart that opens nothing."""
    st.plotly_chart(figure, config=chart_config(), alt=alt)
