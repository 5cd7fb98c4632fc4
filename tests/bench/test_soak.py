"""A short soak finds no fault and ends with a quiet run's figures; what would be one is seen."""

from __future__ import annotations

import pytest
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from tests.bench import soak
from tests.bench.soak import Found, Load
from tests.bench.visitor import Run


def message(**alert: str) -> ForwardMsg:
    made = ForwardMsg()
    made.delta.new_element.alert.body = alert["body"]
    made.delta.new_element.alert.icon = alert["icon"]
    return made


@pytest.mark.parametrize(("icon", "faults"), [(soak.BOUNDARY, ["No store."]), (":material/cloud_off:", [])])
def test_a_sentence_in_place_of_a_page_is_a_fault_and_one_beside_it_is_none(
    icon: str, faults: list[str]
) -> None:
    assert soak.faults(Run(0.1, 10, (message(body="No store.", icon=icon),))) == faults


def test_an_exception_on_a_page_is_a_fault() -> None:
    raised = ForwardMsg()
    raised.delta.new_element.exception.message = "division by zero"
    assert soak.faults(Run(0.1, 10, (raised,))) == ["division by zero"]


def test_memory_is_judged_after_the_first_minute() -> None:
    looks = [(0.0, 100.0), (30.0, 300.0), *((60.0 + at, 300.0 + at / 30) for at in range(0, 120, 10))]
    assert (
        soak.memory(looks)
        == "memory at each minute's end: 300, 302, 304 MB; after the first minute +2.0 MB a minute"
    )


def test_a_few_readers_for_a_few_seconds() -> None:
    found = soak.soak(Load(readers=5, seconds=6, thinks_s=(0.1, 0.5)))
    assert found.faults == []
    assert found.same
    assert found.seconds
    assert found.outcomes["200"] > 1
    text = soak.told(found, readers=5)
    assert "figures are those of a quiet run: yes" in text
    assert "faults: 0" in text


def test_what_went_wrong_is_told() -> None:
    found = Found(seconds=[0.1, 0.2], faults=["division by zero", "division by zero"], memory=[(0.0, 1.0)])
    text = soak.told(found, readers=1)
    assert "faults: 2\n  2 times division by zero" in text
    assert text.endswith("NO")
