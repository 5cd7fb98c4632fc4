"""Names beside marks: each id has a row of its own, whatever it is called."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
import pytest

from lib.charts.axes import LONGEST_NAME, unique_labels
from lib.charts.dumbbells import create_dumbbell_chart
from lib.charts.figures import create_rate_chart, create_stacked_bars
from lib.charts.squares import Squares, create_squares
from lib.charts.timeline import create_timeline_chart

if TYPE_CHECKING:
    from lib.charts.theme import Figure

BEGIN_ALIKE = ["Residential Customer Care – Billing", "Residential Customer Care – Sales"]
NAMES = [
    BEGIN_ALIKE,
    ["Care", "Care"],
    ["", None],
    ["  ", "\t"],
    ["x" * 300, "x" * 299 + "y"],
    ["שירות לקוחות", "שירות לקוחות"],
    ["👩‍👩‍👧‍👦" * 20, "👩‍👩‍👧‍👦" * 21],
    ["<b>a</b>", "<b>a"],
    ["1", "10"],
    ["2024-01-01", "2024-01-02"],
    ["1e5", "100000"],
    ["true", "NaN"],
]


def frame(names: list[str | None]) -> pl.DataFrame:
    return pl.DataFrame(
        {"queue": names, "queue_id": ["q1", "q2"], "talk_mean_s": [693.0, 333.0], "timed": [2, 2]},
        schema_overrides={"queue": pl.String},
    ).with_columns(abandonment_rate=0.5, abandonment_low=0.2, abandonment_high=0.8)


def bars(names: list[str | None]) -> Figure:
    return create_stacked_bars(
        frame(names), name="queue", key="queue_id", parts={"talk_mean_s": "Talk"}, title="AHT"
    )


def shares(names: list[str | None]) -> Figure:
    return create_rate_chart(
        frame(names), name="queue", key="queue_id", rate="abandonment_rate", n="timed", title="", overall=None
    )


def cells(names: list[str | None]) -> Figure:
    of = Squares(
        x="queue_id",
        y="queue_id",
        x_name="queue",
        y_name="queue",
        key="queue_id",
        value="talk_mean_s",
        n="timed",
        unit="seconds",
    )
    return create_squares(frame(names), of, title="")


def dumbbells(names: list[str | None]) -> Figure:
    rows = frame(names).rename({"talk_mean_s": "raw_s", "timed": "n"})
    times = {name: pl.lit(None, pl.Float64) for name in ("standard_s", "low_s", "high_s", "covered")}
    agents = rows.with_columns(verdict=pl.lit("too_few"), **times)
    return create_dumbbell_chart(agents, name="queue", key="queue_id", team_s=None, title="")


@pytest.mark.parametrize("names", NAMES)
@pytest.mark.parametrize("draw", [bars, shares, cells, dumbbells])
def test_chart_of_two_ids_draws_two_rows(draw: type, names: list[str | None]) -> None:
    chart: Figure = draw(names)
    marks = next(trace for trace in chart.data if trace.customdata is not None)
    assert list(marks.y) == [0, 1]
    assert chart.layout.yaxis.type == "linear"
    assert list(chart.layout.yaxis.tickvals) == [0, 1]
    assert len(set(chart.layout.yaxis.ticktext)) == 2


@pytest.mark.parametrize("names", NAMES)
def test_labels_of_two_names_differ_and_fit(names: list[str | None]) -> None:
    texts = unique_labels(names)
    assert texts[0] != texts[1]
    assert all(len(text) <= LONGEST_NAME + len(" (2)") + 2 * len("&lt;") for text in texts)


def test_names_that_begin_alike_show_their_ends() -> None:
    assert unique_labels(BEGIN_ALIKE) == ["Residential…re – Billing", "Residential…Care – Sales"]


def test_squares_of_ids_with_one_name_stand_in_two_columns() -> None:
    chart = cells(["Care", "Care"])
    assert list(chart.data[0].x) == [0, 1]
    assert list(chart.layout.xaxis.ticktext) == ["Care (1)", "Care (2)"]


def test_timeline_of_lanes_named_like_days_is_no_calendar() -> None:
    rows = [
        {"lane": lane, "kind": "talk", "words": "", "start": None, "end": None}
        for lane in ("2024-01-01", "2024-01-02")
    ]
    schema = {"lane": pl.String, "kind": pl.String, "words": pl.String}
    chart = create_timeline_chart(
        pl.DataFrame(rows, schema=schema | dict.fromkeys(("start", "end"), pl.Datetime("us"))), {}, title=""
    )
    assert chart.layout.yaxis.type == "linear"
    assert list(chart.layout.yaxis.ticktext) == ["2024-01-01", "2024-01-02"]
