"""What truly happened in a period, counted from the simulation's own events and nothing else.

Figures are as of a clock: what had not happened by then is not counted. A visit counts by its entry
(its session's start where the record lacks the entry), a handling by its acceptance, an assignment by
the time it was assigned (accepted, where that was not recorded), a conversation by its start; each
belongs to the period when that second lies in [start, end). All times are whole seconds.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from lib.demo.api.revisions import channel_source
from lib.demo.simulation.events import Ending, Handling, Kind, Session, Visit

_TARGET_S = 20
_SHORT_S = 5


@dataclass(slots=True)
class HandlingTotals:
    """Sums over handlings.

    `interaction_missing` of them have no known length: they count in `handlings`, in no sum.
    """

    handlings: int = 0
    interaction_missing: int = 0
    handle_total_s: int = 0
    talk_total_s: int = 0
    hold_total_s: int = 0
    acw_total_s: int = 0
    held: int = 0
    with_acw: int = 0

    def add(self, handling: Handling, now: int) -> None:
        """Count one accepted handling as it stands now."""
        self.handlings += 1
        if handling.interaction_s is None or handling.end_at > now:
            self.interaction_missing += 1
            return
        acw_s = handling.acw_s if handling.acw_end_at <= now else 0
        self.talk_total_s += handling.interaction_s - handling.hold_s
        self.hold_total_s += handling.hold_s
        self.acw_total_s += acw_s
        self.handle_total_s += handling.interaction_s + acw_s
        self.held += handling.hold_s > 0
        self.with_acw += acw_s > 0


@dataclass(slots=True)
class QueueTruth(HandlingTotals):
    """A queue's visits by outcome (inbound only) and its handlings (both directions).

    `queue_id` is null for bare transfers, which have handlings only. `short_abandoned` waited less
    than 5 s, `within_target` at most 20 s; `wait_total_s` sums answered visits whose wait is known.
    Neither holds a visit with an opted callback.
    """

    queue_id: str | None = None
    offered: int = 0
    answered: int = 0
    overflowed: int = 0
    voicemail: int = 0
    callback: int = 0
    open: int = 0
    abandoned: int = 0
    system_ended: int = 0
    unknown: int = 0
    short_abandoned: int = 0
    within_target: int = 0
    wait_total_s: int = 0
    callbacks_opted: int = 0
    callbacks_kept: int = 0


@dataclass(slots=True)
class AgentTruth(HandlingTotals):
    """An agent's handlings and the tries to give the agent a conversation.

    `non_responses` leaves out those a supervisor took away, which are `reassigned`.
    """

    agent_id: str = ""
    abandoned_with_agent: int = 0
    assignments: int = 0
    non_responses: int = 0
    reassigned: int = 0
    first_response_total_s: int = 0
    first_responses: int = 0


@dataclass(slots=True)
class Truth:
    """A period's truth. With a queue filter, `conversations` are those that visited one of the queues.

    `conversations` include `bot_only`, not `side_cars`. `queues` and `agents` hold only those with
    something to count; the null queue is "Direct to agent".
    """

    conversations: int = 0
    side_cars: int = 0
    bot_only: int = 0
    queues: dict[str | None, QueueTruth] = field(default_factory=dict)
    agents: dict[str, AgentTruth] = field(default_factory=dict)

    def queue(self, queue_id: str | None) -> QueueTruth:
        """The queue's row, made when it is missing."""
        return self.queues.setdefault(queue_id, QueueTruth(queue_id=queue_id))

    def agent(self, agent_id: str) -> AgentTruth:
        """The agent's row, made when it is missing."""
        return self.agents.setdefault(agent_id, AgentTruth(agent_id=agent_id))


@dataclass(frozen=True, slots=True)
class Scope:
    """What to count: the period [start, end) as of `now`, UTC seconds; an empty filter lets all through.

    `channels` are raw sources.
    """

    start: int
    end: int
    now: int
    channels: frozenset[str] = frozenset()
    queues: frozenset[str] = frozenset()


def count(sessions: Iterable[Session], scope: Scope) -> Truth:
    """The scope's truth; `sessions` must hold those of the local day before its start, too."""
    counter = _Counter(scope)
    for session in sessions:
        if session.start <= scope.now and (
            not scope.channels or channel_source(session.channel) in scope.channels
        ):
            counter.add(session)
    return counter.truth


