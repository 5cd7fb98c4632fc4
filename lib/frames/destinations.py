"""What stands in the destinations: visits to queues, and handlings by agents."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from lib.frames import parse
from lib.frames.contradictions import (
    ROUNDING_S,
    handling_contradictions,
    is_negative,
    visit_contradictions,
    without_contradictions,
)
from lib.frames.decode import polars_struct
from lib.frames.outcome import is_abandoned_with_agent, outcome
from lib.frames.schema import (
    VIA_QUEUE,
    VIA_REASSIGNMENT,
    VIA_TRANSFER,
)
from lib.smartassist.records import AgentSegment

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

QUEUE_ENTRY = "QueueEntry"
AGENT_SEGMENT = "AgentSegment"
ANSWERED = "ANSWERED"

IDENTITY = ("session_id", "session_start", "conversation_id", "channel", "direction")
ENDING = ("session_end", "is_open", "is_voicemail", "ended_by_user", "ended_by_system")
LEAVING = ("left_agent", "user_abandoned")
SCORES = ("csat_score", "nps_score", "like_dislike_score")

VISIT_FIELDS = {
    "queue_id": "queueId",
    "queue_name": "queueName",
    "enter_time": "EnterTime",
    "agent_id": "answeredBy",
    "agent_name": "answeredByName",
    "accepted_time": "answeredAt",
    "callback_opted": "CallbackOpted",
    "callback_opted_time": "CallbackOptedTime",
    "callback_accepted_time": "userCallbackAcceptTime",
    "callback_initiated_time": "CallbackInitiatedTime",
    "non_responses": "nonRespondingAgents",
}
HANDLING_FIELDS = {
    "queue_id": "queueId",
    "queue_name": "queueName",
    "agent_id": "agentId",
    "agent_name": "name",
    "agent_email": "email",
    "assigned_time": "assignedAt",
    "accepted_time": "acceptedTime",
    "first_response_time": "firstResponseTime",
    "interaction_end_time": "interactionEndTime",
    "acw_end_time": "afterCallWorkEndTime",
    "first_response_s": "firstResponseDuration",
    "interaction_s": "interactionDuration",
    "hold_s": "holdDuration",
    "acw_s": "afterCallWorkDuration",
    "consults": "ConsultingAgents",
    "joins": "JoinedUsers",
    "agent_notes": "agentNotes",
    "external_transfer_time": "ExternalTransferTime",
    "external_transfer_to": "ExternalTransferDestination",
    "translated": "agentChoseTranslate",
}
NO_OPTIMIZATIONS = pl.QueryOptFlags.none()
"""These queries are written in their best order; planning them anew costs more than it saves."""

SEGMENT = list(polars_struct(AgentSegment).to_schema())


def list_destinations(decoded: pl.DataFrame) -> pl.DataFrame:
    """A row a destination in the wire's order, with what its neighbours tell of it.

    `record` and `position` say where it stands. A bare handling answers the visit just before it where
    nobody had accepted that; such a visit `is_reassigned`, as if the next destination were its own.
    """
    return (
        decoded.lazy()
        .with_row_index("record")
        .select("record", "destinations")
        .explode("destinations", empty_as_null=False)
        .drop_nulls("destinations")
        .with_columns(pl.int_range(pl.len(), dtype=pl.Int64).over("record").alias("position"))
        .unnest("destinations")
        .with_columns(_is_visit().alias("is_visit"), _is_accepted().alias("is_accepted"))
        .with_columns(
            (pl.col("is_visit") & _is_accepted(pl.col("respondingAgent").struct.field)).alias("is_nested"),
            (~pl.col("is_visit") & pl.col("is_accepted")).alias("is_bare"),
            (~pl.col("is_visit") & ~pl.col("is_accepted") & _is_assigned()).alias("is_bare_offer"),
            _start_text().alias("began"),
        )
        .with_columns(
            (
                pl.col("is_visit")
                & ~pl.col("is_nested")
                & _is_assigned(pl.col("respondingAgent").struct.field)
            ).alias("is_nested_offer"),
        )
        .with_columns(
            (pl.col("is_visit") & ~pl.col("is_nested") & _next("is_bare", default=False)).alias(
                "is_reassigned"
            ),
            (pl.col("is_visit") & ~pl.col("is_nested") & _next("is_bare_offer", default=False)).alias(
                "is_offered_on"
            ),
            _next("is_visit", default=False).alias("overflowed"),
            _next("queueId").alias("next_queue_id"),
            _next("began").alias("next_time"),
            pl.col("record").ne_missing(pl.col("record").shift(-1)).alias("in_last_destination"),
        )
        .collect(optimizations=NO_OPTIMIZATIONS)
    )


def _is_visit() -> pl.Expr:
    """A queue; a destination of no known type that names a queue's id is taken for one too."""
    kind = pl.col("destinationType")
    return kind.eq_missing(QUEUE_ENTRY) | (pl.col("queueId").is_not_null() & kind.ne_missing(AGENT_SEGMENT))


