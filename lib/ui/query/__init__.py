"""From the address to rows: selection, page context, cache and data access, lists, exports."""
