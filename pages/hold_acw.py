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

context = page_frame.begin_page("Hold and ACW", "Who holds, and who wraps up long?")

totals, intervals, queues, agents, crossed = context.collect(
    "hold and acw",
    lambda: [
        summary(context.tables, context.rules),
        interval_table(context.tables, context.rules, context.grain),
        queue_table(context.tables.visits, context.tables.handlings, context.rules),
        agent_table(context.tables.handlings, context.tables.assignments, context.rules),
        agent_queue_table(context.tables.handlings, context.rules, context.grain),
    ],
)
row = totals.row(0, named=True)
page_frame.stop_if_empty(context, row["handlings"])

outliers = agent_outliers.compute_funnels(context, agents, SHARES)
page_text.draw_sentences(agent_outliers.describe_differences(outliers))
page_text.draw_note(agent_outliers.describe_comparisons(outliers))
changes = context.changes(totals)
metric_cards.draw_cards(context, row, HELD, changes)
metric_cards.draw_cards(context, row, WRAPPED, changes)

with chart.two_columns():
    for metric in MEANS:
        control_charts.draw_over_time(context, intervals, metric)
    for metric, label in MEANS.items():
        metric_charts.draw_parts(context, queues, "queue", f"{label} per handling, by queue", {metric: label})
    for metric in SHARES:
        agent_outliers.draw_funnel(context, outliers[metric], metric)
    for metric, label in MEANS.items():
        metric_charts.draw_parts(context, agents, "agent", f"{label} per handling, by agent", {metric: label})
    for metric in MEANS:
        metric_charts.draw_agents_by_queue(context, crossed, metric, agents)

page_text.draw_heading("By queue")
summary_tables.draw_queue_table(context, queues, [*HELD, *WRAPPED], drill=["held", "with_acw", "handlings"])
page_text.draw_heading("By agent")
summary_tables.draw_agent_table(context, agents, [*HELD, *WRAPPED], drill=["held", "with_acw", "handlings"])
page_text.draw_definitions([*HELD, *WRAPPED])
