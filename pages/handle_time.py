"""Where do the seconds go?"""

from lib.metrics import METRICS, agent_table, handle_time_table, interval_table, queue_table, summary
from lib.metrics.analyses.mix_adjustment import mix_sums
from lib.metrics.statistics.quantiles import quantile_sentence, quantile_table
from lib.ui.components import chart, metric_cards, page_text
from lib.ui.layout import page_frame
from lib.ui.sections import agent_outliers, control_charts, metric_charts, summary_tables

MADE_OF = ["handlings", "aht_s", "talk_mean_s", "hold_mean_s", "acw_mean_s"]

view = page_frame.begin("Handle time", "Where do the seconds go?")

whole, intervals, queues, agents, spread, quantiles, mix = view.collect(
    "handle time",
    lambda: [
        summary(view.tables, view.rules),
        interval_table(view.tables, view.rules, view.grain),
        queue_table(view.tables.visits, view.tables.handlings, view.rules),
        agent_table(view.tables.handlings, view.tables.assignments, view.rules),
        handle_time_table(view.tables.handlings, view.rules, view.grain),
        quantile_table(METRICS["timed"].behind(view.tables.handlings, view.rules), [], "handle_s"),
        mix_sums(view.tables.handlings),
    ],
)
row = whole.row(0, named=True)
page_frame.stop_if_empty(view, row["handlings"])

standard = agent_outliers.at_the_teams_mix(view, mix)
slower, *cleared = agent_outliers.slower(standard)
page_text.say([quantile_sentence(quantiles.row(0, named=True), what="took"), slower])
page_text.note(*cleared)
metric_cards.figures(view, row, MADE_OF, view.changes(whole))
page_text.sum_line(row)

with chart.beside():
    metric_charts.parts(view, queues, "queue", "AHT by queue")
    metric_charts.buckets(
        view, spread, "handle_bucket", "timed", title="Handlings, by handle time", axis="Handle time"
    )
    control_charts.over_time(view, intervals, "aht_s")

agent_outliers.standard(view, standard)
metric_charts.parts(view, agents, "agent", "AHT by agent")

page_text.heading("By queue")
summary_tables.by_queue(view, queues, [*MADE_OF, "left_out"], drill=["handlings", "held", "with_acw"])
page_text.heading("By agent")
summary_tables.by_agent(view, agents, [*MADE_OF, "left_out"])
page_text.definitions([*MADE_OF, "left_out"])
