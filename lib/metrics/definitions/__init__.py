"""What each metric counts: records, predicates, rates, targets, filters, dimensions.

column_docs       what each column of a table means, for the sheet of definitions beside it
dimensions        the dimensions that metrics are grouped by
exclusions        the rows of its table that each metric excludes, by the count that it is taken over
filters           the filters of a selection, applied to every table
handling_metrics  the metrics of agents: handlings, handle times and assignments
metric            one metric: its name, unit, definition and the rows that it counts
predicates        which rows each metric counts, as expressions under the settings' rules
rates             every share and mean as a quotient of two sums, and the count that it is taken over
registry          every metric by name; the metrics of conversations are defined here
survey_metrics    the metrics of surveys
targets           targets of the settings, by queue, and whether a metric meets them by more than chance
visit_metrics     the metrics of queues: offered visits, their outcomes and waits
"""
