"""Where do the seconds go?"""

from lib.metrics import agent_table, handle_time_table, interval_table, queue_table, summary
from lib.ui import cards, drawings, plots, shell, tables, widgets

MADE_OF = ["handlings", "aht_s", "talk_mean_s", "hold_mean_s", "acw_mean_s", "left_out"]

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
shell.stop_if_empty(view, row["handlings"])

cards.figures(view, row, MADE_OF, view.changes(whole))
widgets.sum_line(row)

with plots.beside():
    drawings.parts(view, queues, "queue", "AHT by queue: talk + hold + after-call work")
    drawings.buckets(
        view, spread, "handle_bucket", "timed", title="Handlings, by handle time", axis="Handle time"
    )
    drawings.over_time(view, intervals, "aht_s")

drawings.parts(view, agents, "agent", "AHT by agent: talk + hold + after-call work")

widgets.heading("By queue")
tables.by_queue(view, queues, MADE_OF, drill=["handlings", "held", "with_acw"])
widgets.heading("By agent")
tables.by_agent(view, agents, MADE_OF)
widgets.definitions(MADE_OF)
