"""A finished figure keeps on the server what its marks stand for, and tells it of a mark that was clicked."""

from __future__ import annotations

import plotly.graph_objects as go
import pytest

from lib.charts.serialized_figure import SerializedFigure


@pytest.fixture
def figure() -> SerializedFigure:
    bars = [
        go.Bar(x=["Mon", "Tue"], y=[1, 2], customdata=[("answered", "a"), ("answered", None)]),
        go.Scatter(x=["Mon"], y=[3], customdata=[("abandoned", "b")]),
        go.Scatter(x=["Mon"], y=[4]),
    ]
    return SerializedFigure(go.Figure(bars))


def test_the_browser_is_sent_marks_without_what_they_stand_for(figure: SerializedFigure) -> None:
    sent = figure.to_dict()
    assert [trace["type"] for trace in sent["data"]] == ["bar", "scatter", "scatter"]
    assert not any("customdata" in trace for trace in sent["data"])
    sent.clear()
    assert figure.to_dict()["data"], "who changes what he was given changes nothing for the next"


@pytest.mark.parametrize(
    ("curve", "point", "mark"),
    [(0, 0, ("answered", "a")), (0, 1, ("answered", None)), (1, 0, ("abandoned", "b"))],
)
def test_a_mark_that_was_clicked_says_what_it_stands_for(
    figure: SerializedFigure, curve: int, point: int, mark: tuple[str, str | None]
) -> None:
    assert figure.find_mark({"curve_number": curve, "point_index": point, "x": "Mon"}) == mark
