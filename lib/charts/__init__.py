"""Charts: a frame and its columns in, a Plotly figure out. No data is shaped here, and none is fetched.

axes               axis labels: short, unique names, and ticks in percent or minutes and seconds
clock              axes of days and hours
controls           control charts
curves             survival curves of waiting callers, as steps
dumbbells          dumbbells: raw and mix-adjusted handle time of each agent on one row
figures            basic charts: a frame and the names of its columns in, a Plotly figure out
funnels            funnel plots
serialized_figure  a Plotly figure, serialized once
squares            heat maps made of square markers, which can be clicked
theme              the one place that sets colours
timeline           the timeline of one conversation
waterfalls         waterfall charts: the parts of a change from the value before to the value now
"""
