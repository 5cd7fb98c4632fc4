"""The tails and quantiles that the verdicts stand on, against SciPy's own distributions."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from lib.metrics.statistics import distributions

SIZES = np.array([1, 2, 10, 40, 997, 100_000])
RATES = np.array([0.001, 0.025, 0.3, 0.5, 0.9])


@pytest.mark.parametrize("rate", RATES)
def test_binomial_tails(rate: float) -> None:
    for part in (0.0, 0.1, 0.5, 1.0):
        counts = (SIZES * part).astype(int)
        assert distributions.at_most(counts, SIZES, rate) == pytest.approx(
            stats.binom.cdf(counts, SIZES, rate)
        )
        assert distributions.at_least(counts, SIZES, rate) == pytest.approx(
            stats.binom.sf(counts - 1, SIZES, rate)
        )


@pytest.mark.parametrize("rate", RATES)
@pytest.mark.parametrize("share", [0.001, 0.025, 0.31, 0.52, 0.975, 0.999])
def test_binomial_quantiles(share: float, rate: float) -> None:
    assert (
        distributions.smallest_count(share, SIZES, rate).tolist()
        == stats.binom.ppf(share, SIZES, rate).tolist()
    )


def test_fewer_than_none_never_happens() -> None:
    assert distributions.at_most([-1, 0], [10, 10], 0.0).tolist() == [0, 1]
    assert distributions.at_least([-1, 0, 11], [10, 10, 10], 0.5).tolist() == [1, 1, 0]


# Fisher's tables: 5 % of χ², of the normal on both sides, and of Student's t on both sides.
def test_tables_as_published() -> None:
    assert distributions.chi_squared_tail(7.815, 3) == pytest.approx(0.05, abs=5e-5)
    assert distributions.two_sided(1.96) == pytest.approx(0.05, abs=5e-5)
    assert distributions.upper_tail(1.645) == pytest.approx(0.05, abs=5e-5)
    assert distributions.deviate(0.025) == pytest.approx(1.959964, abs=5e-7)
    assert distributions.student(0.975, 10) == pytest.approx(2.228, abs=5e-4)


def test_the_statistics_are_imported_without_scipy_and_the_sums_without_numpy() -> None:
    asked = (
        "import sys, lib.metrics; assert 'numpy' not in sys.modules; "
        "import lib.metrics.analyses.period_comparison, lib.metrics.analyses.mix_adjustment; "
        "assert 'scipy' not in sys.modules"
    )
    root = Path(__file__).parents[2]
    assert subprocess.run([sys.executable, "-c", asked], cwd=root, check=False).returncode == 0  # noqa: S603


def test_a_tail_too_small_for_a_number_has_a_finite_deviate() -> None:
    assert 37 < float(distributions.deviate(0.0)) < 38
