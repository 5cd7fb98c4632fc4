"""Chances and durations of the simulation: handle times, patience, surveys. All durations are seconds."""

import math
import random

from lib.demo.simulation.events import Handling, Participant, Survey
from lib.demo.simulation.staff import Agent, Queue

_SPREAD = 0.55
_MEAN_SHIFT = _SPREAD * _SPREAD / 2
_BALKS = 0.012
_PATIENCE_SHAPE = 1.5
_SCALE_OF_MEAN = 1.108
_HOLD_RATE = 0.27
_ACW_RATE = 0.71
_LOST_RATE = 0.004
_LONG_IDLE_RATE = 0.025
_GUEST_RATE = 0.07
_SURVEY_RATE = 0.17
_CONTAINED_RATE = 0.27


def stays_with_bot(rng: random.Random) -> bool:
    """Whether the bot alone settles an inbound session."""
    return rng.random() < _CONTAINED_RATE


def draw_bot_s(rng: random.Random) -> int:
    """How long the bot speaks with a customer; sometimes no time at all."""
    return 0 if rng.random() < 0.06 else 4 + int(rng.expovariate(1 / 30))


def draw_queue(rng: random.Random, queues: tuple[Queue, ...]) -> Queue:
    """The queue an arrival wants, by the queues' shares."""
    at = rng.random()
    for queue in queues:
        at -= queue.share
        if at < 0:
            return queue
    return queues[0]


def draw_channel(rng: random.Random, queue: Queue) -> str:
    """A channel of the queue's kind, by label or raw source."""
    at = rng.random()
    if queue.chat:
        return "Web/Mobile Client" if at < 0.55 else "rtm" if at < 0.82 else "telegram"
    return "Voice" if at < 0.78 else "voice"


def draw_patience_s(rng: random.Random, queue: Queue) -> int:
    """Seconds until a waiting customer leaves; a few leave at once."""
    if rng.random() < _BALKS:
        return rng.randrange(1, 7)
    return 3 + int(rng.weibullvariate(queue.patience_s * _SCALE_OF_MEAN, _PATIENCE_SHAPE))


def draw_handling(rng: random.Random, agent: Agent, queue: Queue, assigned: int | None, now: int) -> Handling:
    """An agent's part of a conversation accepted now, as it will be once it has ended."""
    mean = queue.interaction_s * agent.speed
    length = int(rng.lognormvariate(math.log(mean) - _MEAN_SHIFT, _SPREAD))
    length = min(max(length, 15), 3600)
    if queue.chat and rng.random() < _LONG_IDLE_RATE:
        length += rng.randrange(1500, 9000)
    handling = Handling(agent, assigned, now, now + length, length)
    if rng.random() < _LOST_RATE:
        handling.interaction_s = None
        return handling
    if not queue.chat and length > 40 and rng.random() < _HOLD_RATE:
        handling.hold_s = min(8 + int(rng.expovariate(1 / 55) * agent.speed), length // 2)
    if rng.random() < _ACW_RATE:
        handling.acw_s = 3 + int(rng.expovariate(1 / 52) * agent.speed)
    if rng.random() < 0.94:
        handling.first_response_s = min(
            length, rng.randrange(3, 45) if queue.chat else rng.choice((0, 0, 0, 1, 2))
        )
    return handling


def draw_work_s(rng: random.Random, handling: Handling, queue: Queue) -> int:
    """How long a handling keeps its agent from the next one; chats leave time for others."""
    if queue.chat:
        return 20 + int(min(handling.end_at - handling.accepted_at, 900) * rng.uniform(0.3, 0.55))
    return handling.end_at - handling.accepted_at + handling.acw_s


def draw_participant(rng: random.Random, handling: Handling, team: tuple[Agent, ...]) -> Participant | None:
    """Somebody consulted or joined within the handling, now and then; null for most."""
    length = handling.end_at - handling.accepted_at
    if length < 90 or rng.random() > _GUEST_RATE:
        return None
    assigned = handling.accepted_at + rng.randrange(20, length - 40)
    accepted = assigned + rng.randrange(3, 12)
    kind = rng.random()
    agent = None if kind < 0.3 else rng.choice(team)
    end = min(accepted + rng.randrange(10, 120), handling.end_at - 1)
    return Participant(agent, assigned, accepted, end, joined=kind > 0.65)


def draw_survey(rng: random.Random, end: int, *, answered: bool) -> Survey | None:
    """A customer's score, minutes to thirty hours after the end; kinder after an answer."""
    if rng.random() > (_SURVEY_RATE if answered else _SURVEY_RATE / 4):
        return None
    at = end + (rng.randrange(60, 1500) if rng.random() < 0.8 else rng.randrange(3600, 108000))
    kind = rng.choice(("csat", "csat", "csat", "nps", "nps", "likeDislike"))
    mood = min(max(rng.gauss(0.74 if answered else 0.3, 0.27), 0.0), 1.0)
    if kind == "csat":
        return Survey(kind, 1 + round(mood * 4), at)
    return Survey(kind, round(mood * 10) if kind == "nps" else round(mood), at)


def draw_close_delay_s(rng: random.Random, length: int) -> int:
    """Seconds from the last interaction's end to the session's: mostly none, at times far off."""
    at = rng.random()
    if at < 0.04:
        return rng.randrange(60, 400)
    if at < 0.08:
        return -rng.randrange(1, max(2, min(length, 240)))
    return rng.randrange(0, 4)
