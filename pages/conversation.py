"""What happened here?"""

from lib.ui import one, shell

view = shell.begin("Conversation", "What happened here?")
conversation = one.open_conversation(view)

one.ways(view, conversation)
one.happened(view, conversation)
one.facts(view, conversation)
one.survey(view, conversation)
one.notes(view, conversation)
one.visits(view, conversation)
one.handlings(view, conversation)
one.raw(view, conversation)
