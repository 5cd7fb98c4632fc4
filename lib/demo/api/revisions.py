"""The documented revisions of the service: which parameters each knows, and how its records differ."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from lib.demo.records.customers import Record

FIELDS = ("skills", "customerinfo", "userleveltags", "sessionleveltags", "campaigninfo")
"""What comes only when `selectedFields` asks for it, since 2024-11."""

SNOOZE = "snoozeinfo"
_NEWEST_KEYS = frozenset(
    {
        "CallbackInitiatedTime",
        "ExternalTransferDestination",
        "ExternalTransferTime",
        "agentChoseTranslate",
        "isMerged",
    }
)
_SOURCES_BY_LABEL = {"Voice": "voice", "Web/Mobile Client": "rtm"}
_LABELS_BY_SOURCE = {source: label for label, source in _SOURCES_BY_LABEL.items()}


@dataclass(frozen=True, slots=True)
class Revision:
    """One revision of the page.

    `fields` are the values of `selectedFields` that it knows, empty where it does not know the parameter;
    `unknown` is what it does with a parameter or a value that it does not know. `channels` are raw sources
    (`rtm`), labels (`Web/Mobile Client`), or both, one record this way and the next that way. `styles` are
    those of `wire` that its records have.
    """

    name: str
    fields: tuple[str, ...] = ()
    unknown: Literal["ignored", "refused"] = "ignored"
    knows_direction: bool = False
    knows_bots: bool = False
    longest_page: int = 100
    channels: Literal["sources", "labels", "both"] = "sources"
    styles: tuple[int, ...] = (0,)
    session_times: bool = True
    agents_user_id: bool = False
    direction_in_customer_info: bool = False
    error_details: bool = False
    newest_keys: bool = False


REVISIONS = {
    revision.name: revision
    for revision in (
        Revision("v1", knows_bots=True, direction_in_customer_info=True),
        Revision("2023-11", knows_bots=True, session_times=False, agents_user_id=True),
        Revision("2024-08", unknown="refused", knows_bots=True),
        Revision("2024-09"),
        Revision("2024-11", FIELDS, "refused", styles=(0, 1)),
        Revision("2025-04", FIELDS, "ignored", True, longest_page=200, channels="labels", styles=(1,)),
        Revision("2025-09", FIELDS, "refused", True, longest_page=200, channels="labels", styles=(1, 2)),
        Revision("2026-02", FIELDS, "ignored", True, channels="labels", styles=(2,), error_details=True),
        Revision(
            "2026-07",
            (*FIELDS, SNOOZE),
            "refused",
            True,
            channels="both",
            styles=(0, 1, 2),
            error_details=True,
            newest_keys=True,
        ),
    )
}
NEWEST = REVISIONS["2026-07"]


@dataclass(frozen=True, slots=True)
class Form:
    """What a record is to look like: a revision's, with the fields that were asked for."""

    revision: Revision = NEWEST
    selected: frozenset[str] = frozenset(NEWEST.fields)


NEWEST_FORM = Form()
"""Every field of the newest revision."""


def build_form(revision: Revision, requested: Collection[str]) -> Form:
    """The form of a revision's records when these fields are asked for."""
    return Form(revision, frozenset(revision.fields) & frozenset(requested))


def channel_source(channel: str) -> str:
    """A channel's raw source, whichever of its spellings is given."""
    return _SOURCES_BY_LABEL.get(channel, channel)


def apply_form(record: Record, form: Form, agent_id: str | None) -> Record:
    """A conversation's whole record as the form has it; `agent_id` is whose `userId` an old one shows."""
    revision = form.revision
    written = {key: value for key, value in record.items() if _is_written(key, form)}
    written["channel"] = _channel(str(record["channel"]), revision)
    if not revision.newest_keys:
        written = {key: _without_newest(value) for key, value in written.items()}
    if revision.direction_in_customer_info and "Direction" in written:
        written["customerinfo"] = {"Direction": written.pop("Direction")}
    if revision.agents_user_id and "conversationId" in written:
        meta = written.get("metaInfo")
        written["metaInfo"] = (meta if isinstance(meta, dict) else {}) | {"userId": record["userId"]}
        written["userId"] = agent_id or ""
    return written


def _is_written(key: str, form: Form) -> bool:
    if key in FIELDS or key == SNOOZE:
        return key in form.selected
    if key in {"sessionStartTime", "sessionEndTime"}:
        return form.revision.session_times
    return form.revision.error_details or key != "errorDetails"


def _channel(channel: str, revision: Revision) -> str:
    if revision.channels == "both":
        return channel
    return (
        _LABELS_BY_SOURCE.get(channel, channel) if revision.channels == "labels" else channel_source(channel)
    )


def _without_newest(value: object) -> object:
    """The value without keys that only the newest revision knows, however deep."""
    if isinstance(value, dict):
        return {key: _without_newest(inner) for key, inner in value.items() if key not in _NEWEST_KEYS}
    return [_without_newest(inner) for inner in value] if isinstance(value, list) else value
