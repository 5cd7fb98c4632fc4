"""Who may see what: readers and their rules, the rows of their queues, and personal data masked. Pure.

readers   whom the settings let in, and what each may do
"""

from lib.access.readers import OWNER, Reader, owner, reader_of

__all__ = ["OWNER", "Reader", "owner", "reader_of"]
