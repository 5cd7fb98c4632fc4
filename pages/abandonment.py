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

context = page_frame.begin("Abandonment", "Who leaves, where, when, after how long?")

whole, intervals, queues, agents, weekly, waits, seconds = context.collect(
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
row = whole.row(0, named=True)
page_frame.stop_if_empty(context, row["offered"])
queues = with_targets(queues, context.rules)

patience = patience_curves.patience_of(context, seconds)
lost = agent_outliers.funnels(context, agents, ["abandoned_with_agent_rate"])["abandoned_with_agent_rate"]
page_text.say(
    findings.standings(queues, "abandonment_rate", context.queue), patience_curves.sentences(patience)
)
metric_cards.metric_cards(context, row, LEFT, context.changes(whole))
page_text.identity(row)

with chart.beside():
    metric_charts.rates(context, queues, "queue", "abandonment_rate", row["abandonment_rate"])
    metric_charts.buckets(
        context, waits, "wait_bucket", "abandoned", title="Abandoned, by wait", axis="Waited at most"
    )
    patience_curves.curves(context, patience)
    metric_charts.hours(context, weekly)
    control_charts.over_time(context, intervals, "abandonment_rate")
    agent_outliers.funnel_of(context, lost, "abandoned_with_agent_rate")

page_text.way("call_back", context, "Who left and was not reached since: the call-back list")
page_text.heading("By queue")
summary_tables.by_queue(
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
page_text.heading("Left while an agent had them")
summary_tables.by_agent(
    context, agents, ["handlings", "abandoned_with_agent"], drill=["abandoned_with_agent", "handlings"]
)
page_text.definitions(["offered", *LEFT, "system_ended"])
