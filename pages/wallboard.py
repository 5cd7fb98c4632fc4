"""What does the whole room need to know now?"""

from lib.metrics import queue_table, summary
from lib.metrics.targets import with_targets
from lib.ui import shell, wall

view = shell.begin_bare("Wallboard")

whole, queues = view.collect(
    "wallboard",
    lambda: [
        summary(view.tables, view.rules),
        queue_table(view.tables.visits, view.tables.handlings, view.rules),
    ],
)
wall.show(view, whole, with_targets(queues, view.rules))
