"""Answers struck in every way, over HTTP into a store and out of it: what was not refused is all there."""

from __future__ import annotations

from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import stamina
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.accounts import carry
from tests.mutations import page

if TYPE_CHECKING:
    from random import Random


@settings(
    derandomize=True, deadline=None, database=None, suppress_health_check=list(HealthCheck), max_examples=12
)
@given(st.randoms(use_true_random=False))
def test_every_record_that_was_sent_is_in_the_store(dice: Random) -> None:
    with TemporaryDirectory() as folder, stamina.set_testing(True, attempts=2):
        counts = carry(page(dice), folder)
    assert counts["pages"] == 1
