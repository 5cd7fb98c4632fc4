"""Simulated days and their encoded records, kept within bounds; finds and pages the sessions of a period."""

from bisect import bisect_left
from collections import OrderedDict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from threading import RLock

import msgspec

from lib.demo.api.options import Direction
from lib.demo.api.revisions import NEWEST_FORM, Form, channel_source
from lib.demo.records import wire
from lib.demo.simulation import calendar
from lib.demo.simulation.events import Session, Visit

_MOST_SESSIONS = 60_000
_MOST_BYTES = 64 * 1024 * 1024
_MOST_SELECTIONS = 8
_MOST_DAYS_OF_KEYS = 60
_NEVER = 1 << 40
_INDEX_BITS, _DAY_BITS = 24, 20
_START_SHIFT = _INDEX_BITS + _DAY_BITS
_INDEX_MASK, _DAY_MASK = (1 << _INDEX_BITS) - 1, (1 << _DAY_BITS) - 1


@dataclass(frozen=True, slots=True)
class SessionFilter:
    """Sessions that start in [start, end], both included, UTC seconds.

    `channels` (raw sources) and `queues` (ids) limit which, when not empty; `direction` does unless both.
    """

    start: int
    end: int
    channels: frozenset[str] = frozenset()
    queues: frozenset[str] = frozenset()
    direction: Direction = "Both"

    def accepts(self, session: Session, now: int) -> bool:
        """Whether the filters let the session through, and it has begun."""
        if session.start > now or (self.channels and channel_source(session.channel) not in self.channels):
            return False
        if self.direction != "Both" and session.outbound != (self.direction == "Outbound"):
            return False
        return not self.queues or any(
            isinstance(stop, Visit) and stop.enter_at <= now and stop.queue.id in self.queues
            for stop in session.destinations
        )


@dataclass(frozen=True, slots=True)
class Selection:
    """The keys of a question's sessions in the service's order, true for now in [since, until)."""

    keys: list[int]
    since: int
    until: int


@dataclass(frozen=True, slots=True)
class _DayKeys:
    """One day's keys in order of start, the bot's and conversations apart, true in [since, until)."""

    bot: list[int]
    conversations: list[int]
    since: int
    until: int


@dataclass(slots=True)
class _Encoded:
    """One day's records as JSON in one offset and form: (true since, true until, bytes) by session."""

    records: dict[int, tuple[int, int, bytes]] = field(default_factory=dict)
    size: int = 0


