"""What happened here?"""

from lib.ui.layout import page_frame
from lib.ui.sections import conversation_detail

context = page_frame.begin("Conversation", "What happened here?")
conversation = conversation_detail.open_conversation(context)

conversation_detail.ways(context, conversation)
conversation_detail.happened(context, conversation)
conversation_detail.facts(context, conversation)
conversation_detail.survey(context, conversation)
conversation_detail.notes(context, conversation)
conversation_detail.visits(context, conversation)
conversation_detail.handlings(context, conversation)
conversation_detail.raw(context, conversation)
