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

view = page_frame.begin("Abandonment", "Who leaves, where, when, after how long?")

whole, intervals, queues, agents, weekly, waits, seconds = view.collect(
    "abandonment",
    lambda: [
        summary(view.tables, view.rules),
        interval_table(view.tables, view.rules, view.grain),
        queue_table(view.tables.visits, view.tables.handlings, view.rules),
        agent_table(view.tables.handlings, view.tables.assignments, view.rules),
        week_table(view.tables.visits, view.rules, view.grain),
        wait_table(view.tables.visits, view.rules, view.grain),
        wait_counts(view.tables.visits),
    ],
)
row = whole.row(0, named=True)
page_frame.stop_if_empty(view, row["offered"])
queues = with_targets(queues, view.rules)

patience = patience_curves.patience_of(view, seconds)
lost = agent_outliers.funnels(view, agents, ["abandoned_with_agent_rate"])["abandoned_with_agent_rate"]
page_text.say(findings.standings(queues, "abandonment_rate", view.queue), patience_curves.sentences(patience))
metric_cards.figures(view, row, LEFT, view.changes(whole))
page_text.identity(row)

with chart.beside():
    metric_charts.rates(view, queues, "queue", "abandonment_rate", row["abandonment_rate"])
    metric_charts.buckets(
        view, waits, "wait_bucket", "abandoned", title="Abandoned, by wait", axis="Waited at most"
    )
    patience_curves.curves(view, patience)
    metric_charts.hours(view, weekly)
    control_charts.over_time(view, intervals, "abandonment_rate")
    agent_outliers.funnel_of(view, lost, "abandoned_with_agent_rate")

page_text.way("call_back", view, "Who left and was not reached since: the call-back list")
page_text.heading("By queue")
summary_tables.by_queue(
    view,
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
    view, agents, ["handlings", "abandoned_with_agent"], drill=["abandoned_with_agent", "handlings"]
)
page_text.definitions(["offered", *LEFT, "system_ended"])
