"""Larger parts of pages: charts of metrics, lists, one conversation, data quality.

agent_comparison     one agent beside the rest of the team
agent_outliers       who differs by more than chance
audit_log            the newest lines of the audit log, on the page Data
callback_list        the page Call back
change_breakdown     what a change since the period before is made of, as a waterfall that sums
control_charts       which days and hours are outside the usual
conversation_detail  one conversation: its facts, its parts in time, its notes, its record as it came
conversation_list    the list of conversations as a page shows it
data_quality         what was fetched, and what is left out of the metrics
glossary             the page Definitions
metric_charts        the charts that pages share
metric_places        which metrics each page shows
patience_curves      how long callers would wait before they left, by queue
summary_tables       the tables by queue and by agent that several pages show
wallboard            the wallboard: today so far, in large type, refreshed by itself
"""
