"""Who was consulted and who joined during one conversation's handlings, out of its record as it came.

The frames only count them; one conversation's page wants their names and times.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import polars as pl

from lib.frames import parse
from lib.frames.decode import PATIENT, UNREADABLE
from lib.frames.schema import COUNT, INSTANT, TEXT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lib.service.records import AgentSegment, Consult, Record

CONSULTED, JOINED = "consulted", "joined"
SCHEMA = pl.Schema(
    [("position", COUNT), ("kind", TEXT), ("name", TEXT), ("start", INSTANT), ("end", INSTANT)]
)


def meetings(record: str | None, offset_min: int = 0) -> pl.DataFrame:
    """A row a person consulted or joined, with the columns of `SCHEMA`; none where the record cannot be read.

    Args:
        record: the record as it came.
        offset_min: the `timeZoneOffset` that it was asked for with, west positive.
    """
    rows = list(_rows(record or ""))
    written = pl.Schema([*list(SCHEMA.items())[:3], ("start", TEXT), ("end", TEXT)])
    frame = pl.DataFrame(rows, schema=written, orient="row")
    return frame.with_columns(parse.instants(frame[name], offset_min) for name in ("start", "end"))


def _rows(record: str) -> Iterator[tuple[int, str, str | None, str | None, str | None]]:
    read = _read(record)
    for position, destination in enumerate((read.destinations if read else None) or ()):
        for segment in filter(None, (destination, destination.respondingAgent)):
            yield from ((position, *row) for row in _guests(segment))


def _read(record: str) -> Record | None:
    try:
        return PATIENT.decode(record)
    except (*UNREADABLE, msgspec.MsgspecError):
        return None


def _guests(segment: AgentSegment) -> Iterator[tuple[str, str | None, str | None, str | None]]:
    for kind, guests in ((CONSULTED, segment.ConsultingAgents), (JOINED, segment.JoinedUsers)):
        for guest in guests or ():
            start = _first(guest, "acceptedTime", "joinedAt", "assignedAt")
            yield kind, _first(guest, "name", "agentId"), start, _first(guest, "consultingEndTime", "end")


def _first(guest: Consult, *names: str) -> str | None:
    """The first of these fields that says anything."""
    said = (str(getattr(guest, name) or "").strip() for name in names)
    return next(filter(None, said), None)
