"""Show me the ones behind this."""

from lib.ui import listing, shell

view = shell.begin("Conversations", "Show me the ones behind this.")

listed = listing.search(view)
listing.describe(view, listed)
shell.stop_if_empty(view, listed.ids.height, sought=listed.is_part)

listing.table(view, listed)
listing.take_away(view, listed)
