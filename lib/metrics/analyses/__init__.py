"""Methods over tables: comparison, decomposition, control charts, funnels, mix, patience.

change_decomposition  the exact split of a change between two periods
control_chart         control charts
funnel                funnels
mix_adjustment        each agent's handle time as it would be with the team's mix of work
patience              how long callers would wait before they left
period_comparison     every metric compared with the period before
"""
