"""The statistics below the analyses: intervals, distributions, limits, multiple testing.

binomial_limits   within which shares chance keeps so many at a given rate: exact binomial limits
control_limits    control limits of a share or a mean over time
design_effect     design effects: how much more a share or mean varies than it would with independent calls
differences       the difference of two shares or two means with its 95 % interval, as Polars expressions
distributions     tails and quantiles of the normal
intervals         confidence intervals as Polars expressions
multiple_testing  multiple testing: which differences remain after adjustment, and the sentences for them
overdispersion    how far units differ among themselves beyond chance, and the limits that allow for it
quantiles         medians and 90th percentiles with intervals that suppose nothing of how times are spread
"""
