"""Raw conversation records in, typed Polars frames out; what cannot be read is kept as a reject."""

from lib.frames.flatten import Frames, flatten

__all__ = ["Frames", "flatten"]
