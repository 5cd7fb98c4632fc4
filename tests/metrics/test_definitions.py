"""docs/METRICS.md says of every figure what the code says of it, and names every choice and outcome."""

from __future__ import annotations

import json
from pathlib import Path
from typing import get_args

import pytest

from lib.frames.schema import OUTCOMES, SCHEMAS
from lib.metrics import LISTABLE_METRICS, METRICS
from lib.metrics.definitions.column_docs import describe_columns
from lib.metrics.definitions.visit_metrics import OUTCOME_MEANINGS
from lib.metrics.tables.summary_tables import AGENT_COLUMNS, QUEUE_COLUMNS
from lib.settings import Metrics, ServiceLevelPolicy
from tests.metrics import test_worked_example as example

PAGE = (Path(__file__).parents[2] / "docs" / "METRICS.md").read_text(encoding="utf-8")
UNITS = {"count": "number", "share": "share", "seconds": "seconds", "score": "score"}


def table(grain: str) -> str:
    """The figures of one frame as they stand on the page."""
    rows = [
        f"| {figure.label} | `{figure.name}` | {UNITS[figure.unit]} | {figure.definition} |"
        for figure in METRICS.values()
        if figure.table == grain
    ]
    return "\n".join(["| metric | column | unit | what it is |", "| --- | --- | --- | --- |", *rows])


@pytest.mark.parametrize("grain", ["visits", "handlings", "assignments", "conversations"])
def test_the_page_defines_every_figure_in_the_codes_own_words(grain: str) -> None:
    assert table(grain) in PAGE, f"Put this into docs/METRICS.md in place of its table:\n\n{table(grain)}\n"


def test_every_figure_stands_in_a_table() -> None:
    assert {figure.table for figure in METRICS.values()} == {
        "visits",
        "handlings",
        "assignments",
        "conversations",
    }


def test_the_outcomes_stand_in_the_order_in_which_they_are_tried() -> None:
    assert tuple(OUTCOME_MEANINGS) == OUTCOMES
    places = [PAGE.index(f"| `{outcome}` |") for outcome in OUTCOMES]
    assert places == sorted(places)


@pytest.mark.parametrize("policy", get_args(ServiceLevelPolicy))
def test_every_policy_is_explained(policy: str) -> None:
    assert f"| `{policy}` |" in PAGE


@pytest.mark.parametrize("name", [name for name in Metrics.model_fields if name != "queues"])
def test_every_setting_is_named_with_its_default(name: str) -> None:
    default = Metrics.model_fields[name].default
    shown = f"{default:g}" if isinstance(default, float) else json.dumps(default)
    assert f"| `{name}` | `{shown}` |" in PAGE


@pytest.mark.parametrize("columns", [QUEUE_COLUMNS, AGENT_COLUMNS], ids=["queues", "agents"])
def test_the_exported_columns_are_listed_in_their_order(columns: tuple[str, ...]) -> None:
    assert f"`{', '.join(columns)}`" in PAGE


@pytest.mark.parametrize(
    ("table", "columns"), [("queues", QUEUE_COLUMNS), ("agents", AGENT_COLUMNS), *SCHEMAS.items()]
)
def test_every_exported_column_has_a_meaning(table: str, columns: tuple[str, ...]) -> None:
    assert tuple(describe_columns(table, columns)) == tuple(columns)
    assert all(text.endswith(".") for text in describe_columns(table, columns).values())


@pytest.mark.parametrize("name", example.FIGURES)
def test_the_worked_example_has_the_figures_of_its_test(name: str) -> None:
    value = example.FIGURES[name]
    assert f"| `{name}` | {'–' if value is None else f'{value:g}'} |" in PAGE


def test_every_label_stands_for_one_metric() -> None:
    labels = [figure.label.casefold() for figure in LISTABLE_METRICS.values()]
    assert sorted(labels) == sorted(set(labels))
