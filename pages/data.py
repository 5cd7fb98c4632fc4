"""What do these figures stand on?"""

from lib.ui.app import audit_events
from lib.ui.layout import page_frame
from lib.ui.sections import data_quality

view = page_frame.begin("Data", "What do these figures stand on?")
data_quality.coverage(view)
data_quality.left_out(view)
data_quality.unreadable(view)
data_quality.rejects(view)
audit_events.shown(view)
