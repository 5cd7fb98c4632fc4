"""The made-up contact centre as a whole: its records over any period, and its own truth.

The same seed gives the same centre, whatever day is asked for first. Days exist up to the clock's
now; what is under way is shown as it stands. Planted for those who look, with the names of their
constants (in `staff` and `days`):

- one slow agent, SLOW_AGENT: the work of the equals at SLOW_FACTOR times their handle time;
- one queue with short patience, IMPATIENT_QUEUE;
- an outage on every third Tuesday of a month, OUTAGE_HOURS local time, when most agents are gone;
- one agent who only looks slow, HARD_WORK_AGENT: the first to take HARD_QUEUE's long conversations,
  and of normal speed within each queue;
- EQUAL_AGENTS agents equal in speed, skills and habits: what differs between them is chance.
"""

from collections.abc import Callable, Collection
from datetime import UTC, date, datetime, timedelta
from math import ceil

from lib.demo import truth
from lib.demo.api.archive import Archive, Selection, SessionFilter
from lib.demo.api.options import Direction
from lib.demo.api.revisions import NEWEST_FORM, Form, channel_source
from lib.demo.records import wire
from lib.demo.records.customers import Record
from lib.demo.simulation import calendar
from lib.demo.simulation.day import simulate
from lib.demo.simulation.events import Session
from lib.demo.simulation.staff import Agent, Queue, build_queues, build_team
from lib.demo.truth import Truth

_FIRST_DAY = date(2000, 1, 1)


class Centre:
    """A contact centre that never was.

    `volume` 1 gives about 700 sessions on a weekday and 300 on a weekend day, side-cars and the
    bot's own included; above 1 there are as many teams of 34 agents as its rounded value, below 1
    one team with fewer on the floor. `clock` says the present as an aware datetime.
    """

    def __init__(
        self, seed: int = 1, *, volume: float = 1.0, clock: Callable[[], datetime] = calendar.utc_now
    ) -> None:
        if not 0 < volume <= 1000:
            raise ValueError(f"volume must be above 0 and at most 1000, not {volume}")
        self._seed, self._clock = seed, clock
        count = max(1, round(volume))
        self._team_volume = volume / count
        self.queues: tuple[Queue, ...] = build_queues(seed)
        self._teams = tuple(build_team(seed, team, self.queues) for team in range(count))
        self.agents: tuple[Agent, ...] = tuple(agent for team in self._teams for agent in team)
        self._archive = Archive(self._simulate)

    def records(self, start: datetime, end: datetime) -> list[Record]:
        """The records of sessions with start <= sessionStartTime <= end, in UTC and the service's order.

        Both are aware datetimes, else ValueError.
        """
        now = self.now()
        selection = self.select(start, end)
        return [wire.build_record(session, now, 0) for session in self._archive.find(selection.keys)]

    def truth(
        self, start: datetime, end: datetime, *, channels: Collection[str] = (), queues: Collection[str] = ()
    ) -> Truth:
        """What truly happened in [start, end), aware datetimes, as of now; see `lib.demo.truth`.

        `channels`, in any spelling, and `queues` (ids) limit what counts, when given.
        """
        first, last, now = _ceil(start), _ceil(end), self.now()
        scope = truth.Scope(first, last, now, frozenset(map(channel_source, channels)), frozenset(queues))
        reached = min(last, now)
        sessions = self._archive.sessions(first, reached) if reached >= first else ()
        return truth.count(sessions, scope)

    def now(self) -> int:
        """The clock's present in whole UTC seconds."""
        return calendar.seconds_of(self._clock())

    def select(
        self,
        start: datetime,
        end: datetime,
        channels: Collection[str] = (),
        queues: Collection[str] = (),
        direction: Direction = "Both",
    ) -> Selection:
        """The sessions that began in [start, end] as of now, to be paged with `page`."""
        sources = frozenset(map(channel_source, channels))
        session_filter = SessionFilter(
            _ceil(start), calendar.seconds_of(end), sources, frozenset(queues), direction
        )
        return self._archive.select(session_filter, self.now())

    def page(
        self, selection: Selection, skip: int, take: int, offset_min: float, form: Form = NEWEST_FORM
    ) -> list[bytes]:
        """Some of a selection's records as JSON, times in a west-positive offset in minutes."""
        return self._archive.encode(selection.keys[skip : skip + take], self.now(), offset_min, form)

    def _simulate(self, day: date) -> list[Session]:
        if day < _FIRST_DAY:
            return []
        sessions_by_team = [
            simulate(self._seed, day, team, self.queues, self._team_volume) for team in self._teams
        ]
        return [session for team in sessions_by_team for session in team]


def _ceil(moment: datetime) -> int:
    """The first whole UTC second at or after an aware datetime."""
    if moment.tzinfo is None:
        raise ValueError("the moment has no time zone")
    return ceil((moment - datetime(1970, 1, 1, tzinfo=UTC)) / timedelta(seconds=1))
