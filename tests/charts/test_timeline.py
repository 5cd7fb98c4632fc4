"""A conversation's chart: whole names on its lanes, bars as long as they lasted, signs for moments."""

from __future__ import annotations

from datetime import datetime

import polars as pl

from lib.charts.timeline import create_timeline_chart

START, END = datetime(2024, 9, 20, 13, 33, 1), datetime(2024, 9, 20, 13, 33, 5)  # noqa: DTZ001 (a wall clock)
LONG = "Escalations and Complaints <b>Desk</b>"
FRAME = pl.DataFrame(
    [
        (LONG, "wait", "Entered <i>it</i>", START, END),
        ("Ada", "ring", "Rang", START, None),
        ("Ada", "ring", "Rang again", END, END),
        ("End", "ended", "Ended", END, None),
    ],
    schema={
        "lane": pl.String,
        "kind": pl.String,
        "words": pl.String,
        "start": pl.Datetime("us"),
        "end": pl.Datetime("us"),
    },
    orient="row",
)
CHART = create_timeline_chart(FRAME, {"wait": "Waiting", "ring": "Ringing"}, title="")


def test_a_lanes_name_is_whole_and_no_markup() -> None:
    lane = CHART.layout.yaxis.ticktext[0]
    assert lane.replace("<br>", " ") == "Escalations and Complaints &lt;b&gt;Desk&lt;/b&gt;"
    assert CHART.data[0].text[0] == "Entered &lt;i&gt;it&lt;/i&gt;"


def test_a_bar_begins_and_lasts_as_it_did() -> None:
    waiting, ringing, _ = CHART.data
    assert (list(waiting.base), list(waiting.x)) == ([START], [4000])
    assert list(ringing.x) == [0, 0]


def test_a_moment_is_a_sign_that_its_lane_tells() -> None:
    ended = CHART.data[2]
    assert (ended.mode, ended.showlegend, list(ended.x)) == ("markers", False, [END])
    assert [trace.showlegend for trace in CHART.data] == [True, True, False]
