"""Sums, summary tables, cross tables, lists and timelines made of the frames.

callback_candidates  customers to call back
conversation_list    the list of conversations of a metric: order, text search and columns
cross_tables         metrics by two dimensions at once
drilldown            the rows that a clicked mark counts: a metric, and the key of one dimension
hourly_sums          sums of all rows
peer_totals          one agent compared with the others
phone_numbers        phone numbers as keys
summary_tables       counts and seconds by queue
sums                 counts and seconds by any columns: the sums that ratios are computed from
text_search          the form in which texts are searched
timeline             the parts of one conversation in time: whose, from when to when, and why
"""
