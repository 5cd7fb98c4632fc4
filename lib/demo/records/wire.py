"""Sessions as the service's records: every field, shape and oddity of the documented answer."""

from lib.demo.api.revisions import NEWEST_FORM, Form, apply_form
from lib.demo.credentials import DEMO_CREDENTIALS
from lib.demo.records import customers, phrases
from lib.demo.records.customers import Customer, Record
from lib.demo.records.destinations import SegmentWriter
from lib.demo.records.timestamps import TimestampWriter
from lib.demo.simulation.events import Ending, Handling, Kind, Session, Visit
from lib.demo.simulation.random_choices import StableChoices
from lib.demo.simulation.staff import guid

_VOICE = ("Voice", "voice", "campaign")
_SEED_STYLE, _MODERN_STYLE = 0, 2

# Each side's way to end a session: disconnectingEvent, finalStatus, smartStatus, reason.
# The first row of each says all without the event, which records of the seed's style lack.
_QUEUE_ENDINGS: dict[Ending, tuple[tuple[str, str, str, str], ...]] = {
    Ending.CUSTOMER: (
        ("User Hangup", "USER ABANDONED", "ABANDONED AT QUEUE", ""),
        ("", "USER ABANDONED", "ABANDONED AT QUEUE", ""),
        ("User Hangup", "CLOSED", "CLOSED", ""),
        ("", "CLOSED", "ABANDONED AT QUEUE", ""),
    ),
    Ending.SYSTEM: (
        ("System Hangup", "CLOSED", "TERMINATED", "DROP-OFF"),
        ("", "CLOSED", "TERMINATED", "NO AGENTS AVAILABLE"),
        ("Bot Hangup", "CLOSED", "CLOSED", ""),
        ("", "CLOSED", "CLOSED", "DROP-OFF"),
    ),
    Ending.VOICEMAIL: (("User Hangup", "CLOSED", "VOICEMAIL", ""),),
    Ending.CALLBACK: (("", "CLOSED", "CLOSED", "Callback"),),
    Ending.UNKNOWN: (("", "CLOSED", "CLOSED", ""), ("Agent Closed", "CLOSED", "CLOSED", "")),
}
_AGENT_ENDINGS: dict[Ending, tuple[tuple[str, str, str, str], ...]] = {
    Ending.AGENT: (
        ("Agent Hangup", "CLOSED", "CLOSED", ""),
        ("Agent Closed", "CLOSED", "CLOSED", "Resolved"),
    ),
    Ending.CUSTOMER: (("User Hangup", "CLOSED", "CLOSED", "Resolution"),),
    Ending.SYSTEM: (
        ("System Hangup", "CLOSED", "TERMINATED", "NO AGENTS AVAILABLE"),
        ("System Hangup", "CLOSED", "TERMINATED", "DROP-OFF"),
    ),
    Ending.UNKNOWN: (("Bot Hangup", "CLOSED", "CLOSED", ""), ("", "CLOSED", "CLOSED", "")),
}
_LEFT_AGENT = (
    ("User Hangup", "USER ABANDONED", "ABANDONED WITH AGENT", "Resolution"),
    ("User Hangup", "USER ABANDONED", "ABANDONED WITH AGENT", ""),
    ("User Hangup", "USER ABANDONED", "CLOSED", ""),
)


def build_record(session: Session, now: int, offset_min: float, form: Form = NEWEST_FORM) -> Record:
    """The session's record as of `now` (UTC seconds), its zone-less times in a west-positive offset."""
    full_record = _full_record(session, now, offset_min, form)
    return full_record if form == NEWEST_FORM else apply_form(full_record, form, _agent_id(session, now))


def _agent_id(session: Session, now: int) -> str | None:
    """The last agent who has accepted by now."""
    accepted = [handling for handling in session.handlings() if handling.accepted_at <= now]
    return accepted[-1].agent.id if accepted else None


def _style(choices: StableChoices, form: Form) -> int:
    return choices.pick("style", form.revision.styles)


