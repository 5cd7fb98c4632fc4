"""Visits, handlings and refused tries as the service's `destinations`."""

from lib.demo.records import phrases
from lib.demo.records.customers import Record
from lib.demo.records.timestamps import Stamps, zulu
from lib.demo.simulation.events import Guest, Handling, Refusal, Visit
from lib.demo.simulation.random_choices import Dice
from lib.demo.simulation.staff import Agent


class SegmentWriter:
    """Writes one session's destinations as they stand at `now`.

    `modern` records say `CallbackOpted` false where no callback was asked for; `named` is false for
    outbound visits, which lack the queue's name.
    """

    __slots__ = ("_dice", "_modern", "_named", "_now", "_stamp", "_texts")

    def __init__(self, dice: Dice, stamp: Stamps, now: int, *, modern: bool, named: bool) -> None:
        self._dice, self._stamp, self._now = dice, stamp, now
        self._modern, self._named = modern, named
        self._texts = dice.roll("numbers as texts", 90) == 0

    def visit(self, visit: Visit) -> Record:
        """A QueueEntry with what has happened in it by now."""
        entry: Record = {"destinationType": "QueueEntry", "queueId": visit.queue.id}
        if (self._named or visit.enter_known) and self._dice.roll("queue name", 50):
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
        millis = self._dice.roll("callback millis", 1000)
        opted: Record = {"CallbackOpted": True, "CallbackOptedTime": zulu(asked_at, millis)}
        if visit.handling is not None and visit.handling.accepted_at <= self._now:
            opted["userCallbackAcceptTime"] = zulu(visit.handling.accepted_at, millis)
            assigned_at = visit.handling.assigned_at
            if assigned_at is not None:
                opted["CallbackInitiatedTime"] = zulu(assigned_at, millis)
        return opted

    def _refusal(self, refusal: Refusal) -> Record:
        return {
            "agentId": refusal.agent.id,
            "agentNotes": phrases.notes(self._dice) if refusal.reassigned else [],
            "destinationType": "AgentSegment",
            **self._who(refusal.agent, refusal.assigned_at),
            "assignedAt": self._stamp(refusal.assigned_at),
            "nonResponseEvent": refusal.event,
        }

    def handling(self, handling: Handling) -> Record:
        """An AgentSegment; what has not happened by now, or was never recorded, is absent."""
        segment: Record = {
            "agentId": handling.agent.id,
            "agentNotes": phrases.notes(self._dice),
            "destinationType": "AgentSegment",
            "status": "Answered",
        }
        waited = handling.first_response_s
        if waited is not None and handling.accepted_at + waited <= self._now:
            segment["firstResponseTime"] = self._stamp(handling.accepted_at + waited)
            segment["firstResponseDuration"] = waited
        if handling.end_at <= self._now and handling.interaction_s is not None:
            segment |= self._lengths(handling, handling.interaction_s)
        segment |= self._guests(handling.guest if handling.end_at <= self._now else None)
        segment |= self._who(handling.agent, handling.accepted_at)
        segment["acceptedTime"] = self._stamp(handling.accepted_at)
        if handling.assigned_at is not None:
            segment["assignedAt"] = self._stamp(handling.assigned_at)
        return segment

    def _lengths(self, handling: Handling, interaction_s: int) -> Record:
        """End, interaction, hold and after-call work; one of end and interaction lacks at times."""
        lengths: Record = {}
        form = self._dice.roll("length form", 60)
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

    def _who(self, agent: Agent, second: int) -> Record:
        return {"email": agent.email, "name": agent.name_at(second)}

    def _guests(self, guest: Guest | None) -> Record:
        if guest is None:
            return {"ConsultingAgents": [], "JoinedUsers": []}
        if guest.agent is None:
            who: Record = {
                "name": self._dice.pick("outsider", ("+12025550187", "Notary desk", "+442079460123"))
            }
        else:
            who = {"agentId": guest.agent.id, **self._who(guest.agent, guest.assigned_at)}
        if guest.joined and guest.agent is not None:
            times: Record = {"joinedAt": self._stamp(guest.accepted_at), "end": self._stamp(guest.end_at)}
            return {"ConsultingAgents": [], "JoinedUsers": [who | times]}
        times = {
            "acceptedTime": self._stamp(guest.accepted_at),
            "assignedAt": self._stamp(guest.assigned_at),
            "consultingEndTime": self._stamp(guest.end_at),
            "isMerged": False,
        }
        return {"ConsultingAgents": [who | times], "JoinedUsers": []}
