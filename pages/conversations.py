"""Show me the ones behind this."""

from lib.ui.layout import page_frame
from lib.ui.sections import conversation_list

context = page_frame.begin_page("Conversations", "Show me the ones behind this.")

matches = conversation_list.draw_search(context)
conversation_list.draw_description(context, matches)
page_frame.stop_if_empty(context, matches.ids.height, is_search=matches.is_part)

conversation_list.draw_list(context, matches)
conversation_list.draw_export_links(context, matches)
