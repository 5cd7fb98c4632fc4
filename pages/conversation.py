"""What happened here?"""

from lib.ui.layout import page_frame
from lib.ui.sections import conversation_detail

context = page_frame.begin_page("Conversation", "What happened here?")
conversation = conversation_detail.open_conversation(context)

conversation_detail.draw_navigation(context, conversation)
conversation_detail.draw_timeline(context, conversation)
conversation_detail.draw_facts(context, conversation)
conversation_detail.draw_survey(context, conversation)
conversation_detail.draw_notes(context, conversation)
conversation_detail.draw_visits(context, conversation)
conversation_detail.draw_handlings(context, conversation)
conversation_detail.draw_record(context, conversation)