def _is_accepted(field: Callable[[str], pl.Expr] = pl.col) -> pl.Expr:
    """The agent took the conversation: an accepted time, or a status that says so."""
    accepted, status = field("acceptedTime"), field("status")
    return ((accepted != "") | (status.str.to_uppercase() == ANSWERED)).fill_null(value=False)


def _is_assigned(field: Callable[[str], pl.Expr] = pl.col) -> pl.Expr:
    """The conversation was offered to the agent."""
    return (field("assignedAt") != "").fill_null(value=False)


def _start_text() -> pl.Expr:
    times = (pl.col(name) for name in ("EnterTime", "assignedAt", "acceptedTime"))
    return pl.coalesce(pl.when(time != "").then(time) for time in times)


def _next(column: str, *, default: bool | None = None) -> pl.Expr:
    """A column of the record's next destination."""
    following = pl.when(pl.col("record") == pl.col("record").shift(-1)).then(pl.col(column).shift(-1))
    return following if default is None else following.fill_null(value=default)


def join_record(rows: pl.DataFrame, base: pl.DataFrame, *columns: str) -> pl.DataFrame:
    """The rows with their records' columns beside them."""
    return rows.hstack(base.select(*IDENTITY, *columns)[rows["record"]])


def handlings(
    destinations: pl.DataFrame, base: pl.DataFrame, offset_min: int, unreadable: parse.Unreadable
) -> pl.DataFrame:
    """A row an accepted segment, nested or bare; its queue is that of the visit it answered."""
    segments = _segments(destinations)
    read = parse.read_columns(segments, "handlings", HANDLING_FIELDS, offset_min, unreadable)
    return (
        join_record(read, base, *LEAVING, *SCORES)
        .lazy()
        .with_columns(
            pl.col("record").ne_missing(pl.col("record").shift(-1)).alias("is_last"),
            pl.struct("record", "agent_id").is_last_distinct().alias("is_agents_last"),
        )
        .with_columns(
            name_without_spaces("agent_name"),
            name_without_spaces("queue_name"),
            _count_merged_consults(segments["ConsultingAgents"]).alias("merged_consults"),
            pl.coalesce("accepted_time", "assigned_time", "first_response_time", "session_start").alias(
                "time"
            ),
            pl.coalesce("interaction_s", _duration_s("accepted_time", "interaction_end_time")),
            *_negatives(segments),
            is_abandoned_with_agent().alias("abandoned_with_agent"),
            (~pl.col("in_last_destination")).alias("went_on"),
        )
        .collect(optimizations=NO_OPTIMIZATIONS)
        .pipe(without_contradictions, handling_contradictions())
        .pipe(_with_sums)
    )


def _negatives(segments: pl.DataFrame) -> pl.DataFrame:
    """Whether each duration of a segment is written below zero; it is read as absent then."""
    durations = ("interaction_s", "hold_s", "acw_s", "first_response_s")
    return segments.select(is_negative(HANDLING_FIELDS[name]).alias(f"negative_{name}") for name in durations)


def _with_sums(frame: pl.DataFrame) -> pl.DataFrame:
    """Talk and handle time; a hold that is longer than the interaction by rounding is the whole of it."""
    interaction_s, hold_s = pl.col("interaction_s"), pl.col("hold_s")
    return (
        frame.lazy()
        .with_columns(pl.when(hold_s > interaction_s).then(interaction_s).otherwise(hold_s).alias("hold_s"))
        .with_columns(
            (interaction_s - hold_s.fill_null(0)).alias("talk_s"),
            (interaction_s + pl.col("acw_s").fill_null(0)).alias("handle_s"),
        )
        .collect(optimizations=NO_OPTIMIZATIONS)
    )


