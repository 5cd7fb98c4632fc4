"""Simulated sessions as records in the service's own spellings.

customers     the customers, all made up, and what the automation says of them in `metaInfo` and its like
destinations  visits, handlings and refused tries as the service's `destinations`
phrases       what people write and say in the demo: summaries, notes, feedback, and texts meant to do harm
timestamps    times as the service writes them
wire          sessions as the service's records: every field, shape and oddity of the documented answer
"""
