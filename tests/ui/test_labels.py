"""Labels tell ids apart, and a label that a browser sends is its id, whatever it is called by now."""

from __future__ import annotations

import pytest

from lib.ui.query.option_labels import Labels, distinct_labels, label_rows


@pytest.mark.parametrize(
    ("names", "labels"),
    [
        ({"a1": "Ann", "b1": "Bea"}, {"a1": "Ann", "b1": "Bea"}),
        ({"a-1234": "Ann", "b-5678": "Ann"}, {"a-1234": "Ann (1234)", "b-5678": "Ann (5678)"}),
        ({"a-x-1234": "Ann", "a-y-1234": "Ann"}, {"a-x-1234": "Ann (x-1234)", "a-y-1234": "Ann (y-1234)"}),
        ({"1234": "Ann", "91234": "Ann"}, {"1234": "Ann (1234)", "91234": "Ann (91234)"}),
        (
            {"a-1234": "Ann", "b-5678": "Ann", "c": "Ann (1234)"},
            {"a-1234": "Ann (1234) (a-1234)", "b-5678": "Ann (5678)", "c": "Ann (1234) (c)"},
        ),
        ({"b": "bea", "a": "Ann"}, {"a": "Ann", "b": "bea"}),
        ({}, {}),
    ],
    ids=str,
)
def test_distinct_labels_of_names_tell_ids_apart(names: dict[str, str], labels: dict[str, str]) -> None:
    shown = distinct_labels(names)
    assert shown == labels
    assert list(shown) == list(labels)


def test_labels_old_label_of_a_renamed_id_is_its_id() -> None:
    labels = Labels()
    assert labels.show({"a1": "Ann Lee"}, []) == {"a1": "Ann Lee"}
    shown = labels.show({"a1": "Ann Kay"}, ["a1"])
    assert shown == {"a1": "Ann Kay"}
    assert labels.ids_of(["Ann Lee"], shown) == ["a1"]


def test_labels_id_that_does_not_occur_keeps_its_last_name() -> None:
    labels = Labels()
    labels.show({"a1": "Ann"}, [])
    assert labels.show({"b1": "Bea"}, ["a1", "c1"]) == {"a1": "Ann", "b1": "Bea", "c1": "c1"}


def test_labels_name_that_another_id_had_before_carries_the_id() -> None:
    labels = Labels()
    labels.show({"a1": "Ann"}, [])
    shown = labels.show({"b1": "Ann"}, [])
    assert shown == {"b1": "Ann (b1)"}
    assert labels.ids_of(["Ann"], shown) == ["a1"]


def test_labels_namesake_that_appears_changes_no_id() -> None:
    labels = Labels()
    labels.show({"a-1234": "Ann"}, [])
    shown = labels.show({"a-1234": "Ann", "b-1234": "Ann"}, ["a-1234"])
    assert shown == {"a-1234": "Ann (a-1234)", "b-1234": "Ann (b-1234)"}
    assert labels.ids_of(["Ann", "Ann (b-1234)"], shown) == ["a-1234", "b-1234"]


def test_label_rows_agents_and_queue_of_one_name_get_labels_of_their_own() -> None:
    visit = {"queue_id": "q-0001", "queue_name": "Sam", "agent_id": None, "agent_name": None}
    handlings = [{"agent_id": f"a-000{n}", "agent_name": "Sam", "queue_id": None} for n in (2, 3)]
    visits, handled = label_rows([visit], handlings)
    labels = [visits[0]["queue_name"], *(row["agent_name"] for row in handled)]
    assert labels == ["Sam (0001)", "Sam (0002)", "Sam (0003)"]
    assert visits[0]["agent_name"] is None
