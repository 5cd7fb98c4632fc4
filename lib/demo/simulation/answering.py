"""The clockwork of answering: an agenda, and seats that ring, refuse, accept and come free."""

import random
from abc import ABC, abstractmethod
from collections.abc import Callable
from functools import partial
from heapq import heappop, heappush

from lib.demo.simulation import distributions
from lib.demo.simulation.agent_pool import Call, Floor, Seat
from lib.demo.simulation.events import IGNORED, REASSIGNED, REJECTED, Handling, Refusal, Visit
from lib.demo.simulation.shifts import Turn
from lib.demo.simulation.staff import Agent

_RING_LIMIT_S = 24
_REST_S = 50
_REASSIGN_RATE = 0.022
_STEP_IN_RATE = 0.006
_REJECT_RATE = 0.004
_ABSENT_RATE = 0.2
_ABSENT_TRIES = 2


class Answering(ABC):
    """Agents who answer calls; what happens to a call after an agent is the subclass's."""

    def __init__(self, rng: random.Random, team: tuple[Agent, ...]) -> None:
        self._rng, self._team = rng, team
        self._floor = Floor()
        self._now = 0
        self._seats: dict[int, Seat] = {}
        self._agenda: list[tuple[int, int, Callable[[], None]]] = []
        self._count = 0

    @abstractmethod
    def _go_on(self, call: Call, handling: Handling) -> None:
        """The interaction is over: what comes next for the customer."""

    def _play(self) -> None:
        """Let everything on the agenda happen, in order of time."""
        while self._agenda:
            self._now, _, action = heappop(self._agenda)
            action()

    def _at(self, second: int, action: Callable[[], None]) -> None:
        self._count += 1
        heappush(self._agenda, (second, self._count, action))

    def _in(self, seconds: int, action: Callable[[], None]) -> None:
        self._at(self._now + seconds, action)

    def _sit_down(self, turn: Turn) -> None:
        """An agent's turn begins, or goes on without a gap."""
        seat = self._seats.setdefault(turn.agent.index, Seat(turn.agent, turn.end))
        seat.until = turn.end
        if not seat.busy and seat not in self._floor.free:
            self._free(seat)

    def _free(self, seat: Seat) -> None:
        """The seat takes the next waiting call, or waits itself."""
        call = self._floor.next_for(seat.agent) if self._now < seat.until else None
        if call is None or call.visit is None:
            self._floor.release(seat, self._now)
        else:
            seat.busy = True
            self._ring(call, call.visit, seat)

    def _seek(self, call: Call, visit: Visit, *, first: bool = False) -> None:
        seat = self._floor.take(visit.queue, self._now)
        if seat is None:
            self._floor.wait(call, visit, first=first)
        else:
            self._ring(call, visit, seat)

    def _ring(self, call: Call, visit: Visit, seat: Seat) -> None:
        """Try one agent, who accepts, ignores it, or has it taken away by a supervisor."""
        rng, at, trying = self._rng, self._rng.random(), (call, visit, seat, self._now)
        call.ringing, call.waiting = seat, False
        ordinary = 1 - _REASSIGN_RATE
        if at < _REJECT_RATE:
            self._in(rng.randrange(2, 9), partial(self._refused, *trying, REJECTED))
        elif at < seat.agent.ignore_rate or seat.absent:
            self._in(_RING_LIMIT_S, partial(self._refused, *trying, IGNORED))
        elif at > ordinary:
            self._in(rng.randrange(5, 16), partial(self._reassign, *trying))
        else:
            bare = at > ordinary - _STEP_IN_RATE
            self._in(rng.randrange(2, 10), partial(self._accept, *trying, bare=bare))

    def _refused(self, call: Call, visit: Visit, seat: Seat, assigned: int, event: str) -> None:
        if call.ringing is not seat or call.visit is not visit:
            return
        visit.refusals.append(Refusal(seat.agent, assigned, self._now, event))
        call.ringing = None
        if seat.absent:
            seat.absent -= 1
        elif event == IGNORED and self._rng.random() < _ABSENT_RATE:
            seat.absent = _ABSENT_TRIES
        if seat.absent:
            self._ring(call, visit, seat)
        else:
            self._in(_REST_S, partial(self._free, seat))
            self._seek(call, visit, first=True)

    def _reassign(self, call: Call, visit: Visit, seat: Seat, assigned: int) -> None:
        """A supervisor takes the call away and gives it to another agent, or to the same again."""
        if call.ringing is not seat or call.visit is not visit:
            return
        visit.refusals.append(Refusal(seat.agent, assigned, self._now, REASSIGNED))
        other = self._floor.take(visit.queue, self._now) if self._rng.random() < 0.8 else None
        if other is not None:
            self._free(seat)
        chosen, again = other or seat, self._now + self._rng.randrange(1, 5)
        call.ringing, call.patient = chosen, True
        self._at(
            again + self._rng.randrange(2, 8), partial(self._accept, call, visit, chosen, again, bare=True)
        )

    def _accept(self, call: Call, visit: Visit, seat: Seat, assigned: int, *, bare: bool) -> None:
        if call.ringing is not seat or call.visit is not visit:
            return
        call.visit = None
        handling = self._handle(call, seat, assigned)
        if bare:
            call.session.destinations.append(handling)
        else:
            visit.handling = handling

    def _handle(self, call: Call, seat: Seat, assigned: int | None) -> Handling:
        call.ringing = None
        handling = distributions.handling(self._rng, seat.agent, call.queue, assigned, self._now)
        handling.guest = distributions.guest(self._rng, handling, self._team)
        self._at(handling.end_at, partial(self._go_on, call, handling))
        self._in(distributions.work_seconds(self._rng, handling, call.queue), partial(self._free, seat))
        return handling
