"""How is the floor doing, and is today special?"""

from lib.charts.figures import line, stacked_columns
from lib.metrics import agent_table, interval_table, queue_table, summary
from lib.ui import cards, plots, shell, tables, widgets

view = shell.begin("Overview", "How is the floor doing, and is today special?")

whole, intervals, queues, agents = view.collect(
    "overview",
    lambda: [
        summary(view.tables, view.rules),
        interval_table(view.tables, view.rules, view.grain),
        queue_table(view.tables.visits, view.tables.handlings, view.rules),
        agent_table(view.tables.handlings, view.tables.assignments, view.rules),
    ],
)
row = whole.row(0, named=True)
changes = view.changes(whole)
shell.stop_if_empty(view, row["conversations"] + row["offered"] + row["handlings"])

cards.figures(view, row, ["offered", "abandonment_rate", "service_level", "asa_s", "wait_p90_s"], changes)
cards.figures(view, row, ["handlings", "aht_s", "hold_mean_s", "acw_mean_s", "csat_mean"], changes)
widgets.identity(row)

with plots.beside():
    plots.chart(
        view,
        stacked_columns(
            intervals,
            x="at",
            key="interval",
            parts={"answered": "Answered", "abandoned": "Abandoned", "left_otherwise": "Ended otherwise"},
            title="Offered, by what became of it",
        ),
        by="interval",
        alt="Offered visits over time, split into answered, abandoned and ended otherwise.",
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
            title="Abandonment",
        ),
        by="interval",
        name="abandonment",
        alt=f"Abandonment over time; {widgets.percent(row['abandonment_rate'])} in all.",
    )
    plots.chart(
        view,
        line(intervals, x="at", key="interval", value="aht_s", n="timed", unit="seconds", title="AHT"),
        by="interval",
        name="aht",
        alt=f"Average handle time over time; {widgets.said(row['aht_s'])} in all.",
    )
    plots.chart(
        view,
        line(
            intervals,
            x="at",
            key="interval",
            value="service_level",
            n="offered",
            unit="share",
            title="Service level",
        ),
        by="interval",
        name="service-level",
        alt=f"Service level over time; {widgets.percent(row['service_level'])} in all.",
    )

widgets.heading("By queue")
tables.by_queue(
    view,
    queues,
    ["offered", "abandonment_rate", "service_level", "asa_s", "aht_s", "hold_mean_s", "acw_mean_s"],
)
widgets.heading("By agent")
tables.by_agent(view, agents, ["handlings", "aht_s", "hold_mean_s", "acw_mean_s", "abandoned_with_agent"])
widgets.definitions(
    ["offered", "abandonment_rate", "service_level", "asa_s", "aht_s", "hold_mean_s", "acw_mean_s"]
)
