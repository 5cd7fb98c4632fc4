"""The wire's shapes: what a conversation record may hold, in the service's own spellings.

Every leaf may be text, a number, a boolean or null, since the service is not of one mind
(`"NO"`, `false`; `2`, `"2"`, `""`); what each means is settled in `frames.flatten`.
Keys that are not named here are skipped by the decoder without being built.
Fields stand in the order in which the service usually writes them, which decodes fastest.
"""

from __future__ import annotations

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
    isMerged: Leaf = None


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
    ExternalTransferTime: Leaf = None
    ExternalTransferDestination: Leaf = None
    agentChoseTranslate: Leaf = None


class Destination(AgentSegment, gc=False):
    """A visit to a queue (`QueueEntry`), or a bare AgentSegment."""

    queueId: Leaf = None
    queueName: Leaf = None
    CallbackOpted: Leaf = None
    CallbackOptedTime: Leaf = None
    CallbackInitiatedTime: Leaf = None
    userCallbackAcceptTime: Leaf = None
    EnterTime: Leaf = None
    respondingAgent: AgentSegment | None = None
    nonRespondingAgents: list[AgentSegment] | None = None


class TransferConfig(msgspec.Struct, gc=False):
    """What the automation said when it handed the conversation over."""

    lastIntentName: Leaf = None
    skillsIds: list[Leaf] | Leaf = None


class CustomerInfo(msgspec.Struct, gc=False):
    """What the service found out about the customer; in the first version, the direction too."""

    Direction: Leaf = None
    CustomerPhone: Leaf = None
    CenterPhone: Leaf = None
    CustomerFirstName: Leaf = None
    CustomerLastName: Leaf = None
    CustomerEmail: Leaf = None


class MetaInfo(msgspec.Struct, gc=False):
    """The few of the automation's own facts that are read: the customer's, the line's, the campaign's."""

    campaignName: Leaf = None
    userId: Leaf = None
    firstName: Leaf = None
    lastName: Leaf = None
    email: Leaf = None
    emailId: Leaf = None
    phoneNumber: Leaf = None
    caller: Leaf = None
    callee: Leaf = None
    countryCode: Leaf = None
    Initiation: Leaf = None
    dialedNumber: Leaf = None
    endUserNumber: Leaf = None
    attempt: Leaf = None
    agentTransferConfig: TransferConfig | None = None
    category: Leaf = None
    ipAddress: Leaf = None
    os: Leaf = None
    customerinfo: CustomerInfo | None = None


class CampaignInfo(msgspec.Struct, gc=False):
    """What a dialling campaign says of the conversation."""

    campaignName: Leaf = None
    attempt: Leaf = None
    contactStatus: Leaf = None


class Skill(msgspec.Struct, gc=False):
    """A skill that the conversation asked for."""

    id: Leaf = None
    name: Leaf = None


class Tag(msgspec.Struct, gc=False):
    """A fact that the automation noted of the session or of the customer."""

    name: Leaf = None
    value: Leaf = None


class Record(msgspec.Struct, gc=False):
    """One element of the answer's `data`."""

    conversationId: Leaf = None
    sessionId: Leaf = None
    channel: Leaf = None
    isVoicemail: Leaf = None
    Direction: Leaf = None
    direction: Leaf = None
    skills: list[Skill] | None = None
    finalStatus: Leaf = None
    smartStatus: Leaf = None
    reason: Leaf = None
    Reason: Leaf = None
    disconnectingEvent: Leaf = None
    botId: Leaf = None
    dispositions: list[Leaf] | Leaf = None
    dispositionRemarks: list[Leaf] | Leaf = None
    metaInfo: MetaInfo | None = None
    customerinfo: CustomerInfo | None = None
    customerInfo: CustomerInfo | None = None
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
    userleveltags: list[Tag] | None = None
    sessionleveltags: list[Tag] | None = None
    campaigninfo: CampaignInfo | None = None
    automationBotIDs: list[Leaf] | Leaf = None
    agentChoseTranslate: Leaf = None
