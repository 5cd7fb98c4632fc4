"""The statistics below the analyses: intervals, distributions, limits, multiple testing."""
