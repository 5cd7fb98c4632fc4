"""Visits, handlings and refused tries as the service's `destinations`."""

from lib.demo.records import phrases
from lib.demo.records.customers import Record
from lib.demo.records.timestamps import TimestampWriter, utc_text
from lib.demo.simulation.events import Handling, Participant, Refusal, Visit
from lib.demo.simulation.random_choices import StableChoices
from lib.demo.simulation.staff import Agent


class SegmentWriter:
    """Writes one session's destinations as they stand at `now`.

    `modern` records say `CallbackOpted` false where no callback was asked for; `named` is false for
    outbound visits, which lack the queue's name.
    """

    __slots__ = ("_choices", "_has_queue_name", "_modern", "_now", "_stamp", "_texts")

    def __init__(
        self, choices: StableChoices, stamp: TimestampWriter, now: int, *, modern: bool, has_queue_name: bool
    ) -> None:
        self._choices, self._stamp, self._now = choices, stamp, now
        self._modern, self._has_queue_name = modern, has_queue_name
        self._texts = choices.integer("numbers as texts", 90) == 0

    def visit(self, visit: Visit) -> Record:
        """A QueueEntry with what has happened in it by now."""
        entry: Record = {"destinationType": "QueueEntry", "queueId": visit.queue.id}
        if (self._has_queue_name or visit.enter_known) and self._choices.integer("queue name", 50):
            entry["queueName"] = visit.queue.name
        answered = visit.handling is not None and visit.handling.accepted_at <= self._now
        if visit.callback_at is not None and visit.callback_at <= self._now:
            entry |= self._callback(visit, visit.callback_at)
        elif self._modern:
            entry["CallbackOpted"] = False
        if visit.enter_known:
            entry["EnterTime"] = self._stamp(visit.enter_at)
        refused = [self._refusal(r) for r in visit.refusals if r.seen_at <= self._now]
        if refused:
            entry["nonRespondingAgents"] = refused
        if answered and visit.handling is not None:
            entry["respondingAgent"] = self.handling(visit.handling)
        return entry

    def _callback(self, visit: Visit, asked_at: int) -> Record:
        millis = self._choices.integer("callback millis", 1000)
        opted: Record = {"CallbackOpted": True, "CallbackOptedTime": utc_text(asked_at, millis)}
        if visit.handling is not None and visit.handling.accepted_at <= self._now:
            opted["userCallbackAcceptTime"] = utc_text(visit.handling.accepted_at, millis)
            assigned_at = visit.handling.assigned_at
            if assigned_at is not None:
                opted["CallbackInitiatedTime"] = utc_text(assigned_at, millis)
        return opted

    def _refusal(self, refusal: Refusal) -> Record:
        return {
            "agentId": refusal.agent.id,
            "agentNotes": phrases.notes(self._choices) if refusal.reassigned else [],
            "destinationType": "AgentSegment",
            **self._identity(refusal.agent, refusal.assigned_at),
            "assignedAt": self._stamp(refusal.assigned_at),
            "nonResponseEvent": refusal.event,
        }

    def handling(self, handling: Handling) -> Record:
        """An AgentSegment; what has not happened by now, or was never recorded, is absent."""
        segment: Record = {
            "agentId": handling.agent.id,
            "agentNotes": phrases.notes(self._choices),
            "destinationType": "AgentSegment",
            "status": "Answered",
        }
        waited = handling.first_response_s
        if waited is not None and handling.accepted_at + waited <= self._now:
            segment["firstResponseTime"] = self._stamp(handling.accepted_at + waited)
            segment["firstResponseDuration"] = waited
        if handling.end_at <= self._now and handling.interaction_s is not None:
            segment |= self._lengths(handling, handling.interaction_s)
        segment |= self._participants(handling.participant if handling.end_at <= self._now else None)
        segment |= self._identity(handling.agent, handling.accepted_at)
        segment["acceptedTime"] = self._stamp(handling.accepted_at)
        if handling.assigned_at is not None:
            segment["assignedAt"] = self._stamp(handling.assigned_at)
        return segment

    def _lengths(self, handling: Handling, interaction_s: int) -> Record:
        """End, interaction, hold and after-call work; one of end and interaction lacks at times."""
        lengths: Record = {}
        form = self._choices.integer("length form", 60)
        if form != 1:
            early = 1 if form > 57 else 0
            lengths["interactionEndTime"] = self._stamp(handling.end_at - early)
        if form != 0:
            lengths["interactionDuration"] = self._number(interaction_s)
        if handling.hold_s:
            lengths["holdDuration"] = self._number(handling.hold_s)
        elif self._texts:
            lengths["holdDuration"] = ""
        if handling.acw_s and handling.acw_end_at <= self._now:
            lengths["afterCallWorkDuration"] = self._number(handling.acw_s)
            lengths["afterCallWorkEndTime"] = self._stamp(handling.acw_end_at)
        return lengths

    def _number(self, value: int) -> int | str:
        return str(value) if self._texts else value

    def _identity(self, agent: Agent, second: int) -> Record:
        return {"email": agent.email, "name": agent.name_at(second)}

    def _participants(self, participant: Participant | None) -> Record:
        if participant is None:
            return {"ConsultingAgents": [], "JoinedUsers": []}
        if participant.agent is None:
            person: Record = {
                "name": self._choices.pick("outsider", ("+12025550187", "Notary desk", "+442079460123"))
            }
        else:
            person = {
                "agentId": participant.agent.id,
                **self._identity(participant.agent, participant.assigned_at),
            }
        if participant.joined and participant.agent is not None:
            times: Record = {
                "joinedAt": self._stamp(participant.accepted_at),
                "end": self._stamp(participant.end_at),
            }
            return {"ConsultingAgents": [], "JoinedUsers": [person | times]}
        times = {
            "acceptedTime": self._stamp(participant.accepted_at),
            "assignedAt": self._stamp(participant.assigned_at),
            "consultingEndTime": self._stamp(participant.end_at),
            "isMerged": False,
        }
        return {"ConsultingAgents": [person | times], "JoinedUsers": []}
