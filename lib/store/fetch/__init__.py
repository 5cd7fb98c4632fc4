"""Making a period present: what is missing, in which windows it is asked for, one sync under way."""
