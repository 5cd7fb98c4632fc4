"""How is the floor doing, and is today special?"""

from lib.metrics import agent_table, interval_table, queue_table, summary
from lib.metrics.standard import mix_sums
from lib.metrics.targets import with_targets
from lib.ui import cards, changing, drawings, judging, plots, saying, shell, tables, usual, widgets

# What is drawn over time, and the page that says more of it.
OUTCOMES_OF_CALLS = ["conversations", "containment_rate", "transfer_rate"]
SURVEYS = ["csat_mean", "nps", "nps_mean", "liked_rate", "scored_rate"]
TRENDS = {"abandonment_rate": "abandonment", "service_level": "queues", "aht_s": "handle_time"}

view = shell.begin("Overview", "How is the floor doing, and is today special?")

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
shell.stop_if_empty(view, row["conversations"] + row["offered"] + row["handlings"])
queues = with_targets(queues, view.rules)

widgets.findings(
    view,
    [
        ("queues", saying.standings(view, queues, "service_level")[:1]),
        *((TRENDS[figure], [told]) for figure, told in usual.specials(view, intervals, TRENDS).items()),
        ("agents", judging.slower(judging.at_the_teams_mix(view, mix))[:1]),
    ],
)
changes = view.changes(whole)
cards.figures(view, row, ["offered", "abandonment_rate", "service_level", "asa_s", "wait_p90_s"], changes)
cards.figures(view, row, ["handlings", "aht_s", "hold_mean_s", "acw_mean_s"], changes)
cards.figures(view, row, OUTCOMES_OF_CALLS, changes)
if row["scored"] + row["nps_scored"] + row["like_scored"]:
    cards.figures(view, row, SURVEYS, changes)
widgets.identity(row)

with plots.beside():
    drawings.offered(view, intervals)
    for figure in TRENDS:
        usual.over_time(view, intervals, figure)
    for figure, split in changing.parts(view).items():
        changing.draw(view, split, figure)

widgets.heading("By queue")
tables.by_queue(
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
widgets.heading("By agent")
tables.by_agent(view, agents, ["handlings", "aht_s", "hold_mean_s", "acw_mean_s", "abandoned_with_agent"])
widgets.definitions(
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
