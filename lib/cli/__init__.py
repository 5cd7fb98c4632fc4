"""The command line: callboard sync | export | forget | rebuild | demo-api. Data goes to stdout alone.

commands  every command and flag, and the exit codes
asked     what the flags and the settings mean together
fetching  a period is made present, and its progress told
exporting one table of a period, and what it was chosen by
keeping   a customer is forgotten, the frames are made anew
matching  whether what is picked exists in the period
noting    who gives a command, and the log in which it is noted
serving   the documented API over made-up conversations
speaking  sentences and progress on stderr
"""

from lib.cli.commands import main

__all__ = ["main"]