class _Counter:
    def __init__(self, scope: Scope) -> None:
        self.truth = Truth()
        self._start, self._end, self._now = scope.start, scope.end, scope.now
        self._queues = scope.queues

    def add(self, session: Session) -> None:
        transferred = session.transfer_at is not None and session.transfer_at <= self._now
        stops = _stops(session, self._now) if transferred else []
        if self._within(session.start):
            self._count_session(session, stops, transferred=transferred)
        last: Handling | None = None
        queue_id: str | None = None
        for place, stop in enumerate(stops):
            after = stops[place + 1] if place + 1 < len(stops) else None
            before = stops[place - 1] if place else None
            if isinstance(stop, Visit):
                self._count_visit(session, stop, after)
            last, queue_id = self._handling(stop, before)
            if last is not None:
                self._count_handling(last, queue_id)
        if last is not None and session.left_agent and session.end <= self._now:
            self._count_abandoned_with_agent(last, queue_id)

    def _within(self, second: int) -> bool:
        return self._start <= second < self._end

    def _includes_queue(self, queue_id: str | None) -> bool:
        return not self._queues or queue_id in self._queues

    def _count_session(self, session: Session, stops: list[Visit | Handling], *, transferred: bool) -> None:
        if self._queues and not any(isinstance(s, Visit) and self._includes_queue(s.queue.id) for s in stops):
            return
        if session.kind is Kind.SIDE_CAR:
            self.truth.side_cars += 1
            return
        self.truth.conversations += 1
        self.truth.bot_only += not transferred

    def _handling(
        self, stop: Visit | Handling, before: Visit | Handling | None
    ) -> tuple[Handling | None, str | None]:
        """The stop's accepted handling and its queue: a bare one answers the visit before it, if open."""
        if isinstance(stop, Visit):
            accepted = stop.handling is not None and stop.handling.accepted_at <= self._now
            return (stop.handling if accepted else None), stop.queue.id
        reassigned = isinstance(before, Visit) and before.handling is None
        return stop, before.queue.id if reassigned and isinstance(before, Visit) else None

    def _count_visit(self, session: Session, visit: Visit, after: Visit | Handling | None) -> None:
        if not self._includes_queue(visit.queue.id):
            return
        for refusal in visit.refusals:
            if refusal.seen_at <= self._now and self._within(refusal.assigned_at):
                agent = self.truth.agent(refusal.agent.id)
                agent.assignments += 1
                agent.reassigned += refusal.reassigned
                agent.non_responses += not refusal.reassigned
        if not session.outbound and self._within(visit.enter_at if visit.enter_known else session.start):
            self._count_outcome(session, visit, after)

    def _count_outcome(self, session: Session, visit: Visit, after: Visit | Handling | None) -> None:
        row = self.truth.queue(visit.queue.id)
        row.offered += 1
        is_callback = visit.callback_at is not None and visit.callback_at <= self._now
        row.callbacks_opted += is_callback
        answer = after if isinstance(after, Handling) and visit.handling is None else visit.handling
        if answer is not None and answer.accepted_at <= self._now:
            row.answered += 1
            row.callbacks_kept += is_callback
            if visit.enter_known and not is_callback:
                row.wait_total_s += answer.accepted_at - visit.enter_at
                row.within_target += answer.accepted_at - visit.enter_at <= _TARGET_S
            return
        outcome = self._outcome_without_answer(session, visit, after)
        setattr(row, outcome, getattr(row, outcome) + 1)
        if outcome == "abandoned" and visit.enter_known:
            row.short_abandoned += session.end - visit.enter_at < _SHORT_S

    def _outcome_without_answer(self, session: Session, visit: Visit, after: Visit | Handling | None) -> str:
        """The outcome's column, for a visit that nobody answered up to now."""
        if isinstance(after, Visit):
            return "overflowed"
        if session.voicemail_at is not None and session.voicemail_at <= self._now:
            return "voicemail"
        if visit.callback_at is not None and visit.callback_at <= self._now:
            return "callback"
        if session.end > self._now:
            return "open"
        return {Ending.CUSTOMER: "abandoned", Ending.SYSTEM: "system_ended"}.get(session.ending, "unknown")

    def _count_handling(self, handling: Handling, queue_id: str | None) -> None:
        if not self._includes_queue(queue_id):
            return
        if self._within(handling.accepted_at if handling.assigned_at is None else handling.assigned_at):
            self.truth.agent(handling.agent.id).assignments += 1
        if not self._within(handling.accepted_at):
            return
        agent = self.truth.agent(handling.agent.id)
        agent.add(handling, self._now)
        self.truth.queue(queue_id).add(handling, self._now)
        waited = handling.first_response_s
        if waited is not None and handling.accepted_at + waited <= self._now:
            agent.first_response_total_s += waited
            agent.first_responses += 1

    def _count_abandoned_with_agent(self, handling: Handling, queue_id: str | None) -> None:
        if self._includes_queue(queue_id) and self._within(handling.accepted_at):
            self.truth.agent(handling.agent.id).abandoned_with_agent += 1


def _stops(session: Session, now: int) -> list[Visit | Handling]:
    """The session's destinations that are on record by now."""
    return [s for s in session.destinations if (s.enter_at if isinstance(s, Visit) else s.accepted_at) <= now]
