"""The clockwork of answering: an agenda, and seats that ring, refuse, accept and come free."""

import random
from abc import ABC, abstractmethod
from collections.abc import Callable
from functools import partial
from heapq import heappop, heappush

from lib.demo.simulation import distributions
from lib.demo.simulation.agent_pool import AgentPool, Call, Worker
from lib.demo.simulation.events import IGNORED, REASSIGNED, REJECTED, Handling, Refusal, Visit
from lib.demo.simulation.shifts import WorkPeriod
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
        self._pool = AgentPool()
        self._now = 0
        self._seats: dict[int, Worker] = {}
        self._events: list[tuple[int, int, Callable[[], None]]] = []
        self._count = 0

    @abstractmethod
    def _continue_after(self, call: Call, handling: Handling) -> None:
        """The interaction is over: what comes next for the customer."""

    def _run_events(self) -> None:
        """Let everything on the agenda happen, in order of time."""
        while self._events:
            self._now, _, action = heappop(self._events)
            action()

    def _schedule_at(self, second: int, action: Callable[[], None]) -> None:
        self._count += 1
        heappush(self._events, (second, self._count, action))

    def _schedule_in(self, seconds: int, action: Callable[[], None]) -> None:
        self._schedule_at(self._now + seconds, action)

    def _start_work_period(self, work_period: WorkPeriod) -> None:
        """An agent's turn begins, or goes on without a gap."""
        worker = self._seats.setdefault(work_period.agent.index, Worker(work_period.agent, work_period.end))
        worker.until = work_period.end
        if not worker.busy and worker not in self._pool.free:
            self._serve_next(worker)

    def _serve_next(self, worker: Worker) -> None:
        """The seat takes the next waiting call, or waits itself."""
        call = self._pool.next_for(worker.agent) if self._now < worker.until else None
        if call is None or call.visit is None:
            self._pool.release(worker, self._now)
        else:
            worker.busy = True
            self._offer(call, call.visit, worker)

    def _find_agent(self, call: Call, visit: Visit, *, first: bool = False) -> None:
        worker = self._pool.take(visit.queue, self._now)
        if worker is None:
            self._pool.wait(call, visit, first=first)
        else:
            self._offer(call, visit, worker)

    def _offer(self, call: Call, visit: Visit, worker: Worker) -> None:
        """Try one agent, who accepts, ignores it, or has it taken away by a supervisor."""
        rng, at, trying = self._rng, self._rng.random(), (call, visit, worker, self._now)
        call.offered_to, call.waiting = worker, False
        ordinary = 1 - _REASSIGN_RATE
        if at < _REJECT_RATE:
            self._schedule_in(rng.randrange(2, 9), partial(self._record_refusal, *trying, REJECTED))
        elif at < worker.agent.ignore_rate or worker.absent:
            self._schedule_in(_RING_LIMIT_S, partial(self._record_refusal, *trying, IGNORED))
        elif at > ordinary:
            self._schedule_in(rng.randrange(5, 16), partial(self._reassign, *trying))
        else:
            bare = at > ordinary - _STEP_IN_RATE
            self._schedule_in(rng.randrange(2, 10), partial(self._accept, *trying, bare=bare))

    def _record_refusal(self, call: Call, visit: Visit, worker: Worker, assigned: int, event: str) -> None:
        if call.offered_to is not worker or call.visit is not visit:
            return
        visit.refusals.append(Refusal(worker.agent, assigned, self._now, event))
        call.offered_to = None
        if worker.absent:
            worker.absent -= 1
        elif event == IGNORED and self._rng.random() < _ABSENT_RATE:
            worker.absent = _ABSENT_TRIES
        if worker.absent:
            self._offer(call, visit, worker)
        else:
            self._schedule_in(_REST_S, partial(self._serve_next, worker))
            self._find_agent(call, visit, first=True)

    def _reassign(self, call: Call, visit: Visit, worker: Worker, assigned: int) -> None:
        """A supervisor takes the call away and gives it to another agent, or to the same again."""
        if call.offered_to is not worker or call.visit is not visit:
            return
        visit.refusals.append(Refusal(worker.agent, assigned, self._now, REASSIGNED))
        other = self._pool.take(visit.queue, self._now) if self._rng.random() < 0.8 else None
        if other is not None:
            self._serve_next(worker)
        new_worker, again = other or worker, self._now + self._rng.randrange(1, 5)
        call.offered_to, call.patient = new_worker, True
        self._schedule_at(
            again + self._rng.randrange(2, 8),
            partial(self._accept, call, visit, new_worker, again, bare=True),
        )

    def _accept(self, call: Call, visit: Visit, worker: Worker, assigned: int, *, bare: bool) -> None:
        if call.offered_to is not worker or call.visit is not visit:
            return
        call.visit = None
        handling = self._handle(call, worker, assigned)
        if bare:
            call.session.destinations.append(handling)
        else:
            visit.handling = handling

    def _handle(self, call: Call, worker: Worker, assigned: int | None) -> Handling:
        call.offered_to = None
        handling = distributions.draw_handling(self._rng, worker.agent, call.queue, assigned, self._now)
        handling.participant = distributions.draw_participant(self._rng, handling, self._team)
        self._schedule_at(handling.end_at, partial(self._continue_after, call, handling))
        self._schedule_in(
            distributions.draw_work_s(self._rng, handling, call.queue), partial(self._serve_next, worker)
        )
        return handling
