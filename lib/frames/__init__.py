"""Raw conversation records in, typed Polars frames out; what cannot be read is kept as a reject.

assignments     tries to give a conversation to an agent
channels        channels by a normal form: one name for every spelling that the service has for a channel
contradictions  times and durations in which a record contradicts itself: they are unknown, and named
conversations   one row a record: what it is, how it ended, who the customer was
customer        who the customer was
decode          JSON texts to one typed frame of records
destinations    what stands in the destinations: visits to queues, and handlings by agents
flatten         records to frames
lenient         one record's JSON
meetings        who was consulted and who joined during one conversation's handlings
outcome         what became of a visit
parse           columns of text, as foreign records hold it, to typed columns of a frame
schema          the one list of columns: each frame's grain, and each column's type, unit and meaning
"""

from lib.frames.flatten import Frames, flatten

__all__ = ["Frames", "flatten"]
