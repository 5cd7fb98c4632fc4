"""Who differs by more than chance?"""

from lib.metrics import agent_table, summary
from lib.metrics.crossed import agent_interval_table
from lib.metrics.standard import mix_sums
from lib.metrics.team import with_sparks
from lib.ui import agent, cards, judging, plots, shell, tables, widgets

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

view = shell.begin("Agents", "Who differs by more than chance?")

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
shell.stop_if_empty(view, row["handlings"] + row["assignments"])

found = judging.funnels(view, agents, SHARES)
standard = judging.at_the_teams_mix(view, mix)
slower, *cleared = judging.slower(standard)
widgets.say([slower], judging.differences(found))
widgets.note(judging.looks(found), *cleared)
cards.figures(view, row, ["handlings", "aht_s", *SHARES], view.changes(whole))

with plots.beside():
    for figure in SHARES:
        judging.funnel_of(view, found[figure], figure)

widgets.heading("By agent")
tables.by_agent(
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
widgets.heading("One agent against the team")
agent.against_the_team(view, agents, standard)
widgets.definitions(["handlings", "aht_s", "hold_mean_s", "acw_mean_s", *SHARES, *SURVEYS])
