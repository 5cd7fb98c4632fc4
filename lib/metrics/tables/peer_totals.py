"""One agent compared with the others: the others' sums, and each agent's values by interval."""

from __future__ import annotations

import polars as pl

from lib.metrics.definitions.rates import with_ratios
from lib.metrics.definitions.registry import METRICS


def sum_other_agents(agents: pl.DataFrame, agent_id: str) -> pl.DataFrame:
    """One row: the sums and ratios of all agents but one, from a row an agent as of `agent_table`."""
    counts = [name for name in agents.columns if name in METRICS and METRICS[name].is_additive]
    totals = pl.selectors.ends_with("_total", "_total_s", "_squares")
    rest = agents.lazy().filter(pl.col("agent_id").ne_missing(agent_id))
    return rest.select(pl.selectors.by_name(counts).sum(), totals.sum()).pipe(with_ratios).collect()


def with_sparks(agents: pl.DataFrame, cells: pl.DataFrame, **columns: str) -> pl.DataFrame:
    """Agents with a list each: a column of `cells` by interval, oldest first.

    Args:
        agents: a row an agent.
        cells: a row an agent and interval, as of `agent_interval_table`.
        columns: the new columns, each with the one of `cells` that it lists: counts are 0 where nothing
            was, of other values only those there are.
    """
    grid = agents.select("agent_id").join(cells.select("at").unique(), how="cross")
    rows = grid.join(cells, on=["agent_id", "at"], how="left", nulls_equal=True).sort("at")
    lists = [_spark_values(rows, name).alias(new) for new, name in columns.items()]
    return agents.join(rows.group_by("agent_id").agg(lists), on="agent_id", how="left", nulls_equal=True)


def _spark_values(rows: pl.DataFrame, name: str) -> pl.Expr:
    value = pl.col(name)
    return value.fill_null(0) if rows.schema[name].is_integer() else value.drop_nulls()
