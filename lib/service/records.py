"""The wire's shapes: what a conversation record may hold, in the service's own spellings.

Every leaf may be text, a number, a boolean or null, since the service is not of one mind
(`"NO"`, `false`; `2`, `"2"`, `""`); what each means is settled in `frames.flatten`.
Keys that are not named here are skipped by the decoder without being built.
Fields stand in the order in which the service usually writes them, which decodes fastest.
"""

from __future__ import annotations

from typing import Any

import msgspec

Leaf = str | int | float | bool | None


class Consult(msgspec.Struct, gc=False):
    """Somebody asked for advice (`ConsultingAgents`) or brought in (`JoinedUsers`) during a handling."""

    agentId: Leaf = None
    name: Leaf = None
    acceptedTime: Leaf = None
    assignedAt: Leaf = None
    consultingEndTime: Leaf = None
    joinedAt: Leaf = None
    end: Leaf = None


class AgentSegment(msgspec.Struct, gc=False):
    """One agent's part: nested as a respondingAgent, listed as a nonRespondingAgent, or bare."""

    agentId: Leaf = None
    agentNotes: list[Leaf] | Leaf = None
    destinationType: Leaf = None
    status: Leaf = None
    firstResponseTime: Leaf = None
    firstResponseDuration: Leaf = None
    interactionEndTime: Leaf = None
    interactionDuration: Leaf = None
    holdDuration: Leaf = None
    afterCallWorkDuration: Leaf = None
    afterCallWorkEndTime: Leaf = None
    ConsultingAgents: list[Consult] | None = None
    JoinedUsers: list[Consult] | None = None
    email: Leaf = None
    name: Leaf = None
    acceptedTime: Leaf = None
    assignedAt: Leaf = None
    nonResponseEvent: Leaf = None


class Destination(AgentSegment, gc=False):
    """A visit to a queue (`QueueEntry`), or a bare AgentSegment."""

    queueId: Leaf = None
    queueName: Leaf = None
    CallbackOpted: Leaf = None
    CallbackOptedTime: Leaf = None
    userCallbackAcceptTime: Leaf = None
    EnterTime: Leaf = None
    respondingAgent: AgentSegment | None = None
    nonRespondingAgents: list[AgentSegment] | None = None


class MetaInfo(msgspec.Struct, gc=False):
    """The few of the automation's own facts that are known to name the customer."""

    firstName: Any = None
    lastName: Any = None
    email: Any = None
    phoneNumber: Any = None
    caller: Any = None
    callee: Any = None
    endUserNumber: Any = None


class CampaignInfo(msgspec.Struct, gc=False):
    """What a dialling campaign says of the conversation."""

    campaignName: Any = None
    attempt: Any = None
    contactStatus: Any = None


class Record(msgspec.Struct, gc=False):
    """One element of the answer's `data`."""

    conversationId: Leaf = None
    sessionId: Leaf = None
    channel: Leaf = None
    isVoicemail: Leaf = None
    Direction: Leaf = None
    direction: Leaf = None
    finalStatus: Leaf = None
    smartStatus: Leaf = None
    reason: Leaf = None
    Reason: Leaf = None
    disconnectingEvent: Leaf = None
    botId: Leaf = None
    dispositions: list[Leaf] | Leaf = None
    dispositionRemarks: list[Leaf] | Leaf = None
    metaInfo: MetaInfo | list[Any] | Leaf = None
    sessionStartTime: Leaf = None
    sessionEndTime: Leaf = None
    channelSpecificUserId: Leaf = None
    userId: Leaf = None
    destinations: list[Destination] | None = None
    csatScore: Leaf = None
    npsScore: Leaf = None
    likeDislikeScore: Leaf = None
    surveyType: Leaf = None
    csatFeedback: Leaf = None
    campaigninfo: CampaignInfo | list[Any] | Leaf = None
