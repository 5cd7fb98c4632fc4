"""What the statistics cost beside the sums that every page makes anyway, over a million rows.

In full: python -m tests.bench.statistics [rows] [rounds]
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from lib.frames.schema import empty_frame
from lib.metrics import Grain, Tables, agent_table, interval_table, queue_table, summary
from lib.metrics.analyses.change_decomposition import handling_cells, split_change, visit_cells
from lib.metrics.analyses.control_chart import chart_shares
from lib.metrics.analyses.funnel import build_funnel
from lib.metrics.analyses.mix_adjustment import adjust_mix, mix_sums
from lib.metrics.analyses.patience import compare_patience, wait_counts
from lib.metrics.analyses.period_comparison import compare_periods
from lib.metrics.statistics.quantiles import quantile_table
from lib.period import UTC_ZONE
from lib.settings import Metrics
from tests.bench.measure import medians, report

if TYPE_CHECKING:
    from collections.abc import Callable

ROWS, ROUNDS = 1_000_000, 5
QUEUES, AGENTS, DAYS = 30, 680, 28
START = datetime(2026, 11, 2, tzinfo=UTC)
RULES = Metrics()
GRAIN = Grain(UTC_ZONE, "1d")
SUMS = "summary of visits and handlings"


def crowd(rows: int, seed: int = 1) -> Tables:
    """So many visits, and as many handlings, of four weeks."""
    dice = np.random.default_rng(seed)
    queue, stays, answer = (
        dice.integers(0, QUEUES, rows),
        dice.exponential(200, rows),
        dice.exponential(40, rows),
    )
    held = np.where(dice.random(rows) < 0.25, dice.exponential(50, rows).round(), 0)
    spans = dice.lognormal(5.5, 0.8, rows).round() + held
    common = pl.DataFrame(
        {
            "session_id": np.arange(rows).astype(str),
            "second": dice.integers(0, DAYS * 86_400, rows),
            "queue_id": np.char.add("q", queue.astype(str)),
            "agent_id": np.char.add("a", dice.integers(0, AGENTS, rows).astype(str)),
        }
    ).with_columns(
        time=pl.lit(START, pl.Datetime("us", "UTC")) + pl.duration(seconds="second"),
        channel=pl.when(pl.Series(queue % 5 == 0)).then(pl.lit("chat")).otherwise(pl.lit("voice")),
        direction=pl.lit("Inbound"),
    )
    left = pl.Series(stays < answer)
    visits = common.with_columns(
        outcome=pl.when(left).then(pl.lit("abandoned")).otherwise(pl.lit("answered")),
        wait_s=pl.Series(np.minimum(stays, answer)).floor(),
    )
    work = pl.Series(dice.exponential(40, rows).round())
    handlings = common.with_columns(
        interaction_s=pl.Series(spans),
        hold_s=pl.Series(held),
        talk_s=pl.Series(spans - held),
        acw_s=work,
        handle_s=pl.Series(spans) + work,
        abandoned_with_agent=pl.lit(value=False),
    )
    return Tables(
        conversations=whole("conversations", common.head(0)),
        visits=whole("visits", visits),
        handlings=whole("handlings", handlings),
        assignments=whole("assignments", common.head(0)),
    )


def whole(table: str, rows: pl.DataFrame) -> pl.LazyFrame:
    """The rows with every column of their frame."""
    schema = empty_frame(table)
    return pl.concat(
        [schema, rows.select(pl.selectors.by_name(*schema.columns, require_all=False))], how="diagonal"
    ).lazy()


def variants(tables: Tables) -> dict[str, Callable[[], object]]:
    """Each method from the rows to its verdict, and after the sums that it stands on alone."""
    visits, handlings = tables.visits, tables.handlings
    waits, mix = wait_counts(visits).collect(), mix_sums(handlings).collect()
    row = summary(tables, RULES).collect()
    agents = agent_table(handlings, tables.assignments, RULES).collect()
    days = interval_table(tables, RULES, GRAIN).collect()
    cells, gone = handling_cells(handlings).collect(), visit_cells(visits, RULES).collect()
    return {
        SUMS: lambda: summary(tables, RULES).collect(),
        "the table by queue": lambda: queue_table(visits, handlings, RULES).collect(),
        "patience: waits counted by second": lambda: wait_counts(visits).collect(),
        "patience: curves and tests": lambda: compare_patience(waits),
        "the team's mix: sums": lambda: mix_sums(handlings).collect(),
        "the team's mix: verdicts": lambda: adjust_mix(mix),
        "quantiles of waits by queue": lambda: quantile_table(visits, ["queue_id"], "wait_s").collect(),
        "change: cells": lambda: pl.collect_all([handling_cells(handlings), visit_cells(visits, RULES)]),
        "change: split of both": lambda: (split_change(cells, cells), split_change(gone, gone)),
        "every figure against the one before": lambda: compare_periods(row, row),
        "control chart of 28 days": lambda: chart_shares(days, counted="abandoned", n="offered", every="1d"),
        "funnel of 680 agents": lambda: build_funnel(agents, count="held", n="timed"),
    }


def compared(rows: int, rounds: int) -> str:
    """All methods over the same rows, as text."""
    tables = crowd(rows)
    title = (
        f"{rows:,} visits and as many handlings, {AGENTS} agents, {QUEUES} queues, median of {rounds} rounds"
    )
    return report(title, medians(variants(tables), rounds), SUMS, rows, "row")


if __name__ == "__main__":
    sizes = [int(argument) for argument in sys.argv[1:]]
    print(compared(*(sizes + [ROWS, ROUNDS][len(sizes) :])))  # noqa: T201 (what it is run for)
