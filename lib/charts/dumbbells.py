"""Dumbbells: raw and mix-adjusted handle time of each agent on one row."""

from __future__ import annotations

from typing import Final

import plotly.graph_objects as go
import polars as pl

from lib.charts.axes import EMPTY_END_S, build_name_axis, build_x_ticks, format_hover_name
from lib.charts.theme import COLOURS, MarkStyle, apply_layout, chart_height
from lib.formatting import format_duration, format_interval, format_quantity, format_share

VERDICTS: Final = {
    "slower": MarkStyle("Slower", "triangle-right", COLOURS["abandoned"]),
    "faster": MarkStyle("Faster", "triangle-left", COLOURS["acw"]),
    "within": MarkStyle("Within chance", "circle", COLOURS["talk"]),
}

UNJUDGED: Final = {
    "too_few": "too few handlings to say",
    "too_little_mix": "too little of the team's work to say",
}
MARGIN: Final = 0.06
"""The axis reaches so far beyond what it shows on either side, as a part of its span."""

RAW: Final = MarkStyle("As it came", "circle-open", COLOURS["other"])


def create_dumbbell_chart(
    agents: pl.DataFrame, *, name: str, key: str, team_s: float | None, title: str
) -> go.Figure:
    """Raw and standardised handle time by agent, the latter with its 95 % interval.

    Dots need no axis from nothing, and tell more without.

    Args:
        agents: `n`, `raw_s`, `standard_s`, `low_s`, `high_s`, `covered` and `verdict`, in the order to draw.
        name: the column with the agents' names.
        key: the column with their keys.
        team_s: the team's time.
        title: the chart's.
    """
    rows = agents.with_row_index("row")
    standard = [
        _adjusted_marks(judged, style, name, key)
        for verdict, style in VERDICTS.items()
        if (judged := rows.filter(rows["verdict"] == verdict)).height
    ]
    chart = go.Figure([_connecting_lines(rows), _raw_marks(rows, name, key), *standard])
    if team_s is not None:
        chart.add_vline(x=team_s, line={"color": COLOURS["other"], "dash": "dot"})
    spans = pl.concat([rows["raw_s"], rows["low_s"], rows["high_s"]]).drop_nulls()
    low, high = (float(end or 0) for end in (spans.min(), spans.max()))  # type: ignore[arg-type]
    margin = MARGIN * (high - low or abs(high) or EMPTY_END_S)
    chart.update_xaxes(range=[low - margin, high + margin], **build_x_ticks(spans, "seconds", low=low))
    chart.update_yaxes(build_name_axis(rows[name]))
    return apply_layout(chart, title=title, height=chart_height(rows.height))


def _connecting_lines(rows: pl.DataFrame) -> go.Scatter:
    """The thin lines between both marks of each row."""
    ends = rows.drop_nulls("standard_s").select("row", "raw_s", "standard_s").iter_rows()
    points = [point for row, raw, standard in ends for point in ((raw, row), (standard, row), (None, None))]
    return go.Scatter(
        x=[x for x, _ in points],
        y=[y for _, y in points],
        mode="lines",
        line={"color": COLOURS["other"], "width": 3},
        showlegend=False,
        hoverinfo="skip",
    )


def _raw_marks(rows: pl.DataFrame, name: str, key: str) -> go.Scatter:
    texts = [
        f"{format_hover_name(agent)}<br>{format_duration(raw)} as it came, {format_quantity(n, 'handlings')}"
        + _format_reason(verdict)
        for agent, raw, n, verdict in rows.select(name, "raw_s", "n", "verdict").iter_rows()
    ]
    return go.Scatter(
        x=rows["raw_s"],
        y=rows["row"],
        mode="markers",
        name=RAW.label,
        marker={"symbol": RAW.symbol, "color": RAW.colour, "size": 10, "line": {"width": 2}},
        customdata=[("aht_s", mark) for mark in rows[key]],
        text=texts,
        hovertemplate="%{text}<extra></extra>",
    )


def _format_reason(verdict: str) -> str:
    return f"<br>{UNJUDGED[verdict]}" if verdict in UNJUDGED else ""


def _adjusted_marks(rows: pl.DataFrame, style: MarkStyle, name: str, key: str) -> go.Scatter:
    columns = (name, "standard_s", "low_s", "high_s", "covered")
    texts = [
        f"{format_hover_name(agent)}<br>{format_duration(standard)} "
        f"({format_interval(low, high, 'seconds')}) at the team's mix"
        f"<br>{style.label}; does {format_share(covered, 0)} of the team's work"
        for agent, standard, low, high, covered in rows.select(columns).iter_rows()
    ]
    return go.Scatter(
        x=rows["standard_s"],
        y=rows["row"],
        mode="markers",
        name=style.label,
        marker={"symbol": style.symbol, "color": style.colour, "size": 11},
        error_x={
            "type": "data",
            "symmetric": False,
            "array": (rows["high_s"] - rows["standard_s"]).to_list(),
            "arrayminus": (rows["standard_s"] - rows["low_s"]).to_list(),
            "color": style.colour,
            "thickness": 1.5,
        },
        customdata=[("aht_s", mark) for mark in rows[key]],
        text=texts,
        hovertemplate="%{text}<extra></extra>",
    )
