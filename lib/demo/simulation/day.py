"""One local day of one team, event by event: how customers come, wait, are answered, go on and leave.

A session that began before midnight is followed to its end. Nothing here knows the wire's format.
"""

import random
from datetime import date
from functools import partial

from lib.demo.simulation import distributions
from lib.demo.simulation.agent_pool import Call, Worker
from lib.demo.simulation.answering import Answering
from lib.demo.simulation.arrivals import Arrival, Origin, draw_arrivals
from lib.demo.simulation.events import Ending, Handling, Session, Visit
from lib.demo.simulation.sessions import create_side_car, finish_session, start_inbound, start_outbound
from lib.demo.simulation.shifts import WorkPeriod, plan_work_periods
from lib.demo.simulation.staff import HARD_QUEUE, Agent, Queue

_DIRECT_RATE = 0.03
_TRANSFER_RATE = 0.055
_BARE_TRANSFER_RATE = 0.035
_SIDE_CAR_RATE = 0.15
_LEFT_AGENT_RATE = 0.05
_GLITCH_RATE = 0.012
_NO_REPLY_RATE = 0.3
_NO_PICK_UP_RATE = 0.5
_CALLBACK_FAILS_RATE = 0.15
_CALLBACK_LAPSES_S = 4 * 3600
_MOST_STOPS = 3


def simulate(
    seed: int, day: date, team: tuple[Agent, ...], queues: tuple[Queue, ...], volume: float
) -> list[Session]:
    """Every session of one team that begins on the local day (side-cars may begin just after it)."""
    rng = random.Random(f"day {seed} {day.isoformat()} {team[0].index}")
    simulation = _Simulation(rng, team, queues)
    simulation.run(plan_work_periods(rng, day, team, volume), draw_arrivals(rng, day, volume))
    return simulation.sessions


