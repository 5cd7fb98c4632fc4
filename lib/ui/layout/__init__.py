"""What stands around every page: frame, filters, sync status, saved views, page download."""
