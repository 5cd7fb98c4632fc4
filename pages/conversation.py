"""What happened here?"""

from lib.ui.layout import page_frame
from lib.ui.sections import conversation_detail

view = page_frame.begin("Conversation", "What happened here?")
conversation = conversation_detail.open_conversation(view)

conversation_detail.ways(view, conversation)
conversation_detail.happened(view, conversation)
conversation_detail.facts(view, conversation)
conversation_detail.survey(view, conversation)
conversation_detail.notes(view, conversation)
conversation_detail.visits(view, conversation)
conversation_detail.handlings(view, conversation)
conversation_detail.raw(view, conversation)
