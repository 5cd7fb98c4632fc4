"""What is asked: the request's body and query parameters, read as the document says."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import cast, get_args

import msgspec

from lib.demo.api.options import Direction, ServiceOptions
from lib.demo.api.refusals import Refused
from lib.demo.api.revisions import Form, Revision, build_form

_LONGEST = timedelta(days=7)
_DEFAULT_ROWS = 100
_WIDEST_OFFSET_MIN = 16 * 60
_DOCUMENTED = frozenset({"startDate", "endDate", "timeZoneOffset", "channels", "queues"})
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_DATE_TIME = re.compile(r"\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}:\d{2}(\.\d{1,6})?Z?")


@dataclass(frozen=True, slots=True)
class Query:
    """A request: sessions of [start, end] (aware UTC), written in a west-positive offset in minutes.

    `form` is how their records are to look; `bots` are ids of streams, empty for all.
    """

    start: datetime
    end: datetime
    offset_min: float
    channels: tuple[str, ...]
    queues: tuple[str, ...]
    skip: int
    limit: int
    direction: Direction
    bots: tuple[str, ...]
    form: Form


def parse(body: bytes, params: Mapping[str, str], options: ServiceOptions) -> Query:
    """The query; Refused with 400 and the reason when it breaks one of the document's rules."""
    fields, revision = _object(body), options.effective_revision
    _check_known(fields, revision)
    offset_min = _offset_min(fields.get("timeZoneOffset"))
    start = _moment(fields, "startDate", offset_min, end=False)
    end = _moment(fields, "endDate", offset_min, end=True)
    if start > end:
        raise Refused(400, "startDate is after endDate.")
    if end - start > _LONGEST:
        raise Refused(400, "The days' range cannot be more than seven days.")
    limit = _whole_number(params, "limit", _DEFAULT_ROWS)
    if not 1 <= limit <= revision.longest_page:
        raise Refused(400, f"limit must be from 1 to {revision.longest_page}.")
    skip = _skip(_whole_number(params, "offset", 0), limit, options)
    return Query(
        start,
        end,
        offset_min,
        _texts(fields, "channels"),
        _texts(fields, "queues"),
        skip,
        limit,
        _direction(fields, revision, options),
        _texts(fields, "bots") if revision.knows_bots else (),
        _form(fields, revision),
    )


def _check_known(fields: Mapping[str, object], revision: Revision) -> None:
    """Refused where the revision refuses parameters that it does not know, and there is one."""
    since = {"selectedFields": bool(revision.fields), "direction": revision.knows_direction}
    known_names = {name for name, is_known in (since | {"bots": revision.knows_bots}).items() if is_known}
    unknown = sorted(set(fields) - _DOCUMENTED - known_names)
    if unknown and revision.unknown == "refused":
        raise Refused(400, f"These parameters are not known: {', '.join(unknown)}.")


def _direction(fields: Mapping[str, object], revision: Revision, options: ServiceOptions) -> Direction:
    if not revision.knows_direction:
        return "Both"
    value = fields.get("direction", options.default_direction)
    if value not in get_args(Direction):
        raise Refused(400, f"direction must be one of {', '.join(get_args(Direction))}.")
    return cast("Direction", value)


def _form(fields: Mapping[str, object], revision: Revision) -> Form:
    """How the records are to look: with the fields that are asked for, and no others."""
    requested = _texts(fields, "selectedFields") if revision.fields else ()
    unknown = sorted(set(requested) - set(revision.fields))
    if unknown and revision.unknown == "refused":
        raise Refused(400, f"selectedFields does not know {', '.join(unknown)}.")
    return build_form(revision, requested)


def _object(body: bytes) -> dict[str, object]:
    try:
        return msgspec.json.decode(body, type=dict[str, object])
    except msgspec.DecodeError as error:
        raise Refused(400, "The body is not a JSON object.") from error


def _offset_min(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Refused(400, "timeZoneOffset is required and must be a number of minutes.")
    if abs(value) > _WIDEST_OFFSET_MIN:
        raise Refused(400, "timeZoneOffset is out of range.")
    return value


def _moment(fields: Mapping[str, object], name: str, offset_min: float, *, end: bool) -> datetime:
    """A body's date as UTC; a bare date means the day's first second, or its last for the end."""
    text = fields.get(name)
    if not isinstance(text, str) or not (_DATE.fullmatch(text) or _DATE_TIME.fullmatch(text)):
        raise Refused(400, f"{name} is required as yyyy-mm-dd HH:MM:SS.")
    try:
        if len(text) == 10:
            local = datetime.combine(date.fromisoformat(text), time(23, 59, 59) if end else time())
        else:
            local = datetime.fromisoformat(text.removesuffix("Z"))
        shift = timedelta() if text.endswith("Z") else timedelta(minutes=offset_min)
        return local.replace(tzinfo=UTC) + shift
    except (ValueError, OverflowError) as error:
        raise Refused(400, f"{name} is not a date.") from error


def _whole_number(params: Mapping[str, str], name: str, default: int) -> int:
    text = params.get(name, str(default))
    if not re.fullmatch(r"[0-9]{1,9}", text):
        raise Refused(400, f"{name} must be a whole number, zero or more.")
    return int(text)


def _skip(offset: int, limit: int, options: ServiceOptions) -> int:
    """How many records to skip, by the reading of `offset` that the service takes."""
    if options.offset_counts == "records":
        return offset
    if offset > options.max_page_offset:
        raise Refused(400, f"offset must be at most {options.max_page_offset}.")
    return offset * limit


def _texts(fields: Mapping[str, object], name: str) -> tuple[str, ...]:
    value = fields.get(name) or []
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise Refused(400, f"{name} must be a list of texts.")
    return tuple(value)
