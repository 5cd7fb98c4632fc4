"""The command line: callboard sync | export | forget | rebuild | demo-api. Only data is written to stdout.

commands         every command, flag and exit code
options          combines the flags with the settings
sync_command     fetches a period and shows the progress
export_command   writes one table of a period
maintenance      `forget` and `rebuild`
matching         reports filter values that match no row
audit            the audit log, and the user who runs a command
demo_command     serves the documented API over generated conversations
output           messages and progress on stderr
"""

from lib.cli.commands import main

__all__ = ["main"]
