"""Who differs by more than chance?"""

from lib.metrics import agent_table, summary
from lib.metrics.analyses.mix_adjustment import mix_sums
from lib.metrics.tables.cross_tables import agent_interval_table
from lib.metrics.tables.peer_totals import with_sparks
from lib.ui.components import chart, metric_cards, page_text
from lib.ui.layout import page_frame
from lib.ui.sections import agent_comparison, agent_outliers, summary_tables

SURVEYS = [
    "handled_csat_scored",
    "handled_csat_mean",
    "handled_nps_scored",
    "handled_nps",
    "handled_nps_mean",
    "handled_like_scored",
    "handled_liked_rate",
]
SHARES = ("non_response_rate", "transferred_on_rate", "abandoned_with_agent_rate")

context = page_frame.begin_page("Agents", "Who differs by more than chance?")

totals, agents, cells, mix = context.collect(
    "agents",
    lambda: [
        summary(context.tables, context.rules),
        agent_table(context.tables.handlings, context.tables.assignments, context.rules),
        agent_interval_table(context.tables.handlings, context.rules, context.grain),
        mix_sums(context.tables.handlings),
    ],
)
row = totals.row(0, named=True)
page_frame.stop_if_empty(context, row["handlings"] + row["assignments"])

outliers = agent_outliers.compute_funnels(context, agents, SHARES)
standard = agent_outliers.adjust_handle_times(context, mix)
slower, *cleared = agent_outliers.describe_slower_agents(standard)
page_text.draw_sentences([slower], agent_outliers.describe_differences(outliers))
page_text.draw_note(agent_outliers.describe_comparisons(outliers), *cleared)
metric_cards.draw_cards(context, row, ["handlings", "aht_s", *SHARES], context.changes(totals))

with chart.two_columns():
    for metric in SHARES:
        agent_outliers.draw_funnel(context, outliers[metric], metric)

page_text.draw_heading("By agent")
summary_tables.draw_agent_table(
    context,
    with_sparks(agents, cells, handlings_each="handlings", aht_each_s="aht_s"),
    ["handlings", "handlings_each", "aht_s", "aht_each_s", "hold_mean_s", "acw_mean_s", *SHARES, *SURVEYS],
    drill=[
        "handlings",
        "non_responses",
        "transferred_on",
        "abandoned_with_agent",
        "handled_csat_scored",
        "handled_nps_scored",
        "handled_like_scored",
    ],
)
page_text.draw_heading("One agent against the team")
agent_comparison.draw_comparison(context, agents, standard)
page_text.draw_definitions(["handlings", "aht_s", "hold_mean_s", "acw_mean_s", *SHARES, *SURVEYS])