def _segments(destinations: pl.DataFrame) -> pl.DataFrame:
    """The accepted segments in the wire's order, each with the queue it came from and how."""
    placed = ["record", "position", "in_last_destination"]
    reassigned = previous_flag("is_reassigned")
    via = pl.when(reassigned).then(pl.lit(VIA_REASSIGNMENT)).otherwise(pl.lit(VIA_TRANSFER))
    queues = [
        pl.when(reassigned).then(pl.col(name).shift(1)).alias(name) for name in ("queueId", "queueName")
    ]
    agent = pl.col("respondingAgent").struct.unnest()
    nested = destinations.lazy().filter("is_nested")
    bare = destinations.lazy().with_columns(*queues, via.alias("via")).filter("is_bare")
    return (
        pl.concat(
            [
                nested.select(*placed, "queueId", "queueName", pl.lit(VIA_QUEUE).alias("via"), agent),
                bare.select(*placed, "queueId", "queueName", "via", *SEGMENT),
            ]
        )
        .sort("record", "position")
        .collect(optimizations=NO_OPTIMIZATIONS)
    )


def _count_merged_consults(consults: pl.Series) -> pl.Series:
    """How many of those consulted in each handling were brought into the conversation."""
    places = (consults.list.len() > 0).arg_true()
    is_merged = pl.element().struct.field("isMerged").str.to_lowercase().is_in(parse.TRUE_WORDS)
    counts = consults.gather(places).list.eval(is_merged).list.sum().cast(pl.Int64)
    return pl.zeros(consults.len(), pl.Int64, eager=True).scatter(places, counts)


def previous_flag(column: str) -> pl.Expr:
    """A flag of the destination before; a flag that looks ahead never reaches into another record."""
    return pl.col(column).shift(1).fill_null(value=False)


def name_without_spaces(column: str) -> pl.Expr:
    """A name without the spaces around it; null where nothing is left."""
    name = pl.col(column).str.strip_chars()
    return pl.when(name != "").then(name).alias(column)


def _duration_s(start: str, end: str) -> pl.Expr:
    """Seconds between two instants; null where either is missing or the end comes first.

    An end that comes first by no more than rounding is the start.
    """
    elapsed = _seconds(pl.col(end) - pl.col(start))
    return pl.when(elapsed >= -ROUNDING_S).then(pl.max_horizontal(elapsed, 0.0))


def _seconds(duration: pl.Expr) -> pl.Expr:
    return duration.dt.total_milliseconds() / 1000


def visits(
    destinations: pl.DataFrame, base: pl.DataFrame, offset_min: int, unreadable: parse.Unreadable
) -> pl.DataFrame:
    """A row a QueueEntry, with who answered it, its outcome and its wait."""
    answered = {"answeredBy": "agentId", "answeredByName": "name", "answeredAt": "acceptedTime"}
    raw = (
        destinations.lazy()
        .with_columns(_answer_field(field).alias(name) for name, field in answered.items())
        .filter("is_visit")
        .select(
            "record",
            "position",
            "is_nested",
            "is_reassigned",
            "is_nested_offer",
            "overflowed",
            "next_time",
            pl.when(pl.col("overflowed") & (pl.col("next_queue_id") != "")).then("next_queue_id"),
            *VISIT_FIELDS.values(),
        )
        .collect(optimizations=NO_OPTIMIZATIONS)
    )
    read = parse.read_columns(raw, "visits", VISIT_FIELDS, offset_min, unreadable)
    next_time = parse.parse_times(read["next_time"], offset_min)
    wait_end = pl.when("answered").then("accepted_time").otherwise(pl.coalesce("next_time", "session_end"))
    return (
        join_record(read, base, *ENDING)
        .lazy()
        .with_columns(
            name_without_spaces("agent_name"),
            name_without_spaces("queue_name"),
            (pl.col("is_nested") | pl.col("is_reassigned")).alias("answered"),
            next_time,
            pl.coalesce("enter_time", "session_start").alias("time"),
        )
        .with_columns(
            outcome().alias("outcome"),
            pl.col("non_responses") + (pl.col("is_nested_offer") & ~pl.col("is_open")).cast(pl.Int64),
            _seconds(wait_end - pl.col("enter_time")).alias("wait_s"),
        )
        .with_columns((pl.col("wait_s") < 0).fill_null(value=False).alias("wait_negative"))
        .collect(optimizations=NO_OPTIMIZATIONS)
        .pipe(without_contradictions, visit_contradictions())
    )


def _answer_field(field: str) -> pl.Expr:
    """A field of the segment that answered a visit: its own, or the next destination's."""
    nested = pl.when("is_nested").then(pl.col("respondingAgent").struct.field(field))
    return nested.otherwise(pl.when("is_reassigned").then(pl.col(field).shift(-1)))


def count_by_record(name: str, records: Iterable[int], height: int) -> pl.Series:
    """How often each record is named."""
    counts = [0] * height
    for record in records:
        counts[record] += 1
    return pl.Series(name, counts, pl.Int64)
