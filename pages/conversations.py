"""Show me the ones behind this."""

from lib.ui.layout import page_frame
from lib.ui.sections import conversation_list

view = page_frame.begin("Conversations", "Show me the ones behind this.")

listed = conversation_list.search(view)
conversation_list.describe(view, listed)
page_frame.stop_if_empty(view, listed.ids.height, sought=listed.is_part)

conversation_list.table(view, listed)
conversation_list.take_away(view, listed)
