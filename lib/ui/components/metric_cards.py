"""Cards: a figure's value, its change, its target, what it is taken over, and the way to the rows behind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Literal

import streamlit as st

from lib.formatting import format_count, format_points, format_share, format_share_interval, format_value
from lib.metrics import METRICS
from lib.metrics.analyses.period_comparison import format_difference_interval
from lib.metrics.definitions.rates import DENOMINATORS, NUMERATORS
from lib.metrics.definitions.targets import INTERVALS, find_target
from lib.ui.app.pages import page

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from lib.metrics.analyses.period_comparison import Change
    from lib.ui.query.page_context import PageContext

Row = dict[str, Any]

CARD_WIDTH_PX = 152
"""Five cards side by side beside the sidebar of a 1280 pixel screen, two on a phone."""

WIDE_CARD_PX = 320
LONGEST_VALUE = 6
"""A value of more signs, such as `14:03:00`, has the room of two cards: it would be cut off in one."""

WIDE: Final = 0.04
"""How wide a share's interval is from where it is said beside it."""

BETTER_HIGHER: Final = frozenset({"service_level", "csat_mean", "containment_rate", "scored_rate"})
BETTER_LOWER: Final = frozenset(
    {
        "abandonment_rate",
        "unserved_rate",
        "abandoned_with_agent_rate",
        "non_response_rate",
        "transfer_rate",
        "asa_s",
        "wait_p50_s",
        "wait_p90_s",
    }
)
"""Figures of which more is better or worse beyond dispute; a longer handle time is neither."""


def draw_cards(
    context: PageContext,
    row: Row,
    names: Sequence[str],
    changes: Mapping[str, Change] | None = None,
    of: tuple[str, str] | None = None,
) -> None:
    """Cards side by side, wrapping, each with its difference from what it is compared with.

    Args:
        context: what is shown.
        row: the figures.
        names: which of them, in order.
        changes: each figure's difference, from the period before or from others; what has none is alone.
        of: the dimension and key that the row is of; null where it is of everything.
    """
    by, key = of or (None, None)
    context.cards.extend((name, by, key, row[name], row.get(DENOMINATORS.get(name, ""))) for name in names)
    with st.container(horizontal=True, gap="small"):
        for name in names:
            _draw_card(context, row, name, (changes or {}).get(name), of)


def _draw_card(
    context: PageContext, row: Row, name: str, change: Change | None, of: tuple[str, str] | None
) -> None:
    figure = METRICS[name]
    value = format_value(row[name], figure.unit)
    width = WIDE_CARD_PX if len(value) > LONGEST_VALUE else CARD_WIDTH_PX
    with st.container(border=True, width=width, height="stretch", gap=None):
        st.caption(figure.label, help=figure.definition)
        st.metric(
            figure.label,
            value,
            _format_delta(change),
            delta_color=_colour(change),
            delta_arrow="off" if change and not _is_visible(change) else "auto",
            label_visibility="collapsed",
        )
        st.caption("  \n".join(_notes(context, row, name, change)) or "\u00a0")
        with st.container(horizontal=True, gap="small"):
            for metric, label, help_text in _list_links(row, name):
                _draw_link(context, metric, label, help_text, of)


def _list_links(row: Row, name: str) -> Iterator[tuple[str, str, str]]:
    """The lists that a card opens: which metric's, the link's label, and what is said of it."""
    if name in NUMERATORS:
        yield (
            name,
            format_count(row[NUMERATORS[name]]),
            f"{METRICS[NUMERATORS[name]].label}: what the share counts",
        )
        base = DENOMINATORS[name]
        yield base, f"n {format_count(row[base])}", f"{METRICS[base].label}: what the share is taken over"
    elif name in DENOMINATORS:
        yield name, f"n {format_count(row[DENOMINATORS[name]])}", "The conversations that it is taken over"
    else:
        yield name, "show them", "The conversations that it counts"


def _draw_link(
    context: PageContext, metric: str, label: str, help_text: str, of: tuple[str, str] | None
) -> None:
    parameters = {"by": of[0], "key": of[1]} if of else {}
    st.page_link(
        page("conversations"),
        label=label,
        query_params=context.link(figure=metric, **parameters),
        help=help_text,
    )


def _format_delta(change: Change | None) -> str | None:
    """The difference in points, seconds or percent of the count, with the sign that the arrow follows."""
    if change is None or change.difference is None:
        return None
    sign = "-" if change.difference < 0 else "+"
    return f"{sign}{_format_size(abs(change.difference), change)}" if _is_visible(change) else "no change"


def _is_visible(change: Change) -> bool:
    """Whether anything of the difference is left when it is rounded."""
    return any(sign in "123456789" for sign in _format_size(abs(change.difference or 0), change))


def _format_size(difference: float, change: Change) -> str:
    if change.unit == "share":
        return format_points(difference)
    if change.unit == "count":
        return (
            format_share(abs(change.relative), 0) if change.relative is not None else format_count(difference)
        )
    return format_value(difference, change.unit)


def _colour(change: Change | None) -> Literal["blue", "orange", "gray"]:
    """Blue for better, orange for worse, told apart by any eye; grey for what chance explains."""
    if change is None or change.verdict != "more than chance" or change.difference is None:
        return "gray"
    if change.metric not in BETTER_HIGHER | BETTER_LOWER:
        return "gray"
    return "blue" if (change.difference > 0) == (change.metric in BETTER_HIGHER) else "orange"


def _notes(context: PageContext, row: Row, name: str, change: Change | None) -> Iterator[str]:
    """What has to be known beside the number: what chance explains, the target, a wide interval."""
    if change is not None and change.verdict:
        yield f"{change.verdict} ({format_difference_interval(change)})"
    low, high = (row.get(f"{INTERVALS.get(name)}_{end}") for end in ("low", "high"))
    aim = find_target(name, context.rules)
    if aim is not None and low is not None and high is not None:
        side = "at" if low <= aim <= high else "over" if low > aim else "under"
        yield f"{side} target {format_share(aim, 0)}"
    if low is not None and high is not None and high - low >= WIDE:
        yield format_share_interval(low, high)
