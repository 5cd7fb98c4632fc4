"""Which queues miss their target, and when?"""

from lib.metrics import FIGURES, interval_table, queue_table, summary
from lib.metrics.crossed import overflow_table, queue_interval_table
from lib.metrics.quantiles import quantile_sentence, quantile_table
from lib.metrics.targets import with_targets
from lib.ui import cards, drawings, plots, saying, shell, tables, usual, widgets

SURVEYS = ["handled_csat_scored", "handled_csat_mean", "handled_nps", "handled_liked_rate"]
CALLBACKS = ["callbacks_opted", "callbacks_open", "callbacks_kept", "callback_mean_s", "callback_p50_s"]
SERVED = ["offered", "service_level", "asa_s", "wait_p90_s", "overflowed"]

view = shell.begin("Queues", "Which queues miss their target, and when?")

whole, intervals, queues, cells, overflow, quantiles = view.collect(
    "queues",
    lambda: [
        summary(view.tables, view.rules),
        interval_table(view.tables, view.rules, view.grain),
        queue_table(view.tables.visits, view.tables.handlings, view.rules),
        queue_interval_table(view.tables.visits, view.rules, view.grain),
        overflow_table(view.tables.visits, view.rules, view.grain),
        quantile_table(FIGURES["waited"].behind(view.tables.visits, view.rules), [], "wait_s"),
    ],
)
row = whole.row(0, named=True)
shell.stop_if_empty(view, row["offered"])
queues = with_targets(queues, view.rules)

widgets.say(
    saying.standings(view, queues, "service_level"),
    [quantile_sentence(quantiles.row(0, named=True), what="of those answered waited")],
)
widgets.note(saying.policy(view.rules))
changes = view.changes(whole)
cards.figures(view, row, SERVED, changes)
if row["callbacks_opted"]:
    cards.figures(view, row, CALLBACKS, changes)

drawings.queues_over_time(view, with_targets(cells, view.rules), "service_level", queues)
with plots.beside():
    drawings.rates(view, queues, "queue", "service_level", row["service_level"])
    usual.over_time(view, intervals, "service_level")
    usual.over_time(view, intervals, "asa_s")
    drawings.over_time(view, intervals, "wait_p90_s")

widgets.heading("By queue")
tables.by_queue(
    view,
    queues,
    [
        "offered",
        "service_level",
        "service_level_target",
        "service_level_standing",
        "asa_s",
        "wait_p50_s",
        "wait_p90_s",
        "overflowed",
        "callbacks_opted",
        "callbacks_open",
        "callback_mean_s",
        *SURVEYS,
    ],
    drill=["offered", "service_level", "waited", "overflowed", *CALLBACKS[:3], "handled_csat_scored"],
)
widgets.heading("Overflow: from one queue to the next")
drawings.overflow(view, overflow)
widgets.definitions([*SERVED, "wait_p50_s", *CALLBACKS, *SURVEYS])
