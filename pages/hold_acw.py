"""Who holds, and who wraps up long?"""

from lib.charts.figures import line, stacked_bars
from lib.metrics import agent_table, interval_table, queue_table, summary
from lib.ui import cards, plots, shell, tables, widgets

HELD = ["handlings", "held_rate", "hold_mean_s", "hold_mean_held_s"]
WRAPPED = ["with_acw_rate", "acw_mean_s", "acw_mean_any_s"]

view = shell.begin("Hold and ACW", "Who holds, and who wraps up long?")

whole, intervals, queues, agents = view.collect(
    "hold and acw",
    lambda: [
        summary(view.tables, view.rules),
        interval_table(view.tables, view.rules, view.grain),
        queue_table(view.tables.visits, view.tables.handlings, view.rules),
        agent_table(view.tables.handlings, view.tables.assignments, view.rules),
    ],
)
row = whole.row(0, named=True)
changes = view.changes(whole)
shell.stop_if_empty(view, row["handlings"])

cards.figures(view, row, HELD, changes)
cards.figures(view, row, WRAPPED, changes)

with plots.beside():
    plots.chart(
        view,
        stacked_bars(
            tables.handled(view, agents, "agent"),
            name="agent",
            key="agent_id",
            parts={"hold_mean_s": "Hold"},
            title="Hold per handling, by agent",
        ),
        by="agent_id",
        name="hold-agents",
        alt="Hold per handling by agent.",
    )
    plots.chart(
        view,
        stacked_bars(
            tables.handled(view, agents, "agent"),
            name="agent",
            key="agent_id",
            parts={"acw_mean_s": "After-call work"},
            title="After-call work per handling, by agent",
        ),
        by="agent_id",
        name="acw-agents",
        alt="After-call work per handling by agent.",
    )
    plots.chart(
        view,
        line(
            intervals,
            x="at",
            key="interval",
            value="hold_mean_s",
            n="timed",
            unit="seconds",
            title="Hold per handling over time",
        ),
        by="interval",
        name="hold-trend",
        alt=f"Hold per handling over time; {widgets.said(row['hold_mean_s'])} in all.",
    )
    plots.chart(
        view,
        line(
            intervals,
            x="at",
            key="interval",
            value="acw_mean_s",
            n="timed",
            unit="seconds",
            title="After-call work per handling over time",
        ),
        by="interval",
        name="acw-trend",
        alt=f"After-call work per handling over time; {widgets.said(row['acw_mean_s'])} in all.",
    )

widgets.heading("By queue")
tables.by_queue(view, queues, [*HELD, *WRAPPED], drill=["held", "with_acw", "handlings"])
widgets.heading("By agent")
tables.by_agent(view, agents, [*HELD, *WRAPPED], drill=["held", "with_acw", "handlings"])
widgets.definitions([*HELD, *WRAPPED])
