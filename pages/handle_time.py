"""Where do the seconds go?"""

from lib.metrics import FIGURES, agent_table, handle_time_table, interval_table, queue_table, summary
from lib.metrics.quantiles import quantile_sentence, quantile_table
from lib.metrics.standard import mix_sums
from lib.ui import cards, drawings, judging, plots, shell, tables, usual, widgets

MADE_OF = ["handlings", "aht_s", "talk_mean_s", "hold_mean_s", "acw_mean_s"]

view = shell.begin("Handle time", "Where do the seconds go?")

whole, intervals, queues, agents, spread, quantiles, mix = view.collect(
    "handle time",
    lambda: [
        summary(view.tables, view.rules),
        interval_table(view.tables, view.rules, view.grain),
        queue_table(view.tables.visits, view.tables.handlings, view.rules),
        agent_table(view.tables.handlings, view.tables.assignments, view.rules),
        handle_time_table(view.tables.handlings, view.rules, view.grain),
        quantile_table(FIGURES["timed"].behind(view.tables.handlings, view.rules), [], "handle_s"),
        mix_sums(view.tables.handlings),
    ],
)
row = whole.row(0, named=True)
shell.stop_if_empty(view, row["handlings"])

standard = judging.at_the_teams_mix(view, mix)
slower, *cleared = judging.slower(standard)
widgets.say([quantile_sentence(quantiles.row(0, named=True), what="took"), slower])
widgets.note(*cleared)
cards.figures(view, row, MADE_OF, view.changes(whole))
widgets.sum_line(row)

with plots.beside():
    drawings.parts(view, queues, "queue", "AHT by queue")
    drawings.buckets(
        view, spread, "handle_bucket", "timed", title="Handlings, by handle time", axis="Handle time"
    )
    usual.over_time(view, intervals, "aht_s")

judging.standard(view, standard)
drawings.parts(view, agents, "agent", "AHT by agent")

widgets.heading("By queue")
tables.by_queue(view, queues, [*MADE_OF, "left_out"], drill=["handlings", "held", "with_acw"])
widgets.heading("By agent")
tables.by_agent(view, agents, [*MADE_OF, "left_out"])
widgets.definitions([*MADE_OF, "left_out"])