def _full_record(session: Session, now: int, offset_min: float, form: Form) -> Record:
    choices = StableChoices(session.salt)
    stamp = TimestampWriter(offset_min, slashed=choices.integer("slashed", 140) == 0)
    if session.kind is Kind.SIDE_CAR:
        return _side_car(session, stamp)
    if session.transfer_at is None or session.transfer_at > now:
        return _bot_session(session, choices, stamp, now, _style(choices, form))
    return _conversation(session, choices, stamp, now, form)


def conversation_id(session: Session) -> str:
    """A type-prefixed id that follows from the session's salt."""
    return f"c-{guid(session.salt, 7)}"


def session_id(session: Session) -> str:
    """An ObjectId: its first eight hex digits are the UTC seconds of the start."""
    return f"{session.start:08x}{session.salt >> 64:016x}"


def _common_fields(session: Session, stamp: TimestampWriter) -> Record:
    start = stamp(session.start)
    return {"sessionId": session_id(session), "channel": session.channel, "sessionStartTime": start}


def _side_car(session: Session, stamp: TimestampWriter) -> Record:
    beside = conversation_id(session.parent) if session.parent is not None else ""
    customer = customers.pick_customer(StableChoices(session.salt))
    return _common_fields(session, stamp) | {
        "sessionEndTime": stamp(session.end),
        "botId": DEMO_CREDENTIALS.stream_id,
        "userId": customer.user_id,
        "channelSpecificUserId": f"{DEMO_CREDENTIALS.account_id}/agentassist/{beside}",
        "orgId": customers.ORGANISATION,
        "smartStatus": "CLOSED AT BOT",
        "reason": "",
        "finalStatus": "BotResolved",
    }


def _bot_session(
    session: Session, choices: StableChoices, stamp: TimestampWriter, now: int, style: int
) -> Record:
    """A session that is with the bot, for good or still."""
    ended = session.end <= now and session.kind is Kind.BOT
    customer = customers.pick_customer(choices)
    written = _common_fields(session, stamp)
    if ended:
        written["sessionEndTime"] = stamp(session.end)
    written |= {
        "botId": DEMO_CREDENTIALS.stream_id,
        "userId": customer.user_id,
        "channelSpecificUserId": customers.channel_user(customer, choices, voice=session.channel in _VOICE),
        "orgId": customers.ORGANISATION,
        "smartStatus": "CLOSED AT BOT" if ended else "",
        "reason": "",
        "disconnectingEvent": "",
        "finalStatus": choices.pick("bot's end", ("BotResolved", "BotResolved", "Dropped"))
        if ended
        else "TRANSIENT_OPEN",
    }
    if style != _SEED_STYLE:
        written["automationBotIDs"] = [customers.AUTOMATION_BOT] if choices.integer("bots", 6) else []
    return written


def _conversation(
    session: Session, choices: StableChoices, stamp: TimestampWriter, now: int, form: Form
) -> Record:
    style, customer = _style(choices, form), customers.pick_customer(choices)
    voice = session.channel in _VOICE
    modern = style == _MODERN_STYLE
    written: Record = {"conversationId": conversation_id(session)} | _common_fields(session, stamp)
    written["isVoicemail"] = _voicemail(session, choices, now)
    if session.outbound or choices.integer("no direction", 150):
        written["Direction"] = "Outbound" if session.outbound else "Inbound"
    written |= _statuses(session, choices, style, now)
    if session.end <= now or choices.integer("open form", 3) == 0:
        written["sessionEndTime"] = stamp(
            session.end if session.end <= now else session.transfer_at or session.start
        )
    written |= {"botId": DEMO_CREDENTIALS.stream_id, "userId": customer.user_id}
    written |= _remarks(session, choices, now)
    written["metaInfo"] = customers.meta_info(
        choices, customer, voice=voice, outbound=session.outbound, campaign=session.campaign
    )
    if not session.outbound:
        written["channelSpecificUserId"] = customers.channel_user(customer, choices, voice=voice)
    written["destinations"] = _destinations(session, choices, stamp, now, modern=modern)
    written |= _survey(session, choices, now)
    if modern:
        written["errorDetails"] = ""
    written |= _on_request(session, choices, customer, form.selected)
    if style != _SEED_STYLE:
        written["automationBotIDs"] = [customers.AUTOMATION_BOT]
    return written | _undocumented_keys(choices)


