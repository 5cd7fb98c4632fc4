"""Handle time and its parts: what is counted, over which handlings, and what is left out."""

from __future__ import annotations

import pytest

from tests.metrics.rows import Row, handling, tables, values_of

UNTIMED = handling(None, 30, 20)
CONTRADICTORY = handling(None, contradictory="hold_s")


@pytest.mark.parametrize(
    ("handlings", "counts"),
    [
        ([], (0, 0, 0)),
        ([UNTIMED, handling()], (0, 1, 1)),
        ([CONTRADICTORY, UNTIMED, handling()], (1, 2, 1)),
        ([CONTRADICTORY | {"contradictory": "interaction_s, acw_s"}], (1, 1, 0)),
        ([handling(contradictory="first_response_s")], (0, 0, 1)),
        ([UNTIMED | {"contradictory": "first_response_s"}], (0, 1, 0)),
    ],
)
def test_contradictory_handlings_are_counted_among_those_left_out(
    handlings: list[Row], counts: tuple[int, int, int]
) -> None:
    assert values_of("contradictory left_out timed", tables(handlings=handlings)) == counts


@pytest.mark.parametrize(
    ("handlings", "counts", "aht_s"),
    [
        pytest.param([], (0, 0, 0), None, id="empty"),
        pytest.param([handling(100, 15, 4)], (1, 1, 0), 104, id="hold is not added twice"),
        pytest.param([handling(0)], (1, 1, 0), 0, id="over at once"),
        pytest.param([UNTIMED], (1, 0, 1), None, id="still under way"),
        pytest.param([handling(100), UNTIMED], (2, 1, 1), 100, id="the untimed is left out of the mean"),
        pytest.param(
            [handling(100, agent_id="a1"), handling(400, agent_id="a2"), handling(400, agent_id="a2")],
            (3, 3, 0),
            300,
            id="no mean of means",
        ),
        pytest.param([handling(100, direction="Outbound"), handling(300)], (2, 2, 0), 200, id="outbound"),
        pytest.param([handling(100, direction=None)], (1, 1, 0), 100, id="null direction"),
        pytest.param([handling(100, agent_id=None)], (1, 1, 0), 100, id="null agent"),
        pytest.param([handling(100, queue_id=None)], (1, 1, 0), 100, id="bare transfer"),
    ],
)
def test_average_handle_time(handlings: list[Row], counts: tuple[int, int, int], aht_s: float | None) -> None:
    selected = tables(handlings=handlings)
    assert values_of("handlings timed left_out", selected) == counts
    assert values_of("aht_s", selected) == (aht_s,)


@pytest.mark.parametrize(
    ("handlings", "counts", "means"),
    [
        pytest.param([], (0, 0), (None, None, None), id="empty"),
        pytest.param([handling()], (0, 0), (0, None, 0), id="null hold counts as none"),
        pytest.param([handling(100, 0)], (0, 0), (0, None, 0), id="a hold of 0 is none"),
        pytest.param([handling(100, 15), handling(100, None)], (1, 15), (7.5, 15, 0.5), id="held and null"),
        pytest.param([handling(100, 15), handling(100, 0)], (1, 15), (7.5, 15, 0.5), id="held and 0"),
        pytest.param([handling(100, 100)], (1, 100), (100, 100, 1), id="on hold throughout"),
        pytest.param([handling(100, 15), UNTIMED], (1, 15), (15, 15, 1), id="hold of an untimed one"),
        pytest.param([UNTIMED], (0, 0), (None, None, None), id="only an untimed one"),
        pytest.param([handling(99, 9, direction="Outbound")], (1, 9), (9, 9, 1), id="outbound"),
    ],
)
def test_hold(handlings: list[Row], counts: tuple[int, float], means: tuple[float | None, ...]) -> None:
    selected = tables(handlings=handlings)
    assert values_of("held hold_total_s", selected) == counts
    assert values_of("hold_mean_s hold_mean_held_s held_rate", selected) == means


@pytest.mark.parametrize(
    ("handlings", "counts", "means"),
    [
        pytest.param([], (0, 0), (None, None, None), id="empty"),
        pytest.param([handling()], (0, 0), (0, None, 0), id="null counts as none"),
        pytest.param([handling(100, None, 0)], (0, 0), (0, None, 0), id="work of 0 is none"),
        pytest.param([handling(99, None, 4), handling()], (1, 4), (2, 4, 0.5), id="some and null"),
        pytest.param([handling(99, None, 4), UNTIMED], (1, 4), (4, 4, 1), id="work of an untimed one"),
        pytest.param([UNTIMED], (0, 0), (None, None, None), id="only an untimed one"),
    ],
)
def test_after_call_work(
    handlings: list[Row], counts: tuple[int, float], means: tuple[float | None, ...]
) -> None:
    selected = tables(handlings=handlings)
    assert values_of("with_acw acw_total_s", selected) == counts
    assert values_of("acw_mean_s acw_mean_any_s with_acw_rate", selected) == means


def test_handle_time_is_the_sum_of_its_parts() -> None:
    selected = tables(handlings=[handling(100, 15, 4), handling(50), handling(7, 7, 0), UNTIMED])
    assert values_of("talk_total_s hold_total_s acw_total_s handle_total_s", selected) == (135, 22, 4, 161)
    talk, hold, acw, aht = values_of("talk_mean_s hold_mean_s acw_mean_s aht_s", selected)
    assert talk + hold + acw == pytest.approx(aht)


@pytest.mark.parametrize(
    ("handlings", "figures"),
    [
        pytest.param([], (0, None), id="empty"),
        pytest.param([handling()], (0, None), id="null"),
        pytest.param([handling(first_response_s=0)], (1, 0), id="at once"),
        pytest.param([handling(first_response_s=7), handling()], (1, 7), id="some and null"),
        pytest.param([UNTIMED | {"first_response_s": 7}], (1, 7), id="still under way"),
    ],
)
def test_first_response(handlings: list[Row], figures: tuple[int, float | None]) -> None:
    assert values_of("first_responses first_response_mean_s", tables(handlings=handlings)) == figures


LEFT = {"abandoned_with_agent": True}


@pytest.mark.parametrize(
    ("handlings", "figures"),
    [
        pytest.param([], (0, None), id="empty"),
        pytest.param([handling()], (0, 0), id="nobody left"),
        pytest.param([handling(**LEFT)], (1, 1), id="everybody left"),
        pytest.param([handling(**LEFT, direction="Outbound"), handling()], (1, 0.5), id="outbound"),
        pytest.param([handling(None, **LEFT), handling()], (1, 0.5), id="untimed"),
        pytest.param([handling(**LEFT, agent_id=None)], (1, 1), id="null agent"),
    ],
)
def test_abandoned_with_agent_never_joins_the_abandoned(
    handlings: list[Row], figures: tuple[int, float | None]
) -> None:
    selected = tables(handlings=handlings)
    assert values_of("abandoned_with_agent abandoned_with_agent_rate", selected) == figures
    assert values_of("abandoned abandonment_rate", selected) == (0, None)
