"""Who left, and was not reached since?"""

from lib.ui.layout import page_frame
from lib.ui.query.callbacks import find_callbacks
from lib.ui.sections import callback_list

context = page_frame.begin_page("Call back", "Who left, and was not reached since?")

callbacks = find_callbacks(context)
callback_list.draw_summary(context, callbacks)
callback_list.stop_if_empty(context, callbacks)
callback_list.draw_list(context, callbacks)
