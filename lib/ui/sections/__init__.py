"""Larger parts of pages: charts of metrics, lists, one conversation, data quality."""
