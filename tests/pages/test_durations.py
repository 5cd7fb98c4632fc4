"""Durations of a day and more: numbers with words of ours, on every page; nowhere a time of day."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import polars as pl
import pyarrow as pa
import pytest

from lib.period import Period
from lib.ui.components import data_table
from lib.ui.components.metric_cards import CARD_WIDTH_PX, WIDE_CARD_PX
from tests.pages.held import fill
from tests.pages.opened import PAGES, elements, is_complete_page, metrics, open_page
from tests.store.made import Made, record

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from streamlit.testing.v1 import AppTest

DAY = datetime(2024, 9, 3, 8, tzinfo=UTC)
PICKED = {"period": "dates", "from": "2024-09-03", "to": "2024-09-03", "zone": "UTC"}
HOUR_S = 3600


def visit(start: datetime, agent: str, interaction_s: int, acw_s: int = 0) -> dict[str, Any]:
    """A visit that is answered after a minute."""
    accepted = start + timedelta(minutes=1)
    return {
        "destinationType": "QueueEntry",
        "queueId": "qu-1",
        "queueName": "Mail",
        "EnterTime": f"{start:%Y-%m-%dT%H:%M:%S}",
        "respondingAgent": {
            "agentId": agent,
            "name": agent,
            "acceptedTime": f"{accepted:%Y-%m-%dT%H:%M:%S}",
            "interactionEndTime": f"{accepted + timedelta(seconds=interaction_s):%Y-%m-%dT%H:%M:%S}",
            "interactionDuration": interaction_s,
            "afterCallWorkDuration": acw_s,
            "status": "Answered",
        },
    }


def long_ones() -> list[dict[str, object]]:
    """Handled in 28 hours and a minute by Ada, in five minutes by Ben; one who left after 30 hours."""
    left = {"destinationType": "QueueEntry", "queueId": "qu-1", "queueName": "Mail"}
    left["EnterTime"] = f"{DAY:%Y-%m-%dT%H:%M:%S}"
    end = f"{DAY + timedelta(hours=40):%Y-%m-%dT%H:%M:%S}"
    return [
        record(1, DAY, sessionEndTime=end, destinations=[visit(DAY, "Ada", 28 * HOUR_S, 60)]),
        record(2, DAY, sessionEndTime=end, destinations=[visit(DAY, "Ben", 300)]),
        record(
            3,
            DAY,
            sessionEndTime=f"{DAY + timedelta(hours=30):%Y-%m-%dT%H:%M:%S}",
            finalStatus="USER ABANDONED",
            disconnectingEvent="User Hangup",
            destinations=[left],
        ),
    ]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with these three."""
    made = tmp_path_factory.mktemp("long")
    fill(made, Made(long_ones()), Period(DAY - timedelta(days=30), DAY + timedelta(days=10)))
    return made


@pytest.fixture
def long_store(settings: Callable[..., None], folder: Path, resting: None) -> None:
    del resting
    settings(STORE__PATH=folder)


def words(app: AppTest, alt: str) -> pl.DataFrame:
    """What the cells of a table say, by the words that go beside its numbers."""
    table = next(table for table in app.dataframe if table.proto.alt.startswith(alt))
    with pa.ipc.open_stream(io.BytesIO(table.proto.arrow_data.styler.display_values)) as stream:
        return pl.DataFrame(pl.from_arrow(stream.read_all()))


@pytest.mark.parametrize("page", PAGES)
def test_page_with_durations_of_days_opens(long_store: None, page: str) -> None:
    del long_store
    more = {"session": str(long_ones()[0]["sessionId"])} if page == "conversation" else {}
    assert is_complete_page(open_page(page, PICKED | more))


def test_handle_time_of_a_day_is_hours_on_card_and_in_table(long_store: None) -> None:
    del long_store
    app = open_page("handle_time", PICKED)
    assert metrics(app)["AHT"] == ["14:03:00"]
    told = words(app, "Table: agents").select("agent", "aht_s").rows()
    assert sorted(told) == [("Ada", "28:01:00"), ("Ben", "5:00")]
    numbers = next(table for table in app.dataframe if table.proto.alt == "Table: agents").value
    assert sorted(numbers["aht_s"]) == [300, 28 * HOUR_S + 60]


def test_list_says_a_wait_of_thirty_hours(long_store: None) -> None:
    del long_store
    app = open_page("conversations", PICKED)
    assert "30:00:00" in words(app, "Conversations")["wait_s"].to_list()


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [(-5.0, "-0:05"), (86_400.0, "24:00:00"), (1e9, "277777:46:40"), (None, "–"), (float("inf"), "–")],
)
def test_cells_of_any_duration_are_numbers_with_words(seconds: float | None, expected: str) -> None:
    frame = pl.DataFrame({"wait_s": [seconds, 1.0]}, schema={"wait_s": pl.Float64})
    styler = data_table.format_cells(frame, ["wait_s"])
    assert styler._translate(False, False)["body"][0][1]["display_value"] == expected
    assert styler.data["wait_s"][1] == 1


def test_card_of_hours_is_as_wide_as_two(long_store: None) -> None:
    del long_store
    blocks = [element.proto for element in elements(open_page("handle_time", PICKED).main)]
    widths = [block.width_config.pixel_width for block in blocks if hasattr(block, "width_config")]
    cards = [width for width in widths if width in {CARD_WIDTH_PX, WIDE_CARD_PX}]
    assert cards == [CARD_WIDTH_PX, WIDE_CARD_PX, WIDE_CARD_PX, CARD_WIDTH_PX, CARD_WIDTH_PX]
