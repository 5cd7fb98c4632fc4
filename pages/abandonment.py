"""Who leaves, where, when, after how long?"""

from lib.frames.schema import OUTCOMES
from lib.metrics import agent_table, interval_table, queue_table, summary, wait_table, week_table
from lib.metrics.analyses.patience import wait_counts
from lib.metrics.definitions.targets import with_targets
from lib.text import findings
from lib.ui.components import chart, metric_cards, page_text
from lib.ui.layout import page_frame
from lib.ui.sections import agent_outliers, control_charts, metric_charts, patience_curves, summary_tables

LEFT = [
    "abandonment_rate",
    "abandoned",
    "short_abandoned",
    "unserved_rate",
    "abandoned_with_agent",
    "abandoned_before_queue",
]

context = page_frame.begin_page("Abandonment", "Who leaves, where, when, after how long?")

totals, intervals, queues, agents, weekly, waits, seconds = context.collect(
    "abandonment",
    lambda: [
        summary(context.tables, context.rules),
        interval_table(context.tables, context.rules, context.grain),
        queue_table(context.tables.visits, context.tables.handlings, context.rules),
        agent_table(context.tables.handlings, context.tables.assignments, context.rules),
        week_table(context.tables.visits, context.rules, context.grain),
        wait_table(context.tables.visits, context.rules, context.grain),
        wait_counts(context.tables.visits),
    ],
)
row = totals.row(0, named=True)
page_frame.stop_if_empty(context, row["offered"])
queues = with_targets(queues, context.rules)

patience = patience_curves.estimate_patience(context, seconds)
lost = agent_outliers.compute_funnels(context, agents, ["abandoned_with_agent_rate"])[
    "abandoned_with_agent_rate"
]
page_text.draw_sentences(
    findings.describe_targets(queues, "abandonment_rate", context.queue),
    patience_curves.describe_patience(patience),
)
metric_cards.draw_cards(context, row, LEFT, context.changes(totals))
page_text.draw_offered_sum(row)

with chart.two_columns():
    metric_charts.draw_rates(context, queues, "queue", "abandonment_rate", row["abandonment_rate"])
    metric_charts.draw_buckets(
        context, waits, "wait_bucket", "abandoned", title="Abandoned, by wait", axis="Waited at most"
    )
    patience_curves.draw_curves(context, patience)
    metric_charts.draw_hours(context, weekly)
    control_charts.draw_over_time(context, intervals, "abandonment_rate")
    agent_outliers.draw_funnel(context, lost, "abandoned_with_agent_rate")

page_text.draw_page_link("call_back", context, "Who left and was not reached since: the call-back list")
page_text.draw_heading("By queue")
summary_tables.draw_queue_table(
    context,
    queues,
    [
        "offered",
        "abandonment_rate",
        "abandonment_rate_target",
        "abandonment_rate_standing",
        "short_abandoned",
        *OUTCOMES,
    ],
    drill=["offered", "answered", "abandoned", "short_abandoned", "system_ended", "overflowed"],
)
page_text.draw_heading("Left while an agent had them")
summary_tables.draw_agent_table(
    context, agents, ["handlings", "abandoned_with_agent"], drill=["abandoned_with_agent", "handlings"]
)
page_text.draw_definitions(["offered", *LEFT, "system_ended"])