class Archive:
    """Simulates days when asked for, each once as long as there is room. Safe to use from many threads."""

    def __init__(self, simulate: Callable[[date], list[Session]]) -> None:
        self._simulate = simulate
        self._lock = RLock()
        self._days: OrderedDict[date, list[Session]] = OrderedDict()
        self._encoded: OrderedDict[tuple[int, float, Form], _Encoded] = OrderedDict()
        self._selections: OrderedDict[SessionFilter, Selection] = OrderedDict()
        self._keys: OrderedDict[tuple[date, frozenset[str], frozenset[str], str], _DayKeys] = OrderedDict()
        self._session_count = 0
        self._size = 0

    def sessions(self, start: int, end: int) -> Iterator[Session]:
        """Every session of the local days that touch [start, end], UTC seconds, and of the day before."""
        for day in _days_between(start, end):
            yield from self._day(day)

    def select(self, session_filter: SessionFilter, now: int) -> Selection:
        """The question's sessions: the bot's and side-cars first, then conversations, each by start."""
        with self._lock:
            cached = self._selections.get(session_filter)
            if cached is None or not cached.since <= now < cached.until:
                cached = self._selections[session_filter] = self._search(session_filter, now)
            self._selections.move_to_end(session_filter)
            while len(self._selections) > _MOST_SELECTIONS:
                self._selections.popitem(last=False)
            return cached

    def find(self, keys: list[int]) -> list[Session]:
        """The sessions of a selection's keys."""
        return [self._day(date.fromordinal(k >> _INDEX_BITS & _DAY_MASK))[k & _INDEX_MASK] for k in keys]

    def encode(self, keys: list[int], now: int, offset_min: float, form: Form = NEWEST_FORM) -> list[bytes]:
        """The records of these keys as JSON as of `now`, times in a west-positive offset in minutes."""
        with self._lock:
            texts: list[bytes] = []
            for key in keys:
                ordinal, index = key >> _INDEX_BITS & _DAY_MASK, key & _INDEX_MASK
                cache_key = (ordinal, offset_min, form)
                day_records = self._encoded.get(cache_key) or self._encoded.setdefault(cache_key, _Encoded())
                cached = day_records.records.get(index)
                if cached is None or not cached[0] <= now < cached[1]:
                    cached = self._write(day_records, cache_key, index, now)
                texts.append(cached[2])
            self._shrink()
            return texts

    def _day(self, day: date) -> list[Session]:
        with self._lock:
            cached = self._days.get(day)
            if cached is None:
                cached = self._days[day] = sorted(self._simulate(day), key=lambda s: (s.start, s.salt))
                self._session_count += len(cached)
                while self._session_count > _MOST_SESSIONS and len(self._days) > 1:
                    self._session_count -= len(self._days.popitem(last=False)[1])
            self._days.move_to_end(day)
            return cached

    def _search(self, session_filter: SessionFilter, now: int) -> Selection:
        low, high = session_filter.start << _START_SHIFT, (session_filter.end + 1) << _START_SHIFT
        bot: list[int] = []
        conversations: list[int] = []
        until = _NEVER
        for day in _days_between(session_filter.start, min(session_filter.end, now)):
            keys = self._keys_on(day, session_filter, now)
            until = min(until, keys.until)
            bot += keys.bot[bisect_left(keys.bot, low) : bisect_left(keys.bot, high)]
            among = keys.conversations
            conversations += among[bisect_left(among, low) : bisect_left(among, high)]
        if session_filter.end > now:
            until = min(until, calendar.first_second(calendar.day_of(now) + timedelta(days=1)))
        return Selection(sorted(bot) + sorted(conversations), now, until)

    def _keys_on(self, day: date, session_filter: SessionFilter, now: int) -> _DayKeys:
        """One whole day's keys under the question's filters; kept, for they seldom change."""
        name = (day, session_filter.channels, session_filter.queues, session_filter.direction)
        cached = self._keys.get(name)
        if cached is None or not cached.since <= now < cached.until:
            cached = self._keys[name] = self._list(day, session_filter, now)
        self._keys.move_to_end(name)
        while len(self._keys) > _MOST_DAYS_OF_KEYS:
            self._keys.popitem(last=False)
        return cached

    def _list(self, day: date, session_filter: SessionFilter, now: int) -> _DayKeys:
        bot: list[int] = []
        conversations: list[int] = []
        until = _NEVER
        above = day.toordinal() << _INDEX_BITS
        for index, session in enumerate(self._day(day)):
            if session.end > now:
                until = min([until, *(t for t in session.changes() if t > now)])
            if session_filter.accepts(session, now):
                transferred = session.transfer_at is not None and session.transfer_at <= now
                key = session.start << _START_SHIFT | above | index
                (conversations if transferred else bot).append(key)
        return _DayKeys(bot, conversations, now, until)

    def _write(
        self, day_records: _Encoded, cache_key: tuple[int, float, Form], index: int, now: int
    ) -> tuple[int, int, bytes]:
        ordinal, offset_min, form = cache_key
        session = self._day(date.fromordinal(ordinal))[index]
        text = msgspec.json.encode(wire.build_record(session, now, offset_min, form))
        until = min((t for t in session.changes() if t > now), default=_NEVER)
        before = day_records.records.get(index)
        grown = len(text) - (len(before[2]) if before else 0)
        day_records.size += grown
        self._size += grown
        day_records.records[index] = entry = (now, until, text)
        return entry

    def _shrink(self) -> None:
        while self._size > _MOST_BYTES and len(self._encoded) > 1:
            self._size -= self._encoded.popitem(last=False)[1].size


def _days_between(start: int, end: int) -> Iterator[date]:
    """The local days that touch [start, end], with the day before: its side-cars may reach over."""
    day, last = calendar.day_of(start) - timedelta(days=1), calendar.day_of(end)
    while day <= last:
        yield day
        day += timedelta(days=1)