class _Simulation(Answering):
    def __init__(self, rng: random.Random, team: tuple[Agent, ...], queues: tuple[Queue, ...]) -> None:
        super().__init__(rng, team)
        self.sessions: list[Session] = []
        self._queues = queues
        self._sales = next(q for q in queues if q.callback_rate and q.name.startswith("Sales"))

    def run(self, roster: list[WorkPeriod], work: list[Arrival]) -> None:
        for work_period in roster:
            self._schedule_at(work_period.begin, partial(self._start_work_period, work_period))
        starts = {Origin.INBOUND: self._call_in, Origin.DIAL: self._dial, Origin.CAMPAIGN: self._campaign}
        for arrival in work:
            self._schedule_at(arrival.second, starts[arrival.origin])
        self._run_events()

    def _call_in(self) -> None:
        session, queue = start_inbound(self._rng, self._queues, self._now)
        self.sessions.append(session)
        if session.transfer_at is not None:
            self._schedule_at(session.transfer_at, partial(self._arrive, Call(session, queue)))

    def _arrive(self, call: Call) -> None:
        """From the bot to a queue, or to an agent at once."""
        if self._rng.random() > _DIRECT_RATE or not self._hand_over(call):
            self._enter(call, call.queue)

    def _enter(self, call: Call, queue: Queue) -> None:
        visit = Visit(queue, self._now, enter_known=self._rng.random() > _GLITCH_RATE)
        call.queue, call.visit, call.patient, call.waiting = queue, visit, False, False
        call.session.destinations.append(visit)
        call.stops += 1
        self._schedule_in(
            distributions.draw_patience_s(self._rng, queue), partial(self._abandon, call, visit)
        )
        self._schedule_exits(call, visit)
        self._find_agent(call, visit)

    def _schedule_exits(self, call: Call, visit: Visit) -> None:
        """What may befall the customer while nobody answers."""
        rng, queue = self._rng, visit.queue
        chance = rng.random()
        if chance < queue.callback_rate:
            self._schedule_in(rng.randrange(25, 60), partial(self._opt_callback, call, visit))
        elif not queue.chat and chance > 0.91:
            self._schedule_in(rng.randrange(25, 70), partial(self._voicemail, call, visit))
        elif queue.overflows and chance > 0.55 and call.stops == 1:
            self._schedule_in(rng.randrange(40, 110), partial(self._overflow, call, visit))
        elif queue.chat or chance > 0.45:
            self._schedule_in(rng.randrange(40, 300), partial(self._end_waiting, call, visit, Ending.SYSTEM))
        if rng.random() < _GLITCH_RATE:
            self._schedule_in(rng.randrange(2, 40), partial(self._end_waiting, call, visit, Ending.UNKNOWN))

    def _abandon(self, call: Call, visit: Visit) -> None:
        if call.visit is visit and not call.patient:
            self._end_unanswered(call, Ending.CUSTOMER, self._now)

    def _end_waiting(self, call: Call, visit: Visit, ending: Ending) -> None:
        if self._is_waiting(call, visit):
            self._end_unanswered(call, ending, self._now)

    def _voicemail(self, call: Call, visit: Visit) -> None:
        if self._is_waiting(call, visit):
            call.session.voicemail_at = self._now
            self._end_unanswered(call, Ending.VOICEMAIL, self._now + self._rng.randrange(8, 70))

    def _overflow(self, call: Call, visit: Visit) -> None:
        """On to another queue of the same kind, at its end."""
        if self._is_waiting(call, visit):
            self._enter(call, self._rng.choice(self._other_queues(visit.queue)))

    def _opt_callback(self, call: Call, visit: Visit) -> None:
        """The customer hangs up and keeps the place; the centre rings back minutes or hours later."""
        if self._is_waiting(call, visit):
            visit.callback_at, call.patient, call.waiting = self._now, True, False
            self._schedule_in(self._rng.randrange(240, 5400), partial(self._call_back, call, visit))

    def _call_back(self, call: Call, visit: Visit) -> None:
        if self._rng.random() < _CALLBACK_FAILS_RATE:
            self._end_unanswered(call, Ending.CALLBACK, self._now)
        else:
            self._schedule_in(_CALLBACK_LAPSES_S, partial(self._expire_callback, call, visit))
            self._find_agent(call, visit, first=True)

    def _expire_callback(self, call: Call, visit: Visit) -> None:
        if call.visit is visit:
            self._end_unanswered(call, Ending.CALLBACK, self._now)

    def _is_waiting(self, call: Call, visit: Visit) -> bool:
        """Whether the call still stands in this queue with no agent tried and no callback asked."""
        return call.visit is visit and call.waiting and not call.patient

    def _end_unanswered(self, call: Call, ending: Ending, end: int) -> None:
        """The session ends with its last visit unanswered; a seat that rang is free again."""
        worker, call.visit, call.offered_to, call.waiting = call.offered_to, None, None, False
        finish_session(self._rng, call.session, end, ending)
        if worker is not None:
            self._serve_next(worker)

    def _continue_after(self, call: Call, handling: Handling) -> None:
        """After an agent: on to another queue, straight to another agent, or the end."""
        at = 1.0 if call.stops >= _MOST_STOPS or call.session.outbound else self._rng.random()
        if at < _TRANSFER_RATE:
            self._enter(call, self._rng.choice(self._other_queues(call.queue) or [call.queue]))
        elif at > _TRANSFER_RATE + _BARE_TRANSFER_RATE or not self._hand_over(call):
            call.session.left_agent = self._rng.random() < _LEFT_AGENT_RATE
            self._end_answered(call.session, handling)

    def _end_answered(self, session: Session, handling: Handling) -> None:
        rng = self._rng
        delay = distributions.draw_close_delay_s(rng, handling.end_at - handling.accepted_at)
        ending = Ending.CUSTOMER if session.left_agent or rng.random() < 0.35 else Ending.AGENT
        at = rng.random()
        if session.left_agent:
            delay = max(delay, 0)
        elif at < 0.03:
            ending = Ending.SYSTEM if at < 0.02 else Ending.UNKNOWN
        finish_session(rng, session, handling.end_at + delay, ending)
        if rng.random() < _SIDE_CAR_RATE:
            self.sessions.append(create_side_car(rng, session))

    def _hand_over(self, call: Call) -> bool:
        """Give the call to a free agent without a queue; False when nobody is free."""
        worker = self._pool.take(call.queue, self._now)
        if worker is None:
            return False
        call.stops, call.offered_to = call.stops + 1, worker
        self._schedule_in(self._rng.randrange(2, 9), partial(self._take_over, call, worker, self._now))
        return True

    def _take_over(self, call: Call, worker: Worker, assigned: int) -> None:
        call.session.destinations.append(self._handle(call, worker, assigned))

    def _other_queues(self, queue: Queue) -> list[Queue]:
        """Queues that another one's customers may go on to: of its kind, the hard one left alone."""
        return [q for q in self._queues if q is not queue and q.chat is queue.chat and q.name != HARD_QUEUE]

    def _dial(self) -> None:
        """An agent dials a customer, who may not reply."""
        worker = self._pool.take(self._sales, self._now)
        if worker is None:
            return
        session = start_outbound(self._rng, self._now, campaign=False)
        self.sessions.append(session)
        if self._rng.random() > _NO_REPLY_RATE:
            self._connect(session, worker)
        else:
            rang = self._rng.randrange(12, 35)
            finish_session(self._rng, session, self._now + rang, Ending.UNKNOWN)
            self._schedule_in(rang, partial(self._serve_next, worker))

    def _campaign(self) -> None:
        """The dialler reaches nobody, or somebody for whom an agent may not be free."""
        session = start_outbound(self._rng, self._now, campaign=True)
        self.sessions.append(session)
        if self._rng.random() < _NO_PICK_UP_RATE:
            finish_session(self._rng, session, self._now, Ending.UNKNOWN)
            return
        worker = self._pool.take(self._sales, self._now)
        if worker is not None:
            self._connect(session, worker)
        else:
            session.destinations.append(Visit(self._sales, self._now, enter_known=False))
            finish_session(self._rng, session, self._now + self._rng.randrange(2, 12), Ending.CUSTOMER)

    def _connect(self, session: Session, worker: Worker) -> None:
        visit = Visit(self._sales, self._now, enter_known=self._rng.random() < 0.15)
        session.destinations.append(visit)
        assigned = self._now if self._rng.random() < 0.4 else None
        visit.handling = self._handle(Call(session, self._sales), worker, assigned)
