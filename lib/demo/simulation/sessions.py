"""How sessions begin and end: the bot's first part, dials, side-cars, and what is recorded afterwards."""

import random

from lib.demo.simulation import distributions
from lib.demo.simulation.events import Ending, Kind, Session
from lib.demo.simulation.staff import Queue

_EDIT_RATE = 0.04
_LATEST_S = 20 * 3600
"""Nothing but a survey happens to a session later than this after its start."""


def start_inbound(rng: random.Random, queues: tuple[Queue, ...], now: int) -> tuple[Session, Queue]:
    """A customer's session as it begins, and the queue wanted; one that stays with the bot is over."""
    queue = distributions.draw_queue(rng, queues)
    channel, salt = distributions.draw_channel(rng, queue), rng.getrandbits(128)
    bot_end = now + distributions.draw_bot_s(rng)
    if distributions.stays_with_bot(rng):
        return Session(Kind.BOT, now, bot_end, channel, salt), queue
    return Session(Kind.CONVERSATION, now, bot_end, channel, salt, transfer_at=bot_end), queue


def start_outbound(rng: random.Random, now: int, *, campaign: bool) -> Session:
    """An outbound session as it begins, by an agent or by the campaign's dialler."""
    channel = rng.choice(("campaign", "campaign", "Voice")) if campaign else rng.choice(("Voice", "voice"))
    return Session(
        Kind.CONVERSATION, now, now, channel, rng.getrandbits(128), True, campaign, transfer_at=now
    )  # fmt: skip


def create_side_car(rng: random.Random, session: Session) -> Session:
    """The assistant's record beside an answered conversation: no length, just after the acceptance."""
    start = session.handlings()[0].accepted_at + rng.randrange(1, 4)
    channel = "agentassist" if rng.random() < 0.7 else "AgentAssistV2"
    return Session(Kind.SIDE_CAR, start, start, channel, rng.getrandbits(128), parent=session)


def finish_session(rng: random.Random, session: Session, end: int, ending: Ending) -> None:
    """Close a session at `end`; a survey may follow, and a supervisor's edit of its disposition."""
    session.end, session.ending = end, ending
    answered = bool(session.handlings())
    if session.destinations:
        session.survey = distributions.draw_survey(rng, end, answered=answered)
    if answered and rng.random() < _EDIT_RATE:
        edited = end + rng.randrange(600, 14400)
        session.edited_at = min(edited, session.start + _LATEST_S)
