"""The floor: which agents are free, and who waits for them in which queue."""

from collections import deque
from dataclasses import dataclass, field

from lib.demo.simulation.events import Session, Visit
from lib.demo.simulation.staff import HARD_QUEUE, Agent, Queue


@dataclass(slots=True, eq=False)
class Worker:
    """An agent at work until `until`, UTC seconds; busy with one contact at most.

    `absent` is how many more tries go by unnoticed.
    """

    agent: Agent
    until: int
    busy: bool = False
    absent: int = 0


@dataclass(slots=True, eq=False)
class Call:
    """A session on its way. `visit` is the queue visit still unanswered, `ringing` the seat tried now."""

    session: Session
    queue: Queue
    visit: Visit | None = None
    offered_to: Worker | None = None
    waiting: bool = False
    patient: bool = False
    stops: int = 0


@dataclass(slots=True)
class AgentPool:
    """Free seats in the order they became free, and waiting calls in the order they came."""

    free: list[Worker] = field(default_factory=list)
    lines: dict[Queue, deque[tuple[Call, Visit]]] = field(default_factory=dict)

    def take(self, queue: Queue, now: int) -> Worker | None:
        """The seat free for longest that serves the queue, taken; None when there is none."""
        for place, worker in enumerate(self.free):
            if queue in worker.agent.skills and now < worker.until:
                del self.free[place]
                worker.busy = True
                return worker
        return None

    def release(self, worker: Worker, now: int) -> None:
        """Put a seat among the free ones, unless its turn is over."""
        worker.busy = False
        if now < worker.until:
            self.free.append(worker)

    def wait(self, call: Call, visit: Visit, *, first: bool) -> None:
        """Put a call at the end of its queue, or first in it."""
        line = self.lines.setdefault(call.queue, deque())
        call.waiting = True
        if first:
            line.appendleft((call, visit))
        else:
            line.append((call, visit))

    def next_for(self, agent: Agent) -> Call | None:
        """The call the agent takes next: hard work first, else who waits longest; taken from its line."""
        best: deque[tuple[Call, Visit]] | None = None
        for queue in agent.skills:
            line = self.lines.get(queue)
            if line is None or not self._trim(line):
                continue
            if queue.name == HARD_QUEUE:
                best = line
                break
            if best is None or line[0][1].enter_at < best[0][1].enter_at:
                best = line
        if best is None:
            return None
        call, _ = best.popleft()
        call.waiting = False
        return call

    @staticmethod
    def _trim(line: deque[tuple[Call, Visit]]) -> bool:
        """Drop those who have gone from the head of a line; whether anybody is left."""
        while line and not (line[0][0].waiting and line[0][0].visit is line[0][1]):
            line.popleft()
        return bool(line)
