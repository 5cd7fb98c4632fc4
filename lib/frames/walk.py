"""The walk through each record's destinations: visits to queues, handlings by agents, tries that failed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Generic, TypeVar

from lib.frames.schema import VIA_QUEUE, VIA_REASSIGNMENT, VIA_TRANSFER

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lib.service.records import AgentSegment, Destination, Leaf, Record

QUEUE_ENTRY = "QueueEntry"
AGENT_SEGMENT = "AgentSegment"
ANSWERED = "Answered"

T = TypeVar("T")


@dataclass(slots=True)
class Items(Generic[T]):
    """Items of one grain in wire order, with the record, the destination and the visit each belongs to."""

    items: list[T] = field(default_factory=list)
    record: list[int] = field(default_factory=list)
    position: list[int] = field(default_factory=list)
    visit: list[int | None] = field(default_factory=list)

    def add(self, item: T, record: int, position: int, visit: int | None) -> int:
        """Append an item; its index among its kind."""
        self.items.append(item)
        self.record.append(record)
        self.position.append(position)
        self.visit.append(visit)
        return len(self.items) - 1


@dataclass(slots=True)
class Walk:
    """What stands in the destinations of many records. Indices point into the lists beside."""

    visits: Items[Destination] = field(default_factory=Items)
    handlings: Items[AgentSegment] = field(default_factory=Items)
    tries: Items[AgentSegment] = field(default_factory=Items)

    answer: list[int | None] = field(default_factory=list)
    """Of each visit: the handling that answered it."""
    next_time: list[Leaf] = field(default_factory=list)
    """Of each visit: when the next destination began, as written; null where it was the last."""
    overflowed: list[bool] = field(default_factory=list)
    """Of each visit: the next destination is another queue."""

    via: list[str] = field(default_factory=list)
    """Of each handling: how the conversation came to the agent."""
    in_last: list[bool] = field(default_factory=list)
    """Of each handling: it stands in its conversation's last destination."""

    def destinations(self, record: int, destinations: Sequence[Destination]) -> None:
        """Take in one record's destinations. A bare handling answers a visit just before that still waits."""
        waiting: int | None = None
        for position, destination in enumerate(destinations):
            following = destinations[position + 1] if position + 1 < len(destinations) else None
            if is_visit(destination):
                waiting = self._visit(record, position, destination, following)
            elif is_accepted(destination):
                self._bare(self.handlings.add(destination, record, position, waiting), waiting)
                self.in_last.append(following is None)
                waiting = None
            else:
                waiting = None

    def _visit(
        self, record: int, position: int, destination: Destination, following: Destination | None
    ) -> int | None:
        """Take in a visit; its index while nobody has answered it."""
        visit = self.visits.add(destination, record, position, None)
        self.next_time.append(_began(following))
        self.overflowed.append(following is not None and is_visit(following))
        for item in destination.nonRespondingAgents or ():
            self.tries.add(item, record, position, visit)
        agent = destination.respondingAgent
        if agent is None or not is_accepted(agent):
            self.answer.append(None)
            return visit
        self.answer.append(self.handlings.add(agent, record, position, visit))
        self.via.append(VIA_QUEUE)
        self.in_last.append(following is None)
        return None

    def _bare(self, handling: int, waiting: int | None) -> None:
        if waiting is None:
            self.via.append(VIA_TRANSFER)
        else:
            self.via.append(VIA_REASSIGNMENT)
            self.answer[waiting] = handling


def walk(records: Sequence[Record]) -> Walk:
    """Walk all records once, in order."""
    found = Walk()
    for index, record in enumerate(records):
        if record.destinations:
            found.destinations(index, record.destinations)
    return found


def is_visit(destination: Destination) -> bool:
    """Whether a destination is a queue; one of no known type that names a queue's id is taken for one too."""
    return destination.destinationType == QUEUE_ENTRY or (
        destination.queueId is not None and destination.destinationType != AGENT_SEGMENT
    )


def is_accepted(agent: AgentSegment) -> bool:
    """Whether the agent took the conversation: an accepted time, or a status that says so."""
    return bool(agent.acceptedTime) or agent.status == ANSWERED


def _began(destination: Destination | None) -> Leaf:
    if destination is None:
        return None
    return destination.EnterTime or destination.assignedAt or destination.acceptedTime
