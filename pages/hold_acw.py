"""Who holds, and who wraps up long?"""

from lib.metrics import agent_table, interval_table, queue_table, summary
from lib.metrics.crossed import agent_queue_table
from lib.ui import cards, drawings, judging, plots, shell, tables, usual, widgets

HELD = ["handlings", "held_rate", "hold_mean_s", "hold_mean_held_s"]
WRAPPED = ["with_acw_rate", "acw_mean_s", "acw_mean_any_s"]
SHARES = ("held_rate", "with_acw_rate")
MEANS = {"hold_mean_s": "Hold", "acw_mean_s": "After-call work"}

view = shell.begin("Hold and ACW", "Who holds, and who wraps up long?")

whole, intervals, queues, agents, crossed = view.collect(
    "hold and acw",
    lambda: [
        summary(view.tables, view.rules),
        interval_table(view.tables, view.rules, view.grain),
        queue_table(view.tables.visits, view.tables.handlings, view.rules),
        agent_table(view.tables.handlings, view.tables.assignments, view.rules),
        agent_queue_table(view.tables.handlings, view.rules, view.grain),
    ],
)
row = whole.row(0, named=True)
shell.stop_if_empty(view, row["handlings"])

found = judging.funnels(view, agents, SHARES)
widgets.say(judging.differences(found))
widgets.note(judging.looks(found))
changes = view.changes(whole)
cards.figures(view, row, HELD, changes)
cards.figures(view, row, WRAPPED, changes)

with plots.beside():
    for figure in MEANS:
        usual.over_time(view, intervals, figure)
    for figure, label in MEANS.items():
        drawings.parts(view, queues, "queue", f"{label} per handling, by queue", {figure: label})
    for figure in SHARES:
        judging.funnel_of(view, found[figure], figure)
    for figure, label in MEANS.items():
        drawings.parts(view, agents, "agent", f"{label} per handling, by agent", {figure: label})
    for figure in MEANS:
        drawings.agents_by_queue(view, crossed, figure, agents)

widgets.heading("By queue")
tables.by_queue(view, queues, [*HELD, *WRAPPED], drill=["held", "with_acw", "handlings"])
widgets.heading("By agent")
tables.by_agent(view, agents, [*HELD, *WRAPPED], drill=["held", "with_acw", "handlings"])
widgets.definitions([*HELD, *WRAPPED])
