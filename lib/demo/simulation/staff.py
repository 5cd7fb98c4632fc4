"""Who works in the made-up centre: its queues, and the teams of agents with their speeds and skills."""

import random
from dataclasses import dataclass

SLOW_AGENT = "Martin Oduya"
"""Planted: the same work as the twenty equals, at SLOW_FACTOR times their handle time."""
SLOW_FACTOR = 1.6
IMPATIENT_QUEUE = "Urgent Assistance"
"""Planted: its callers lose patience several times sooner than anywhere else."""
HARD_QUEUE = "Technical Support"
"""Planted: its conversations take about twice as long, whoever handles them."""
HARD_WORK_AGENT = "Ines Valdivia"
"""Planted: looks slow only because the hard queue's work comes first; normal within each queue."""
EQUAL_AGENTS = 20
"""Planted: this many agents of the first team share every parameter but their names."""
RENAME_EVERY_DAYS = 9
"""The agents with two names change between them this often."""


@dataclass(frozen=True, slots=True, eq=False)
class Queue:
    """A queue. Times are mean seconds; `share` is its part of inbound arrivals."""

    id: str
    name: str
    share: float
    patience_s: float
    interaction_s: float
    chat: bool
    overflows: bool
    callback_rate: float


@dataclass(frozen=True, slots=True, eq=False)
class Agent:
    """An agent. `speed` multiplies handle times, so above 1 is slower; `names` alternate over time."""

    id: str
    index: int
    names: tuple[str, ...]
    email: str
    skills: tuple[Queue, ...]
    speed: float = 1.0
    ignore_rate: float = 0.025
    technical: bool = False

    def name_at(self, second: int) -> str:
        """The name shown on records of that UTC second."""
        return self.names[second // (86400 * RENAME_EVERY_DAYS) % len(self.names)]


_QUEUES = (
    ("Billing & Payments", 0.24, 260.0, 290.0, False, True, 0.10),
    ("Accounts and Cards ", 0.21, 240.0, 275.0, False, True, 0.08),
    (IMPATIENT_QUEUE, 0.12, 48.0, 230.0, False, False, 0.0),
    (HARD_QUEUE, 0.10, 330.0, 540.0, False, False, 0.12),
    ("Sales Desk", 0.11, 210.0, 310.0, False, True, 0.05),
    ("Digital Care", 0.22, 420.0, 640.0, True, False, 0.0),
)
_FIRST_NAMES = (
    "Amara", "Bela", "Carmen", "Dmitri", "Elif", "Farah", "Goran", "Hana", "Idris", "Jonas", "Kavya",
    "Leila", "Mateo", "Noor", "Oskar", "Priya", "Quentin", "Rosa", "Sanjay", "Tomas", "Uma", "Viktor",
    "Wanda", "Ximena", "Yusuf", "Zofia", "Anneke", "Bruno", "Chidi", "Dalia", "Emeka", "Freya",
)  # fmt: skip
_LAST_NAMES = (
    "Abara", "Bakker", "Castellan", "Duarte", "Eriksen", "Falk", "Grigoryan", "Hollis", "Ibarra",
    "Jansen", "Kimura", "Lindqvist", "Moreau", "Novak", "Okafor", "Petrov", "Quispe", "Rahman",
    "Sato", "Tanaka", "Ueda", "Varga", "Whitfield", "Xavier", "Yilmaz", "Zamora",
)  # fmt: skip
_TECHNICAL_SPEEDS = (0.92, 0.97, 1.0, 1.04, 1.08, 0.95, 1.02)
_OTHER_SPEEDS = (0.85, 0.9, 1.1, 1.18, 1.06)
_OTHER_IGNORES = (0.02, 0.09, 0.02, 0.03, 0.05)


def guid(bits: int, first: int = 8) -> str:
    """A lower-case GUID text from 128 random bits; `first` is the length of its first group."""
    text = f"{bits:032x}"
    return f"{text[:first]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:32]}"


def build_queues(seed: int) -> tuple[Queue, ...]:
    """The six queues; their ids follow from the seed."""
    rng = random.Random(f"queues {seed}")
    return tuple(Queue(f"qu-{guid(rng.getrandbits(128), 7)}", *row) for row in _QUEUES)


def build_team(seed: int, team: int, queues: tuple[Queue, ...]) -> tuple[Agent, ...]:
    """The 34 agents of one team. The plants stand in team 0; other teams have equals in their place."""
    rng = random.Random(f"team {seed} {team}")
    general = tuple(q for q in queues if q.name != HARD_QUEUE)
    hard = tuple(q for q in queues if q.name == HARD_QUEUE)
    technical = hard + tuple(q for q in queues if q.share > 0.2)
    agents: list[Agent] = []

    def hire(skills: tuple[Queue, ...], speed: float, ignores: float, known_as: str = "") -> None:
        names = (known_as,) if known_as else _names(len(agents), team)
        email = f"{names[0].strip().lower().replace(' ', '.')}@example.com"
        agent_id = f"u-{guid(rng.getrandbits(128))}"
        index = team * 100 + len(agents)
        agents.append(Agent(agent_id, index, names, email, skills, speed, ignores, skills is technical))

    for _ in range(EQUAL_AGENTS):
        hire(general, 1.0, 0.025)
    hire(general, 1.0 if team else SLOW_FACTOR, 0.025, "" if team else SLOW_AGENT)
    for speed, ignores in zip(_OTHER_SPEEDS, _OTHER_IGNORES, strict=True):
        hire(general, speed, ignores)
    hire(technical, 1.0, 0.025, "" if team else HARD_WORK_AGENT)
    for speed in _TECHNICAL_SPEEDS:
        hire(technical, speed, 0.025)
    return tuple(agents)


def _names(index: int, team: int) -> tuple[str, ...]:
    """Made-up names: two agents share one, one has a space at its end, one alternates."""
    first = _FIRST_NAMES[(index + team * 7) % len(_FIRST_NAMES)]
    last = _LAST_NAMES[(index * 5 + team * 11) % len(_LAST_NAMES)]
    name = f"{first} {last}"
    if index == 3:
        return (f"{name} ",)
    if index == 7:
        return (name, f"{first} {last}-Reyes")
    return ("Sam Lee",) if index in (11, 24) else (name,)
