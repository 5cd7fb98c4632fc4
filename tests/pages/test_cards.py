"""The links of a card: n opens what a share is taken over, the number before it what the share counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from lib.metrics.definitions.rates import DENOMINATORS, NUMERATORS
from tests.pages.held import STORED_DAYS
from tests.pages.opened import links, open_page, open_shared_page, page_text

if TYPE_CHECKING:
    from lib.store import Store


@pytest.mark.parametrize(
    ("page", "name"),
    [
        ("overview", "service_level"),
        ("abandonment", "abandonment_rate"),
        ("agents", "non_response_rate"),
    ],
)
def test_card_of_a_share_opens_its_numerator_and_its_denominator(store: Store, page: str, name: str) -> None:
    del store
    numbers = {
        query["figure"][0]: label.removeprefix("n ")
        for target, label, query in links(open_shared_page(page))
        if target == "conversations" and query.get("figure", [""])[0] in {name, DENOMINATORS[name]}
    }
    assert numbers.keys() == {name, DENOMINATORS[name]}
    assert numbers[name] != numbers[DENOMINATORS[name]]
    for metric, number in numbers.items():
        assert f": {number} " in page_text(open_page("conversations", STORED_DAYS | {"figure": metric}))


def test_every_share_has_two_counts() -> None:
    assert NUMERATORS.keys() <= DENOMINATORS.keys()
