"""Who left, and was not reached since?"""

from lib.ui.layout import page_frame
from lib.ui.sections import callback_list

view = page_frame.begin("Call back", "Who left, and was not reached since?")

found = callback_list.visits(view)
callback_list.describe(view, found)
callback_list.nobody(view, found)
callback_list.table(view, found)
