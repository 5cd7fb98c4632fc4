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

view = page_frame.begin("Agents", "Who differs by more than chance?")

whole, agents, cells, mix = view.collect(
    "agents",
    lambda: [
        summary(view.tables, view.rules),
        agent_table(view.tables.handlings, view.tables.assignments, view.rules),
        agent_interval_table(view.tables.handlings, view.rules, view.grain),
        mix_sums(view.tables.handlings),
    ],
)
row = whole.row(0, named=True)
page_frame.stop_if_empty(view, row["handlings"] + row["assignments"])

found = agent_outliers.funnels(view, agents, SHARES)
standard = agent_outliers.at_the_teams_mix(view, mix)
slower, *cleared = agent_outliers.slower(standard)
page_text.say([slower], agent_outliers.differences(found))
page_text.note(agent_outliers.looks(found), *cleared)
metric_cards.figures(view, row, ["handlings", "aht_s", *SHARES], view.changes(whole))

with chart.beside():
    for figure in SHARES:
        agent_outliers.funnel_of(view, found[figure], figure)

page_text.heading("By agent")
summary_tables.by_agent(
    view,
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
page_text.heading("One agent against the team")
agent_comparison.against_the_team(view, agents, standard)
page_text.definitions(["handlings", "aht_s", "hold_mean_s", "acw_mean_s", *SHARES, *SURVEYS])
