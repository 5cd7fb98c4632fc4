"""Every page opens on whatever a store holds; `python -m tests.bench.hostile` tries two thousand stores."""

from __future__ import annotations

from itertools import cycle
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings

from tests.pages.hostile_run import EVERY_PAGE, list_faults
from tests.pages.hostile_store import Store, stores

if TYPE_CHECKING:
    from collections.abc import Callable

STORES = 50
TURNS = cycle(EVERY_PAGE)
"""A page a store, in turn: each comes four times at least."""

pytestmark = pytest.mark.usefixtures("resting")


@given(store=stores())
@hypothesis_settings(
    max_examples=STORES,
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
def test_page_of_a_hostile_store_opens_whole(settings: Callable[..., None], store: Store) -> None:
    assert list_faults(store, [next(TURNS)], settings) == []
