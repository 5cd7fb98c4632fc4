"""What does the whole room need to know now?"""

from lib.metrics import queue_table, summary
from lib.metrics.definitions.targets import with_targets
from lib.ui.layout import page_frame
from lib.ui.sections import wallboard

context = page_frame.begin_page_without_filters("Wallboard")

totals, queues = context.collect(
    "wallboard",
    lambda: [
        summary(context.tables, context.rules),
        queue_table(context.tables.visits, context.tables.handlings, context.rules),
    ],
)
wallboard.draw_wallboard(context, totals, with_targets(queues, context.rules))
