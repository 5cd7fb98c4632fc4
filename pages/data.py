"""What do these figures stand on?"""

from lib.ui.layout import page_frame
from lib.ui.sections import audit_log, data_quality

context = page_frame.begin_page("Data", "What do these figures stand on?")
data_quality.draw_coverage(context)
data_quality.draw_exclusions(context)
data_quality.draw_unreadable_fields(context)
data_quality.draw_rejects(context)
audit_log.draw_audit_log(context)
