"""Who leaves, where, when, after how long?"""

from lib.frames.schema import OUTCOMES
from lib.metrics import agent_table, interval_table, queue_table, summary, wait_table, week_table
from lib.metrics.patience import wait_counts
from lib.metrics.targets import with_targets
from lib.ui import cards, drawings, judging, plots, saying, shell, tables, usual, waiting, widgets

LEFT = [
    "abandonment_rate",
    "abandoned",
    "short_abandoned",
    "unserved_rate",
    "abandoned_with_agent",
    "abandoned_before_queue",
]

view = shell.begin("Abandonment", "Who leaves, where, when, after how long?")

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
shell.stop_if_empty(view, row["offered"])
queues = with_targets(queues, view.rules)

patience = waiting.patience_of(view, seconds)
lost = judging.funnels(view, agents, ["abandoned_with_agent_rate"])["abandoned_with_agent_rate"]
widgets.say(saying.standings(view, queues, "abandonment_rate"), waiting.sentences(patience))
cards.figures(view, row, LEFT, view.changes(whole))
widgets.identity(row)

with plots.beside():
    drawings.rates(view, queues, "queue", "abandonment_rate", row["abandonment_rate"])
    drawings.buckets(
        view, waits, "wait_bucket", "abandoned", title="Abandoned, by wait", axis="Waited at most"
    )
    waiting.curves(view, patience)
    drawings.hours(view, weekly)
    usual.over_time(view, intervals, "abandonment_rate")
    judging.funnel_of(view, lost, "abandoned_with_agent_rate")

widgets.way("call_back", view, "Who left and was not reached since: the call-back list")
widgets.heading("By queue")
tables.by_queue(
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
widgets.heading("Left while an agent had them")
tables.by_agent(
    view, agents, ["handlings", "abandoned_with_agent"], drill=["abandoned_with_agent", "handlings"]
)
widgets.definitions(["offered", *LEFT, "system_ended"])
