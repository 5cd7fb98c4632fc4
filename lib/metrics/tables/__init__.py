"""Sums, summary tables, cross tables, lists and timelines made of the frames."""
