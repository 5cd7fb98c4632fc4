"""Who may see what: viewers and their rules, the rows of their queues, and personal data masked. Pure.

masking  masking of personal data
origin   where a request comes from: this machine, or a trusted proxy
scope    the rows that a viewer of some queues may see
viewers  viewers: whom the settings let in, and what each may see and do
"""

from lib.access.masking import MASK, MASKING_NOTE, mask_personal_data, mask_record
from lib.access.origin import FORWARDED_FOR, is_local_request, is_trust_limited_to, is_trusted_proxy
from lib.access.scope import restrict_table, restrict_tables
from lib.access.viewers import LOCAL_VIEWER, Viewer, identify_viewer, local_viewer

__all__ = [
    "FORWARDED_FOR",
    "LOCAL_VIEWER",
    "MASK",
    "MASKING_NOTE",
    "Viewer",
    "identify_viewer",
    "is_local_request",
    "is_trust_limited_to",
    "is_trusted_proxy",
    "local_viewer",
    "mask_personal_data",
    "mask_record",
    "restrict_table",
    "restrict_tables",
]
