"""Show me the ones behind this."""

from lib.ui import downloads, found, shell

view = shell.begin("Conversations", "Show me the ones behind this.")
drill = found.asked_for()
listed, counted = found.behind(view, drill)
found.describe(view, drill, counted, listed.height)
shell.stop_if_empty(view, listed.height, sought=found.is_sought(drill))
found.conversations(view, found.slice_of(listed), found.SHOWN, found.words_of(drill))
downloads.later(view, lambda: found.whole_rows(view, listed), "conversations")
