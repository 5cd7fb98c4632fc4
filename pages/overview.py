"""How is the floor doing, and is today special?"""

from lib.metrics import agent_table, interval_table, queue_table, summary
from lib.ui import cards, drawings, plots, shell, tables, widgets

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
shell.stop_if_empty(view, row["conversations"] + row["offered"] + row["handlings"])

changes = view.changes(whole)
cards.figures(view, row, ["offered", "abandonment_rate", "service_level", "asa_s", "wait_p90_s"], changes)
cards.figures(view, row, ["handlings", "aht_s", "hold_mean_s", "acw_mean_s", "csat_mean"], changes)
widgets.identity(row)

with plots.beside():
    drawings.offered(view, intervals)
    drawings.over_time(view, intervals, "abandonment_rate")
    drawings.over_time(view, intervals, "aht_s")
    drawings.over_time(view, intervals, "service_level")

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
