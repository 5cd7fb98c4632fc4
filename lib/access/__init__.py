"""Who may see what: readers and their rules, the rows of their queues, and personal data masked. Pure.

readers   whom the settings let in, and what each may do
scope     the rows that a reader of some queues may see
masking   personal data made illegible
origin    from where somebody asks
"""

from lib.access.masking import MASK, RULE, masked, masked_record
from lib.access.origin import FORWARDED_FOR, believes_only, is_at_the_machine, is_believed
from lib.access.scope import scoped, with_scope
from lib.access.viewers import OWNER, Viewer, owner, reader_of

__all__ = [
    "FORWARDED_FOR",
    "MASK",
    "OWNER",
    "RULE",
    "Viewer",
    "believes_only",
    "is_at_the_machine",
    "is_believed",
    "masked",
    "masked_record",
    "owner",
    "reader_of",
    "scoped",
    "with_scope",
]
