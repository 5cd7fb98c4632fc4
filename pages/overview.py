"""How is the floor doing, and is today special?"""

from lib.metrics import agent_table, interval_table, queue_table, summary
from lib.metrics.analyses.mix_adjustment import mix_sums
from lib.metrics.definitions.targets import with_targets
from lib.text import findings
from lib.ui.components import chart, metric_cards, page_text
from lib.ui.layout import page_frame
from lib.ui.sections import agent_outliers, change_breakdown, control_charts, metric_charts, summary_tables

# What is drawn over time, and the page that says more of it.
OUTCOMES_OF_CALLS = ["conversations", "containment_rate", "transfer_rate"]
SURVEYS = ["csat_mean", "nps", "nps_mean", "liked_rate", "scored_rate"]
TRENDS = {"abandonment_rate": "abandonment", "service_level": "queues", "aht_s": "handle_time"}

view = page_frame.begin("Overview", "How is the floor doing, and is today special?")

whole, intervals, queues, agents, mix = view.collect(
    "overview",
    lambda: [
        summary(view.tables, view.rules),
        interval_table(view.tables, view.rules, view.grain),
        queue_table(view.tables.visits, view.tables.handlings, view.rules),
        agent_table(view.tables.handlings, view.tables.assignments, view.rules),
        mix_sums(view.tables.handlings),
    ],
)
row = whole.row(0, named=True)
page_frame.stop_if_empty(view, row["conversations"] + row["offered"] + row["handlings"])
queues = with_targets(queues, view.rules)

page_text.findings(
    view,
    [
        ("queues", findings.standings(queues, "service_level", view.queue)[:1]),
        *(
            (TRENDS[figure], [told])
            for figure, told in control_charts.specials(view, intervals, TRENDS).items()
        ),
        ("agents", agent_outliers.slower(agent_outliers.at_the_teams_mix(view, mix))[:1]),
    ],
)
changes = view.changes(whole)
metric_cards.figures(
    view, row, ["offered", "abandonment_rate", "service_level", "asa_s", "wait_p90_s"], changes
)
metric_cards.figures(view, row, ["handlings", "aht_s", "hold_mean_s", "acw_mean_s"], changes)
metric_cards.figures(view, row, OUTCOMES_OF_CALLS, changes)
if row["scored"] + row["nps_scored"] + row["like_scored"]:
    metric_cards.figures(view, row, SURVEYS, changes)
page_text.identity(row)

with chart.beside():
    metric_charts.offered(view, intervals)
    for figure in TRENDS:
        control_charts.over_time(view, intervals, figure)
    for figure, split in change_breakdown.parts(view).items():
        change_breakdown.draw(view, split, figure)

page_text.heading("By queue")
summary_tables.by_queue(
    view,
    queues,
    [
        "offered",
        "abandonment_rate",
        "service_level",
        "service_level_standing",
        "asa_s",
        "aht_s",
        "hold_mean_s",
        "acw_mean_s",
    ],
)
page_text.heading("By agent")
summary_tables.by_agent(
    view, agents, ["handlings", "aht_s", "hold_mean_s", "acw_mean_s", "abandoned_with_agent"]
)
page_text.definitions(
    [
        "offered",
        "abandonment_rate",
        "service_level",
        "asa_s",
        "aht_s",
        "hold_mean_s",
        "acw_mean_s",
        *OUTCOMES_OF_CALLS,
        *SURVEYS,
    ]
)
