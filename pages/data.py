"""What do these figures stand on?"""

from lib.ui.app import audit_events
from lib.ui.layout import page_frame
from lib.ui.sections import data_quality

context = page_frame.begin_page("Data", "What do these figures stand on?")
data_quality.draw_coverage(context)
data_quality.draw_exclusions(context)
data_quality.draw_unreadable_fields(context)
data_quality.draw_rejects(context)
audit_events.draw_audit_log(context)
