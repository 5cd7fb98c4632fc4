"""What a command asks beside its period: the days before it, and conversations that were open."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from lib.cli.sync_command import OPEN_AT_EACH, parts
from lib.period import Period
from lib.settings import Store
from lib.smartassist import Question
from lib.store import UNSETTLED_STALE_AFTER, Part

DAY = timedelta(days=1)
NOW = datetime(2024, 9, 25, 12, tzinfo=UTC)
MONDAY = datetime(2024, 9, 23, tzinfo=UTC)
RECENT, PAST = Period(MONDAY, MONDAY + DAY), Period(MONDAY - 10 * DAY, MONDAY - 9 * DAY)


@pytest.mark.parametrize(
    ("window", "open_until"),
    [(RECENT, RECENT.start), (PAST, PAST.end), (Period(PAST.start, NOW), NOW - 3 * DAY)],
)
def test_parts_of_a_command_are_its_period_the_week_before_and_settled_open_sessions(
    window: Period, open_until: datetime
) -> None:
    assert parts(Question(window), Store(), NOW) == [
        Part(window),
        Part(Period(window.start - 7 * DAY, window.start), UNSETTLED_STALE_AFTER),
        Part(
            Period(NOW - 30 * DAY, open_until),
            UNSETTLED_STALE_AFTER,
            open_only=True,
            at_least=OPEN_AT_EACH,
        ),
    ]


def test_parts_of_a_command_are_its_period_alone_where_the_settings_say_so() -> None:
    assert parts(Question(RECENT), Store(reach_back_days=0, open_days=0), NOW) == [Part(RECENT)]
