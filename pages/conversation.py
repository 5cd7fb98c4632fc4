"""What happened here?"""

from lib.charts.figures import timeline
from lib.ui import one, plots, shell

view = shell.begin("Conversation", "What happened here?")
conversation = one.open_conversation(view)
one.facts(view, conversation)
plots.still(
    timeline(one.segments(view, conversation), title="On the clock"), alt="The conversation's parts in time."
)
one.visits(view, conversation)
one.handlings(view, conversation)
one.notes(view, conversation)
one.raw(view, conversation)
