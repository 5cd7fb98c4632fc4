"""What does the whole room need to know now?"""

from lib.metrics import queue_table, summary
from lib.metrics.definitions.targets import with_targets
from lib.ui.layout import page_frame
from lib.ui.sections import wallboard

view = page_frame.begin_bare("Wallboard")

whole, queues = view.collect(
    "wallboard",
    lambda: [
        summary(view.tables, view.rules),
        queue_table(view.tables.visits, view.tables.handlings, view.rules),
    ],
)
wallboard.show(view, whole, with_targets(queues, view.rules))
