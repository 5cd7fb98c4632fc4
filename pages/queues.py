"""Which queues miss their target, and when?"""

from lib.metrics import METRICS, interval_table, queue_table, summary
from lib.metrics.definitions.targets import with_targets
from lib.metrics.statistics.quantiles import describe_quantiles, quantile_table
from lib.metrics.tables.cross_tables import overflow_table, queue_interval_table
from lib.text import findings
from lib.ui.components import chart, metric_cards, page_text
from lib.ui.layout import page_frame
from lib.ui.sections import control_charts, metric_charts, summary_tables

SURVEYS = ["handled_csat_scored", "handled_csat_mean", "handled_nps", "handled_liked_rate"]
CALLBACKS = ["callbacks_opted", "callbacks_open", "callbacks_kept", "callback_mean_s", "callback_p50_s"]
SERVED = ["offered", "service_level", "asa_s", "wait_p90_s", "overflowed"]

context = page_frame.begin_page("Queues", "Which queues miss their target, and when?")

totals, intervals, queues, cells, overflow, quantiles = context.collect(
    "queues",
    lambda: [
        summary(context.tables, context.rules),
        interval_table(context.tables, context.rules, context.grain),
        queue_table(context.tables.visits, context.tables.handlings, context.rules),
        queue_interval_table(context.tables.visits, context.rules, context.grain),
        overflow_table(context.tables.visits, context.rules, context.grain),
        quantile_table(METRICS["waited"].filter_rows(context.tables.visits, context.rules), [], "wait_s"),
    ],
)
row = totals.row(0, named=True)
page_frame.stop_if_empty(context, row["offered"])
queues = with_targets(queues, context.rules)

page_text.draw_sentences(
    findings.describe_targets(queues, "service_level", context.queue),
    [describe_quantiles(quantiles.row(0, named=True), verb="of those answered waited")],
)
page_text.draw_note(findings.describe_service_level(context.rules))
changes = context.changes(totals)
metric_cards.draw_cards(context, row, SERVED, changes)
if row["callbacks_opted"]:
    metric_cards.draw_cards(context, row, CALLBACKS, changes)

metric_charts.draw_queues_over_time(context, with_targets(cells, context.rules), "service_level", queues)
with chart.two_columns():
    metric_charts.draw_rates(context, queues, "queue", "service_level", row["service_level"])
    control_charts.draw_over_time(context, intervals, "service_level")
    control_charts.draw_over_time(context, intervals, "asa_s")
    metric_charts.draw_over_time(context, intervals, "wait_p90_s")

page_text.draw_heading("By queue")
summary_tables.draw_queue_table(
    context,
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
page_text.draw_heading("Overflow: from one queue to the next")
metric_charts.draw_overflow(context, overflow)
page_text.draw_definitions([*SERVED, "wait_p50_s", *CALLBACKS, *SURVEYS])
