"""The one place that sets colours, margins and hover of every chart; light and dark follow the page."""

from __future__ import annotations

from typing import Final, NamedTuple

from plotly.graph_objects import Bar, Figure

from lib.formatting import plotly_locale

__all__ = [
    "COLOURS",
    "HEAT",
    "PATTERNS",
    "Figure",
    "MarkStyle",
    "apply_layout",
    "chart_config",
    "chart_height",
    "warm_up_plotly",
]

COLOURS: Final = {
    "answered": "#0072B2",
    "abandoned": "#D55E00",
    "other": "#8C8C8C",
    "talk": "#0072B2",
    "hold": "#C28800",
    "acw": "#009E73",
    "wait": "#D370B0",
    "ring": "#6C6C6C",
    "bot": "#269DD9",
    "dialling": "#269DD9",
    "responded": "#0072B2",
}
"""After Okabe and Ito's palette, the light ones darkened: told apart by the colour-blind, and with a contrast
of 3:1 or more to the light page and to the dark one."""

PATTERNS: Final = {"abandoned": "/", "hold": "/", "acw": ".", "other": "x", "answered": "", "talk": ""} | {
    "ring": "-",
    "consulted": "+",
    "joined": "x",
}
"""A second sign beside each colour, so that colour alone carries no meaning."""


class MarkStyle(NamedTuple):
    """What a kind of mark is called, and its shape beside its colour."""

    label: str
    symbol: str
    colour: str


HEAT: Final = [[0, "#D7E3EE"], [0.5, "#F0A868"], [1, "#A63A00"]]
"""From nothing to much, in lightness as well as in hue."""

INK: Final = "#000037"
"""The sign for text in Streamlit's chart template; its page puts the theme's own colour in its place. What
stands there for axes is too pale to read on white."""

ROW_HEIGHT_PX = 26
MARGIN: Final = {"l": 8, "r": 8, "b": 8}
TITLE_PX, LEGEND_PX = 40, 20
"""What a title takes of the height, and a line of the legend: on a phone each of its signs may need one."""


def apply_layout(figure: Figure, *, title: str, height: int = 300) -> Figure:
    """The figure, with the layout of all charts applied."""
    figure.update_layout(
        title={"text": title, "font": {"size": 15}, "x": 0, "xanchor": "left", "y": 0.98, "yanchor": "top"},
        height=height,
        margin={**MARGIN, "t": TITLE_PX + LEGEND_PX * _legend_lines(figure)},
        legend={"orientation": "h", "y": 1.0, "yanchor": "bottom", "x": 0, "title": None},
        hoverlabel={"align": "left"},
        bargap=0.25,
        dragmode=False,
        clickmode="event+select",
    )
    legible = {"tickfont": {"color": INK}, "title": {"font": {"color": INK}}}
    figure.update_xaxes(automargin=True, fixedrange=True, zeroline=False, **legible)
    figure.update_yaxes(automargin=True, fixedrange=True, zeroline=False, **legible)
    return figure


def _legend_lines(figure: Figure) -> int:
    """The number of lines of the legend on a phone: two entries fit on one."""
    signs = sum(trace.showlegend is not False for trace in figure.data)
    return signs if signs > 2 else 1


def chart_config() -> dict[str, object]:
    """What goes to Plotly beside the figure: no buttons above it, and the viewer's locale."""
    return {"displayModeBar": False, **plotly_locale()}


def chart_height(rows: int) -> int:
    """The height in pixels of a chart with one bar a row."""
    return 110 + ROW_HEIGHT_PX * max(rows, 1)


def warm_up_plotly() -> None:
    """Build one figure, since Plotly's first use is slow."""
    apply_layout(Figure(Bar(x=[0], y=[0])), title="").to_json()
