"""Who leaves, where, when, after how long?"""

import polars as pl

from lib.charts.figures import columns, line, rates, week
from lib.metrics import agent_table, interval_table, queue_table, summary, wait_table, week_table
from lib.ui import cards, plots, shell, tables, widgets

view = shell.begin("Abandonment", "Who leaves, where, when, after how long?")

whole, intervals, queues, agents, weekly, waits = view.collect(
    "abandonment",
    lambda: [
        summary(view.tables, view.rules),
        interval_table(view.tables, view.rules, view.grain),
        queue_table(view.tables.visits, view.tables.handlings, view.rules),
        agent_table(view.tables.handlings, view.tables.assignments, view.rules),
        week_table(view.tables.visits, view.rules, view.grain),
        wait_table(view.tables.visits, view.rules, view.grain),
    ],
)
row = whole.row(0, named=True)
changes = view.changes(whole)
shell.stop_if_empty(view, row["offered"])

cards.figures(
    view,
    row,
    ["offered", "abandonment_rate", "abandoned", "short_abandoned", "unserved_rate", "abandoned_with_agent"],
    changes,
)
widgets.identity(row)

with plots.beside():
    plots.chart(
        view,
        rates(
            tables.named(view, queues, "queue").filter(pl.Series(queues["offered"] > 0)),
            name="queue",
            key="queue_id",
            rate="abandonment_rate",
            n="offered",
            overall=row["abandonment_rate"],
            title="By queue, with 95 % interval; dotted: all",
        ),
        by="queue_id",
        alt=f"Abandonment by queue with intervals; {widgets.percent(row['abandonment_rate'])} in all.",
    )
    plots.chart(
        view,
        columns(
            waits,
            x="label",
            key="wait_bucket",
            value="abandoned",
            title="Abandoned, by wait",
            axis="Waited at most",
        ),
        by="wait_bucket",
        alt="Abandoned visits by how long they waited; the wait is an upper bound.",
    )
    plots.chart(
        view,
        week(
            weekly,
            hour="hour",
            weekday="weekday",
            key="hour_of_week",
            rate="abandonment_rate",
            n="offered",
            title="By hour and weekday",
        ),
        by="hour_of_week",
        alt="Abandonment by hour of the day and weekday.",
    )
    plots.chart(
        view,
        line(
            intervals,
            x="at",
            key="interval",
            value="abandonment_rate",
            n="offered",
            unit="share",
            title="Over time",
        ),
        by="interval",
        alt="Abandonment over time.",
    )

widgets.heading("By queue")
tables.by_queue(
    view,
    queues,
    [
        "offered",
        "answered",
        "abandoned",
        "abandonment_rate",
        "short_abandoned",
        "system_ended",
        "overflowed",
        "voicemail",
        "callback",
        "open",
        "unknown",
    ],
    drill=["offered", "answered", "abandoned", "short_abandoned", "system_ended", "overflowed"],
)
widgets.heading("Left while an agent had them")
tables.by_agent(
    view, agents, ["handlings", "abandoned_with_agent"], drill=["abandoned_with_agent", "handlings"]
)
widgets.definitions(
    [
        "offered",
        "abandoned",
        "abandonment_rate",
        "short_abandoned",
        "unserved_rate",
        "system_ended",
        "abandoned_with_agent",
    ]
)
