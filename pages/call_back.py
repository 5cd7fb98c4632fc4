"""Who left, and was not reached since?"""

from lib.ui.layout import page_frame
from lib.ui.sections import callback_list

context = page_frame.begin("Call back", "Who left, and was not reached since?")

found = callback_list.visits(context)
callback_list.describe(context, found)
callback_list.nobody(context, found)
callback_list.table(context, found)
