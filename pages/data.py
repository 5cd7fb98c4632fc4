"""What do these figures stand on?"""

from lib.ui.app import audit_events
from lib.ui.layout import page_frame
from lib.ui.sections import data_quality

context = page_frame.begin("Data", "What do these figures stand on?")
data_quality.coverage(context)
data_quality.left_out(context)
data_quality.unreadable(context)
data_quality.rejects(context)
audit_events.shown(context)