def _voicemail(session: Session, choices: StableChoices, now: int) -> object:
    as_boolean = choices.integer("voicemail form", 5) == 0
    if session.voicemail_at is not None and session.voicemail_at <= now:
        return True if as_boolean else "YES"
    return False if as_boolean else "NO"


def _statuses(session: Session, choices: StableChoices, style: int, now: int) -> Record:
    """How the session stands or ended, with the reason in the style's spelling."""
    if session.end > now:
        return {"finalStatus": "TRANSIENT_OPEN", "smartStatus": "", "reason": ""}
    forms = _ending_forms(session)
    event, final, smart, reason = forms[0] if style == _SEED_STYLE else choices.pick("ending", forms)
    written: Record = {"finalStatus": final, "smartStatus": smart}
    if session.campaign and not reason and session.handlings():
        reason = f"Sales Desk:{session.handlings()[0].agent.names[0]}"
    if style == _SEED_STYLE:
        return written | {"Reason": reason}
    return written | {"reason": reason, "disconnectingEvent": event}


def _ending_forms(session: Session) -> tuple[tuple[str, str, str, str], ...]:
    last = session.destinations[-1] if session.destinations else None
    if isinstance(last, Handling) or (isinstance(last, Visit) and last.handling is not None):
        return _LEFT_AGENT if session.left_agent else _AGENT_ENDINGS[session.ending]
    return _QUEUE_ENDINGS[session.ending]


def _remarks(session: Session, choices: StableChoices, now: int) -> Record:
    """Disposition and remarks; a supervisor's edit replaces them later."""
    if session.end > now or not session.handlings():
        dropped = session.end <= now and session.ending is Ending.SYSTEM
        return {
            "dispositions": ["DROP-OFF"] if dropped else [],
            "dispositionRemarks": ["-"] if dropped else [],
        }
    if session.edited_at is not None and session.edited_at <= now:
        return {
            "dispositions": [phrases.SUPERVISOR_DISPOSITION],
            "dispositionRemarks": [phrases.summary(choices, " edited")],
        }
    disposition = choices.pick("disposition", phrases.DISPOSITIONS)
    return {"dispositions": [disposition], "dispositionRemarks": [phrases.summary(choices)]}


def _destinations(
    session: Session, choices: StableChoices, stamp: TimestampWriter, now: int, *, modern: bool
) -> list[Record]:
    writer = SegmentWriter(choices, stamp, now, modern=modern, has_queue_name=not session.outbound)
    written: list[Record] = []
    for stop in session.destinations:
        if isinstance(stop, Visit) and stop.enter_at <= now:
            written.append(writer.visit(stop))
        elif isinstance(stop, Handling) and stop.accepted_at <= now:
            written.append(writer.handling(stop))
    return written


def _survey(session: Session, choices: StableChoices, now: int) -> Record:
    survey = session.survey
    if survey is None or survey.at > now:
        return {}
    score = str(survey.score) if choices.integer("score as text", 12) == 0 else survey.score
    written: Record = {"surveyType": survey.kind, f"{survey.kind}Score": score}
    if survey.kind == "csat" and choices.integer("has feedback", 2):
        written["csatFeedback"] = phrases.feedback(choices)
    return written


def _on_request(
    session: Session, choices: StableChoices, customer: Customer, selected: frozenset[str]
) -> Record:
    """What comes only when it is asked for."""
    if not selected:
        return {}
    status = "no-answer" if session.campaign and not session.destinations else "Resolved"
    fields: Record = {
        "skills": [],
        "customerinfo": customers.customer_info(customer, outbound=session.outbound),
        "userleveltags": [],
        "sessionleveltags": [{"name": "priority", "value": "1"}] if choices.integer("tags", 8) == 0 else [],
        "campaigninfo": customers.campaign_info(choices, session.start, status, campaign=session.campaign),
        "snoozeinfo": {},
    }
    return {name: value for name, value in fields.items() if name in selected}


def _undocumented_keys(choices: StableChoices) -> Record:
    """Keys that nobody has heard of yet, now and then."""
    if choices.integer("new keys", 45):
        return {}
    return {
        "journeyScore": {"value": choices.integer("journey", 100) / 10, "trend": None},
        "wrapUpVersion": "3",
    }
