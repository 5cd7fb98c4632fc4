"""Where do the seconds go?"""

from lib.charts.figures import columns, line, stacked_bars
from lib.metrics import agent_table, handle_time_table, interval_table, queue_table, summary
from lib.ui import cards, plots, shell, tables, widgets

PARTS = {"talk_mean_s": "Talk", "hold_mean_s": "Hold", "acw_mean_s": "After-call work"}

view = shell.begin("Handle time", "Where do the seconds go?")

whole, intervals, queues, agents, spread = view.collect(
    "handle time",
    lambda: [
        summary(view.tables, view.rules),
        interval_table(view.tables, view.rules, view.grain),
        queue_table(view.tables.visits, view.tables.handlings, view.rules),
        agent_table(view.tables.handlings, view.tables.assignments, view.rules),
        handle_time_table(view.tables.handlings, view.rules, view.grain),
    ],
)
row = whole.row(0, named=True)
changes = view.changes(whole)
shell.stop_if_empty(view, row["handlings"])

cards.figures(
    view, row, ["handlings", "aht_s", "talk_mean_s", "hold_mean_s", "acw_mean_s", "left_out"], changes
)
widgets.sum_line(row)

with plots.beside():
    plots.chart(
        view,
        stacked_bars(
            tables.handled(view, queues, "queue"),
            name="queue",
            key="queue_id",
            parts=PARTS,
            title="AHT by queue: talk + hold + after-call work",
        ),
        by="queue_id",
        alt="Average handle time by queue, split into talk, hold and after-call work.",
    )
    plots.chart(
        view,
        columns(
            spread,
            x="label",
            key="handle_bucket",
            value="timed",
            title="Handlings, by handle time",
            axis="Handle time",
        ),
        by="handle_bucket",
        alt="How handle times are spread.",
    )
    plots.chart(
        view,
        line(
            intervals, x="at", key="interval", value="aht_s", n="timed", unit="seconds", title="AHT over time"
        ),
        by="interval",
        alt=f"Average handle time over time; {widgets.said(row['aht_s'])} in all.",
    )

plots.chart(
    view,
    stacked_bars(
        tables.handled(view, agents, "agent"),
        name="agent",
        key="agent_id",
        parts=PARTS,
        title="AHT by agent: talk + hold + after-call work",
    ),
    by="agent_id",
    alt="Average handle time by agent, split into talk, hold and after-call work.",
)

widgets.heading("By queue")
tables.by_queue(
    view,
    queues,
    ["handlings", "aht_s", "talk_mean_s", "hold_mean_s", "acw_mean_s", "left_out"],
    drill=["handlings", "held", "with_acw"],
)
widgets.heading("By agent")
tables.by_agent(view, agents, ["handlings", "aht_s", "talk_mean_s", "hold_mean_s", "acw_mean_s", "left_out"])
widgets.definitions(["handlings", "aht_s", "talk_mean_s", "hold_mean_s", "acw_mean_s", "left_out"])
