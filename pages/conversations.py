"""Show me the ones behind this."""

from lib.ui.layout import page_frame
from lib.ui.sections import conversation_list

context = page_frame.begin_page("Conversations", "Show me the ones behind this.")

listed = conversation_list.draw_search(context)
conversation_list.draw_description(context, listed)
page_frame.stop_if_empty(context, listed.ids.height, sought=listed.is_part)

conversation_list.draw_list(context, listed)
conversation_list.draw_export_links(context, listed)
