"""What happens in the made-up centre: sessions, visits to queues, handlings. All times are UTC seconds."""

from dataclasses import dataclass, field
from enum import Enum

from lib.demo.simulation.staff import Agent, Queue


class Kind(Enum):
    """What a session is: the bot alone, an assistant's side-car, or one that came to a queue or agent."""

    BOT = 1
    SIDE_CAR = 2
    CONVERSATION = 3


class Ending(Enum):
    """Which side ended a session, or where it went."""

    AGENT = 1
    CUSTOMER = 2
    SYSTEM = 3
    UNKNOWN = 4
    VOICEMAIL = 5
    CALLBACK = 6


@dataclass(slots=True)
class Refusal:
    """A try to give a conversation to an agent that failed; on record from `seen_at` on."""

    agent: Agent
    assigned_at: int
    seen_at: int
    event: str

    @property
    def reassigned(self) -> bool:
        """Whether a supervisor took the conversation away, rather than the agent not accepting."""
        return self.event == REASSIGNED


IGNORED = "Ignored"
REJECTED = "Rejected"
REASSIGNED = "Supervisor Reassigned"


@dataclass(slots=True)
class Participant:
    """Somebody beside the agent: consulted or joined. `agent` is null for an outside party."""

    agent: Agent | None
    assigned_at: int
    accepted_at: int
    end_at: int
    joined: bool


@dataclass(slots=True)
class Handling:
    """An agent's accepted part of a conversation.

    `interaction_s` holds hold and consult, and is null where the centre failed to record it;
    `assigned_at` and `first_response_s` are null where never recorded.
    """

    agent: Agent
    assigned_at: int | None
    accepted_at: int
    end_at: int
    interaction_s: int | None
    hold_s: int = 0
    acw_s: int = 0
    first_response_s: int | None = None
    participant: Participant | None = None

    @property
    def acw_end_at(self) -> int:
        """When the after-call work ended: the interaction's end where there was none."""
        return self.end_at + self.acw_s


@dataclass(slots=True)
class Visit:
    """A stay in a queue. `enter_known` is false where the record will lack the time of entry."""

    queue: Queue
    enter_at: int
    enter_known: bool = True
    refusals: list[Refusal] = field(default_factory=list)
    handling: Handling | None = None
    callback_at: int | None = None


@dataclass(slots=True)
class Survey:
    """A customer's score, on record from `at` on; zero is a score."""

    kind: str
    score: int
    at: int


@dataclass(slots=True)
class Session:
    """One session from its start to all that was recorded of it later.

    `salt` is 128 random bits for ids and for the varieties of its record; `transfer_at` is when it
    became a conversation (null for the bot's and side-cars); `parent` is a side-car's conversation.
    """

    kind: Kind
    start: int
    end: int
    channel: str
    salt: int
    outbound: bool = False
    campaign: bool = False
    transfer_at: int | None = None
    ending: Ending = Ending.UNKNOWN
    destinations: list[Visit | Handling] = field(default_factory=list)
    voicemail_at: int | None = None
    left_agent: bool = False
    edited_at: int | None = None
    survey: Survey | None = None
    parent: "Session | None" = None

    def handlings(self) -> list[Handling]:
        """Every handling in order, those within a visit and bare ones alike."""
        handlings = (d.handling if isinstance(d, Visit) else d for d in self.destinations)
        return [h for h in handlings if h is not None]

    def changes(self) -> list[int]:
        """Every second at which the session's record changes, unordered, its start among them."""
        times = [self.start, self.end]
        times += [t for t in (self.transfer_at, self.voicemail_at, self.edited_at) if t is not None]
        if self.survey is not None:
            times.append(self.survey.at)
        for stop in self.destinations:
            if isinstance(stop, Visit):
                times.append(stop.enter_at)
                times += [refusal.seen_at for refusal in stop.refusals]
                if stop.callback_at is not None:
                    times.append(stop.callback_at)
        for handling in self.handlings():
            times += (handling.accepted_at, handling.end_at, handling.acw_end_at)
            times.append(handling.accepted_at + (handling.first_response_s or 0))
        return times
