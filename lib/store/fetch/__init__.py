"""Making a period present: what is missing, in which windows it is asked for, one sync under way.

density           how many records an hour of the week brings, learned from those seen; no I/O
density_estimate  what the store itself tells of how many records an hour of the week brings
parts             what a sync asks beside the period itself
planner           which window to ask next: a state machine fed with what came of those before; no I/O
progress          what a sync says of itself while it runs and when it is over
run               one sync under way
sync              make a period present
"""
