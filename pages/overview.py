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

context = page_frame.begin_page("Overview", "How is the floor doing, and is today special?")

totals, intervals, queues, agents, mix = context.collect(
    "overview",
    lambda: [
        summary(context.tables, context.rules),
        interval_table(context.tables, context.rules, context.grain),
        queue_table(context.tables.visits, context.tables.handlings, context.rules),
        agent_table(context.tables.handlings, context.tables.assignments, context.rules),
        mix_sums(context.tables.handlings),
    ],
)
row = totals.row(0, named=True)
page_frame.stop_if_empty(context, row["conversations"] + row["offered"] + row["handlings"])
queues = with_targets(queues, context.rules)

page_text.draw_findings(
    context,
    [
        ("queues", findings.describe_targets(queues, "service_level", context.queue)[:1]),
        *(
            (TRENDS[metric], [sentence])
            for metric, sentence in control_charts.describe_all_special(context, intervals, TRENDS).items()
        ),
        (
            "agents",
            agent_outliers.describe_slower_agents(agent_outliers.adjust_handle_times(context, mix))[:1],
        ),
    ],
)
changes = context.changes(totals)
metric_cards.draw_cards(
    context, row, ["offered", "abandonment_rate", "service_level", "asa_s", "wait_p90_s"], changes
)
metric_cards.draw_cards(context, row, ["handlings", "aht_s", "hold_mean_s", "acw_mean_s"], changes)
metric_cards.draw_cards(context, row, OUTCOMES_OF_CALLS, changes)
if row["scored"] + row["nps_scored"] + row["like_scored"]:
    metric_cards.draw_cards(context, row, SURVEYS, changes)
page_text.draw_offered_sum(row)

with chart.two_columns():
    metric_charts.draw_offered(context, intervals)
    for metric in TRENDS:
        control_charts.draw_over_time(context, intervals, metric)
    for metric, split in change_breakdown.split_changes(context).items():
        change_breakdown.draw_change(context, split, metric)

page_text.draw_heading("By queue")
summary_tables.draw_queue_table(
    context,
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
page_text.draw_heading("By agent")
summary_tables.draw_agent_table(
    context, agents, ["handlings", "aht_s", "hold_mean_s", "acw_mean_s", "abandoned_with_agent"]
)
page_text.draw_definitions(
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
