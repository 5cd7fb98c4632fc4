"""A count and its noun agree."""

from __future__ import annotations

import pytest

from lib.formatting import format_quantity


@pytest.mark.parametrize(
    ("number", "text"), [(0, "0 customers"), (1, "1 customer"), (2, "2 customers"), (1234, "1,234 customers")]
)
def test_several_customers(number: int, text: str) -> None:
    assert format_quantity(number, "customers") == text


def test_several_with_a_singular_of_its_own() -> None:
    assert format_quantity(1, "rows match", "row matches") == "1 row matches"
    assert format_quantity(2, "rows match", "row matches") == "2 rows match"


def test_several_of_a_fraction_that_is_shown_as_one() -> None:
    assert format_quantity(1.2, "minutes") == "1 minute"
