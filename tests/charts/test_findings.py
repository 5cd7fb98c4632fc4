"""What the charts of findings draw: each mark's click, its shape beside its colour, names as text."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest

from lib.charts.controls import create_control_chart
from lib.charts.curves import DASHES, SYMBOLS, create_survival_chart
from lib.charts.dumbbells import create_dumbbell_chart
from lib.charts.funnels import VERDICTS, create_funnel_chart
from lib.charts.waterfalls import create_waterfall

if TYPE_CHECKING:
    from lib.charts.theme import Figure

HOSTILE = "<b>Ada & Co</b>"
ESCAPED = "&lt;b&gt;Ada &amp; Co&lt;/b&gt;"


def drawn(chart: Figure) -> list[dict[str, Any]]:
    """The traces, as the browser gets them."""
    return [trace.to_plotly_json() for trace in chart.data]


def clicks(chart: Figure) -> set[tuple[str, str | None]]:
    return {tuple(mark) for trace in drawn(chart) for mark in trace.get("customdata", ())}


def traces(chart: Figure) -> dict[str, dict[str, Any]]:
    """Those with a name."""
    return {trace["name"]: trace for trace in drawn(chart) if trace.get("name")}


def assert_only_marks_can_be_clicked(chart: Figure) -> None:
    """A mark without a key would break the page that is clicked; a line without markers cannot be."""
    for trace in drawn(chart):
        if trace.get("type") == "bar" or "markers" in trace.get("mode", ""):
            assert len(trace["customdata"]) == len(trace["x"])
        else:
            assert trace["hoverinfo"] == "skip"


def create_funnel(verdicts: list[str], names: list[str | None]) -> Figure:
    count = len(verdicts)
    units = pl.DataFrame(
        {
            "agent": names,
            "agent_id": [f"a{n}" for n in range(count)],
            "assignments": list(range(10, 10 + count)),
            "share": [0.1 * n for n in range(count)],
            "verdict": verdicts,
            "flagged": [verdict == "outside_998" for verdict in verdicts],
        },
        schema_overrides={
            "agent": pl.String,
            "verdict": pl.String,
            "share": pl.Float64,
            "flagged": pl.Boolean,
        },
    )
    curve = pl.DataFrame(
        {"n": [10, 20]} | {f"{end}_{one}": [0.1, 0.2] for end in ("low", "high") for one in ("95", "998")}
    )
    return create_funnel_chart(
        units, curve, name="agent", key="agent_id", rate="non_response_rate", n="assignments", overall=0.1,
        title="Not responded", axis="Assignments",
    )  # fmt: skip


@pytest.mark.parametrize(("low", "is_from_nothing"), [(0.0, True), (0.1, True), (0.7, False)])
def test_a_funnels_axis_is_from_nothing_unless_all_stands_far_above_it(
    low: float,
    is_from_nothing: bool,  # noqa: FBT001 (a parameter of the test)
) -> None:
    units = pl.DataFrame(
        {
            "agent": ["Ann", "Bob"],
            "agent_id": ["a", "b"],
            "assignments": [100, 120],
            "share": [low, low + 0.1],
            "verdict": ["inside", "inside"],
            "flagged": [False, False],
        }
    )
    reach = {"low": low, "high": low + 0.1}
    limits = {f"{end}_{one}": [at] * 2 for end, at in reach.items() for one in ("95", "998")}
    chart = create_funnel_chart(
        units, pl.DataFrame({"n": [100, 120], **limits}), name="agent", key="agent_id", rate="held_rate",
        n="assignments", overall=low, title="Held", axis="Assignments",
    )  # fmt: skip
    bottom, top = chart.layout.yaxis.range
    assert (bottom <= 0) == is_from_nothing
    assert bottom < low
    assert top > low + 0.1


def test_funnel_where_all_shares_are_nothing_goes_from_nothing_to_ten_percent() -> None:
    units = pl.DataFrame(
        {
            "agent": ["Ann"],
            "agent_id": ["a"],
            "assignments": [100],
            "share": [0.0],
            "verdict": ["inside"],
            "flagged": [False],
        }
    )
    limits = {f"{end}_{limit}": [0.0, 0.0] for end in ("low", "high") for limit in ("95", "998")}
    chart = create_funnel_chart(
        units, pl.DataFrame({"n": [100, 120], **limits}), name="agent", key="agent_id", rate="held_rate",
        n="assignments", overall=0.0, title="Held", axis="Assignments",
    )  # fmt: skip
    assert chart.layout.yaxis.range == pytest.approx((-0.002, 0.1))


def test_a_funnel_tells_verdicts_by_shape_and_names_who_is_flagged() -> None:
    chart = create_funnel([*VERDICTS], ["Ann", "Bob", HOSTILE, "Dee"])
    assert {name: trace["marker"]["symbol"] for name, trace in traces(chart).items()} == {
        sign.label: sign.symbol for sign in VERDICTS.values()
    }
    assert len({sign.symbol for sign in VERDICTS.values()}) == len(VERDICTS)
    far = traces(chart)["Outside 99.8 %"]
    assert list(far["text"]) == [ESCAPED]
    assert list(far["hovertext"]) == [ESCAPED]
    assert far["hovertemplate"] == "%{hovertext}<br>%{y:.1%} of %{x:,}<br>Outside 99.8 %<extra></extra>"
    assert clicks(chart) == {("non_response_rate", f"a{n}") for n in range(4)}
    assert_only_marks_can_be_clicked(chart)


def test_a_funnel_of_nobody_has_its_limits() -> None:
    assert len(drawn(create_funnel([], []))) == 4


def controlled(
    special: list[str | None],
    run: list[str | None],
    low: float | None = 0.02,
    highs: tuple[float | None, ...] = (),
) -> Figure:
    count = len(special)
    points = pl.DataFrame(
        {
            "at": [datetime(2026, 11, 16) + timedelta(days=n) for n in range(count)],  # noqa: DTZ001
            "interval": [f"day {n}" for n in range(count)],
            "offered": [400] * count,
            "value": [None, *[0.08] * (count - 1)],
            "usual": [0.07] * count,
            "low": [low] * count,
            "high": highs or [0.12] * count,
            "special": special,
            "run": run,
        },
        schema_overrides={
            "special": pl.String,
            "run": pl.String,
            **dict.fromkeys(("value", "low", "high"), pl.Float64),
        },
    )
    return create_control_chart(
        points,
        key="interval",
        metric="abandonment_rate",
        n="offered",
        unit="share",
        title="Abandonment",
        target=0.1,
    )


def test_a_control_chart_marks_what_is_special_and_what_is_a_run_by_shape() -> None:
    chart = controlled([None, "above", None], [None, None, "below"])
    by_name = traces(chart)
    assert by_name["Special"]["marker"]["symbol"] == "diamond"
    assert by_name["Long run on one side"]["marker"]["symbol"] == "square-open"
    assert [tuple(mark) for mark in by_name["Special"]["customdata"]] == [("abandonment_rate", "day 1")]
    assert list(by_name["Special"]["text"]) == ["Tue, Nov 17<br>8.0% of 400<br>usual 2–12%"]
    assert clicks(chart) == {("abandonment_rate", f"day {n}") for n in range(3)}
    assert_only_marks_can_be_clicked(chart)


def test_an_ordinary_week_has_no_sign_of_findings_and_keeps_its_gaps() -> None:
    by_name = traces(controlled([None] * 3, [None] * 3, low=None))
    assert set(by_name) == {"The usual", "Within the usual"}
    assert by_name["Within the usual"]["text"][0] == "Mon, Nov 16<br>– of 400<br>usual –"


@pytest.mark.parametrize(
    ("highs", "end"),
    [
        ((0.12, 0.12, 0.12), 0.12),
        ((0.12, 0.12, 0.2), 0.2),
        ((0.12, 0.12, 0.9), 0.24),
        ((0.01, 0.01, 0.01), 0.1),
        ((None, None, None), 0.1),
    ],
)
def test_a_band_of_few_calls_does_not_squeeze_all_others(highs: tuple[float | None, ...], end: float) -> None:
    chart = controlled([None] * 3, [None] * 3, highs=highs)
    assert chart.layout.yaxis.range == pytest.approx((0, 1.05 * end))


def survived(queues: int, bands: set[str]) -> Figure:
    rows = [
        {
            "queue": HOSTILE,
            "queue_id": f"q{queue}",
            "second": second,
            "at_risk": 40,
            "staying": 0.9 - second / 100,
        }
        for queue in range(queues)
        for second in (5, 20, 35)
    ]
    curves = pl.DataFrame(rows).with_columns(low=pl.col("staying") - 0.05, high=pl.col("staying") + 0.05)
    return create_survival_chart(curves, name="queue", key="queue_id", bands=bands, title="Still waiting")


def test_a_survival_curve_begins_with_all_and_tells_how_many_it_stands_on() -> None:
    chart = survived(1, {"q0"})
    curve = traces(chart)[ESCAPED]
    assert (list(curve["x"]), list(curve["y"])) == ([0, 5, 20, 35], [1, 0.85, 0.7, 0.55])
    assert curve["line"]["shape"] == "hv"
    assert curve["text"][1] == f"{ESCAPED}<br>85% (80–90%) still wait after 0:05<br>40 waited so long"
    assert clicks(chart) == {("abandoned", "q0")}
    assert_only_marks_can_be_clicked(chart)


def test_curves_differ_in_dash_and_symbol_and_only_those_asked_for_have_a_band() -> None:
    chart = survived(3, {"q1"})
    curves = [trace for trace in drawn(chart) if trace.get("name")]
    assert [trace["line"]["dash"] for trace in curves] == list(DASHES[:3])
    assert [trace["marker"]["symbol"] for trace in curves] == list(SYMBOLS[:3])
    assert sum(trace.get("fill") == "tonexty" for trace in drawn(chart)) == 1


def test_the_axis_ends_where_most_curves_do() -> None:
    seconds = [*range(1, 100), 3600]
    curves = pl.DataFrame(
        {"queue": "Sales", "queue_id": "q1", "second": seconds, "at_risk": 40, "staying": 0.9}
    )
    chart = create_survival_chart(
        curves.with_columns(low=0.8, high=0.95), name="queue", key="queue_id", bands=(), title="Still waiting"
    )
    assert 90 < chart.layout.xaxis.range[1] < 110


AGENTS = pl.DataFrame(
    {
        "agent": [HOSTILE, "Bob", None],
        "agent_id": ["a", "b", "c"],
        "n": [100.0, 50.0, 4.0],
        "raw_s": [420.0, 300.0, 200.0],
        "standard_s": [365.0, 290.0, None],
        "low_s": [330.0, 250.0, None],
        "high_s": [400.0, 340.0, None],
        "covered": [0.9, 1.0, 0.4],
        "verdict": ["slower", "within", "too_few"],
    }
)


def test_a_dumbbell_shows_both_times_and_tells_verdicts_by_shape() -> None:
    chart = create_dumbbell_chart(AGENTS, name="agent", key="agent_id", team_s=310.0, title="Handle time")
    by_name = traces(chart)
    assert [by_name[label]["marker"]["symbol"] for label in ("As it came", "Slower", "Within chance")] == [
        "circle-open",
        "triangle-right",
        "circle",
    ]
    assert list(by_name["As it came"]["x"]) == [420, 300, 200]
    assert (list(by_name["Slower"]["x"]), list(by_name["Slower"]["error_x"]["array"])) == ([365], [35])
    assert by_name["Slower"]["text"][0] == (
        f"{ESCAPED}<br>6:05 (5:30–6:40) at the team's mix<br>Slower; does 90% of the team's work"
    )
    assert by_name["As it came"]["text"][2].endswith("too few handlings to say")
    assert chart.layout.yaxis.ticktext == (ESCAPED, "Bob", "–")
    assert clicks(chart) == {("aht_s", key) for key in "abc"}
    assert_only_marks_can_be_clicked(chart)


def test_agents_of_one_name_have_a_row_each() -> None:
    twins = AGENTS.head(2).with_columns(agent=pl.lit("Sam Lee"))
    chart = create_dumbbell_chart(twins, name="agent", key="agent_id", team_s=None, title="Handle time")
    assert list(traces(chart)["As it came"]["y"]) == [0, 1]


def fallen(effects: list[float], key: str | None = "queue_id", **more: Any) -> Figure:
    names = [HOSTILE, "Talk", "Hold"][: len(effects)]
    parts = pl.DataFrame({"label": names, "effect": effects, "queue_id": ["q1", "q2", None][: len(effects)]})
    return create_waterfall(
        parts, label="label", effect="effect", metric="aht_s", key=key, title="AHT",
        **({"before": 300.0, "now": 300 + sum(effects), "unit": "seconds"} | more),
    )  # fmt: skip


def test_each_part_begins_where_the_one_before_it_ends_and_the_last_ends_at_now() -> None:
    bars = [trace for trace in drawn(fallen([15.0, -9.0, 4.0])) if trace["type"] == "bar"]
    steps = sorted(
        (row, base, base + added)
        for trace in bars
        for row, base, added in zip(trace["y"], trace["base"], trace["x"], strict=True)
    )
    assert steps == [(0, 300, 315), (1, 315, 306), (2, 306, 310)]
    assert {trace["name"]: trace["marker"]["pattern"]["shape"] for trace in bars} == {
        "Adds": "/",
        "Takes away": "",
    }


def test_a_waterfall_is_clicked_by_its_parts() -> None:
    chart = fallen([15.0, -9.0, 4.0])
    assert clicks(chart) == {("aht_s", "q1"), ("aht_s", "q2"), ("aht_s", None)}
    assert chart.layout.yaxis.ticktext == ("Before", ESCAPED, "Talk", "Hold", "Now")
    assert_only_marks_can_be_clicked(chart)
    assert clicks(fallen([15.0], key=None)) == {("aht_s", None)}


@pytest.mark.parametrize(
    ("unit", "effects", "written"),
    [
        ("seconds", [15.0, -0.2], {"+0:15", "0:00"}),
        ("share", [0.012, -0.0301], {"+1.2", "−3.0"}),
        ("count", [1200.0, -3.0], {"+1,200", "−3"}),
    ],
)
def test_a_part_is_written_with_its_sign(unit: str, effects: list[float], written: set[str]) -> None:
    bars = [trace for trace in drawn(fallen(effects, unit=unit)) if trace["type"] == "bar"]
    assert {word for trace in bars for word in trace["text"]} == written


def test_no_change_has_ends_and_no_bars_of_length() -> None:
    chart = fallen([0.0, 0.0])
    assert [list(trace["x"]) for trace in drawn(chart)] == [[0.0, 0.0], [300.0, 300.0]]
    low, high = chart.layout.xaxis.range
    assert low < 300 < high
