"""Rows with everything beside the point filled in, and the figures that they give."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import polars as pl

from lib.frames.schema import polars_schema
from lib.metrics import Tables, summary
from lib.settings import Metrics

if TYPE_CHECKING:
    from collections.abc import Sequence

Row = dict[str, Any]

NOON = "2024-09-20T12:00"
RULES = Metrics()


def at(text: str) -> datetime:
    """An instant in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def visit(outcome: str = "answered", wait_s: float | None = 10, *, time: str = NOON, **more: Any) -> Row:
    return row(time, queue_id="q1", direction="Inbound", channel="Voice") | {
        "outcome": outcome,
        "wait_s": wait_s,
        **more,
    }


def handling(
    interaction_s: float | None = 100,
    hold_s: float | None = None,
    acw_s: float | None = None,
    *,
    time: str = NOON,
    **more: Any,
) -> Row:
    timed = interaction_s is not None
    return row(time, queue_id="q1", agent_id="a1", direction="Inbound", channel="Voice") | {
        "interaction_s": interaction_s,
        "hold_s": hold_s,
        "acw_s": acw_s,
        "talk_s": interaction_s - (hold_s or 0) if timed else None,
        "handle_s": interaction_s + (acw_s or 0) if timed else None,
        "abandoned_with_agent": False,
        **more,
    }


def assignment(result: str = "accepted", *, time: str = NOON, **more: Any) -> Row:
    return row(time, queue_id="q1", agent_id="a1", direction="Inbound", channel="Voice") | {
        "result": result,
        **more,
    }


def conversation(kind: str = "conversation", *, session_start: str = NOON, **more: Any) -> Row:
    counted = {"visits": 0, "handlings": 0, "agents": 0}
    return row(session_start, direction="Inbound", channel="Voice") | {"kind": kind, **counted, **more}


def row(time: str, **more: Any) -> Row:
    return {"session_id": "s1", "session_start": at(time), "time": at(time), **more}


def frame(table: str, rows: Sequence[Row]) -> pl.LazyFrame:
    """Rows as the frame of the schema; what they do not name is null."""
    schema = polars_schema(table)
    return pl.DataFrame({name: [row.get(name) for row in rows] for name in schema}, schema=schema).lazy()


def tables(
    visits: Sequence[Row] = (),
    handlings: Sequence[Row] = (),
    assignments: Sequence[Row] = (),
    conversations: Sequence[Row] = (),
) -> Tables:
    return Tables(
        conversations=frame("conversations", conversations),
        visits=frame("visits", visits),
        handlings=frame("handlings", handlings),
        assignments=frame("assignments", assignments),
    )


def metrics_of(selected: Tables, rules: Metrics = RULES) -> Row:
    """Every figure over all rows, by name."""
    return summary(selected, rules).select(pl.exclude(pl.List)).collect().row(0, named=True)


def values_of(names: str, selected: Tables, rules: Metrics = RULES) -> tuple[Any, ...]:
    """The named figures, in their order."""
    result = metrics_of(selected, rules)
    return tuple(result[name] for name in names.split())
