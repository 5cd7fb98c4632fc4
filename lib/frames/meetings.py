"""Who was consulted and who joined during one conversation's handlings, out of its record as it came.

The frames only count them; one conversation's page wants their names and times.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from lib.frames import parse
from lib.frames.contradictions import is_before
from lib.frames.decode import polars_struct
from lib.frames.lenient import NotReadable, read_leniently
from lib.frames.schema import COUNT, INSTANT, TEXT
from lib.smartassist.records import Record

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

CONSULTED, JOINED = "consulted", "joined"
SCHEMA = pl.Schema(
    [("position", COUNT), ("kind", TEXT), ("name", TEXT), ("start", INSTANT), ("end", INSTANT)]
)


def participants(record: str | None, offset_min: int = 0) -> pl.DataFrame:
    """A row a person consulted or joined, with the columns of `SCHEMA`; none where the record cannot be read.

    An end that lies before its start is unknown.


    Args:
        record: the record as it came.
        offset_min: the `timeZoneOffset` that it was asked for with, west positive.
    """
    rows = list(_rows(record or ""))
    written = pl.Schema([*list(SCHEMA.items())[:3], ("start", TEXT), ("end", TEXT)])
    frame = pl.DataFrame(rows, schema=written, orient="row")
    frame = frame.with_columns(parse.parse_times(frame[name], offset_min) for name in ("start", "end"))
    return frame.with_columns(pl.when(~is_before("end", "start")).then("end").alias("end"))


def _rows(record: str) -> Iterator[tuple[int, str, str | None, str | None, str | None]]:
    for position, destination in enumerate(_destinations(record)):
        for segment in filter(None, (destination, destination.get("respondingAgent"))):
            yield from ((position, *row) for row in _segment_participants(segment))


def _destinations(record: str) -> list[dict[str, Any]]:
    try:
        fields, _ = read_leniently(record, polars_struct(Record))
    except NotReadable:
        return []
    return fields.get("destinations") or []


def _segment_participants(
    segment: Mapping[str, Any],
) -> Iterator[tuple[str, str | None, str | None, str | None]]:
    for kind, field in ((CONSULTED, "ConsultingAgents"), (JOINED, "JoinedUsers")):
        for participant in segment.get(field) or ():
            start = _first(participant, "acceptedTime", "joinedAt", "assignedAt")
            yield (
                kind,
                _first(participant, "name", "agentId"),
                start,
                _first(participant, "consultingEndTime", "end"),
            )


def _first(participant: Mapping[str, str | None], *names: str) -> str | None:
    """The first of these fields that says anything."""
    texts = ((participant.get(name) or "").strip() for name in names)
    return next(filter(None, texts), None)
