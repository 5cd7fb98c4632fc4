"""Who holds, and who wraps up long?"""

from lib.metrics import agent_table, interval_table, queue_table, summary
from lib.metrics.tables.cross_tables import agent_queue_table
from lib.ui.components import chart, metric_cards, page_text
from lib.ui.layout import page_frame
from lib.ui.sections import agent_outliers, control_charts, metric_charts, summary_tables

HELD = ["handlings", "held_rate", "hold_mean_s", "hold_mean_held_s"]
WRAPPED = ["with_acw_rate", "acw_mean_s", "acw_mean_any_s"]
SHARES = ("held_rate", "with_acw_rate")
MEANS = {"hold_mean_s": "Hold", "acw_mean_s": "After-call work"}

view = page_frame.begin("Hold and ACW", "Who holds, and who wraps up long?")

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
page_frame.stop_if_empty(view, row["handlings"])

found = agent_outliers.funnels(view, agents, SHARES)
page_text.say(agent_outliers.differences(found))
page_text.note(agent_outliers.looks(found))
changes = view.changes(whole)
metric_cards.figures(view, row, HELD, changes)
metric_cards.figures(view, row, WRAPPED, changes)

with chart.beside():
    for figure in MEANS:
        control_charts.over_time(view, intervals, figure)
    for figure, label in MEANS.items():
        metric_charts.parts(view, queues, "queue", f"{label} per handling, by queue", {figure: label})
    for figure in SHARES:
        agent_outliers.funnel_of(view, found[figure], figure)
    for figure, label in MEANS.items():
        metric_charts.parts(view, agents, "agent", f"{label} per handling, by agent", {figure: label})
    for figure in MEANS:
        metric_charts.agents_by_queue(view, crossed, figure, agents)

page_text.heading("By queue")
summary_tables.by_queue(view, queues, [*HELD, *WRAPPED], drill=["held", "with_acw", "handlings"])
page_text.heading("By agent")
summary_tables.by_agent(view, agents, [*HELD, *WRAPPED], drill=["held", "with_acw", "handlings"])
page_text.definitions([*HELD, *WRAPPED])
