"""Show me the ones behind this."""

from lib.ui.layout import page_frame
from lib.ui.sections import conversation_list

context = page_frame.begin("Conversations", "Show me the ones behind this.")

listed = conversation_list.search(context)
conversation_list.describe(context, listed)
page_frame.stop_if_empty(context, listed.ids.height, sought=listed.is_part)

conversation_list.table(context, listed)
conversation_list.take_away(context, listed)
