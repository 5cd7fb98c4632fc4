"""Where do the seconds go?"""

from lib.metrics import METRICS, agent_table, handle_time_table, interval_table, queue_table, summary
from lib.metrics.analyses.mix_adjustment import mix_sums
from lib.metrics.statistics.quantiles import describe_quantiles, quantile_table
from lib.ui.components import chart, metric_cards, page_text
from lib.ui.layout import page_frame
from lib.ui.sections import agent_outliers, control_charts, metric_charts, summary_tables

MADE_OF = ["handlings", "aht_s", "talk_mean_s", "hold_mean_s", "acw_mean_s"]

context = page_frame.begin_page("Handle time", "Where do the seconds go?")

totals, intervals, queues, agents, spread, quantiles, mix = context.collect(
    "handle time",
    lambda: [
        summary(context.tables, context.rules),
        interval_table(context.tables, context.rules, context.grain),
        queue_table(context.tables.visits, context.tables.handlings, context.rules),
        agent_table(context.tables.handlings, context.tables.assignments, context.rules),
        handle_time_table(context.tables.handlings, context.rules, context.grain),
        quantile_table(METRICS["timed"].filter_rows(context.tables.handlings, context.rules), [], "handle_s"),
        mix_sums(context.tables.handlings),
    ],
)
row = totals.row(0, named=True)
page_frame.stop_if_empty(context, row["handlings"])

standard = agent_outliers.adjust_handle_times(context, mix)
slower, *cleared = agent_outliers.describe_slower_agents(standard)
page_text.draw_sentences([describe_quantiles(quantiles.row(0, named=True), verb="took"), slower])
page_text.draw_note(*cleared)
metric_cards.draw_cards(context, row, MADE_OF, context.changes(totals))
page_text.draw_handle_time_sum(row)

with chart.two_columns():
    metric_charts.draw_parts(context, queues, "queue", "AHT by queue")
    metric_charts.draw_buckets(
        context, spread, "handle_bucket", "timed", title="Handlings, by handle time", axis="Handle time"
    )
    control_charts.draw_over_time(context, intervals, "aht_s")

agent_outliers.draw_adjusted_times(context, standard)
metric_charts.draw_parts(context, agents, "agent", "AHT by agent")

page_text.draw_heading("By queue")
summary_tables.draw_queue_table(
    context, queues, [*MADE_OF, "left_out"], drill=["handlings", "held", "with_acw"]
)
page_text.draw_heading("By agent")
summary_tables.draw_agent_table(context, agents, [*MADE_OF, "left_out"])
page_text.draw_definitions([*MADE_OF, "left_out"])
