"""The page Definitions: every figure with what it counts, what it leaves out, and where it is shown."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import streamlit as st

from lib.metrics import AGENT_COLUMNS, METRICS, QUEUE_COLUMNS
from lib.metrics.definitions.exclusions import list_exclusions
from lib.metrics.definitions.rates import DENOMINATORS
from lib.metrics.tables.text_search import search_forms, split_search_text
from lib.ui.app.pages import TITLES
from lib.ui.sections.metric_places import SHOWN

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lib.metrics import Metric

FIND = "find"
SECTIONS = {
    "visits": "Visits to queues",
    "handlings": "Handlings: the parts that agents took",
    "assignments": "Assignments: tries to give a conversation to an agent",
    "conversations": "Conversations",
}
UNITS = {"count": "A number", "share": "A share", "seconds": "A time", "score": "A score"}
EXPORTS = {"queues": QUEUE_COLUMNS, "agents": AGENT_COLUMNS}


def draw_search() -> str:
    """What the viewer looks for, also from the address, so that a search can be sent."""
    return st.text_input(
        "Search the definitions",
        st.query_params.get(FIND, ""),
        key=FIND,
        on_change=_write_search,
        placeholder="A figure, or a word of its definition",
        icon=":material/search:",
    )


def _write_search() -> None:
    if st.session_state[FIND]:
        st.query_params[FIND] = st.session_state[FIND]
    else:
        st.query_params.pop(FIND, None)


def draw_definitions(search_text: str) -> None:
    """The figures that hold all of the words, by the rows that they count."""
    metrics = find_metrics(search_text)
    if not metrics:
        st.info("No definition holds these words. Try fewer of them.", icon=":material/search_off:")
    for table, title in SECTIONS.items():
        if entries := [_format_entry(metric) for metric in metrics if metric.table == table]:
            st.header(title, anchor=False)
            st.markdown("\n\n".join(entries))


def find_metrics(search_text: str) -> list[Metric]:
    """The figures of whose name, label and definition each of the words begins one, however it is written."""
    patterns = [re.compile(rf"\b{re.escape(pattern)}") for pattern in split_search_text(search_text)]
    texts = [
        f"{metric.name.replace('_', ' ')} {metric.label} {metric.definition}" for metric in METRICS.values()
    ]
    forms = zip(METRICS.values(), search_forms(texts), strict=True)
    return [metric for metric, form in forms if all(pattern.search(form) for pattern in patterns)]


def _format_entry(metric: Metric) -> str:
    """One figure's entry."""
    over = METRICS.get(DENOMINATORS.get(metric.name, ""))
    shown_on, excluded = list_places(metric.name), list_exclusions(metric)
    facts = [
        f"{UNITS[metric.unit]}, in files `{metric.name}`",
        f"Taken over: {over.label.lower()}" if over else "",
        f"Leaves out: {_join_names(excluded)}" if excluded else "",
        f"Shown on: {_join_names(shown_on)}" if shown_on else "",
    ]
    fact_list = "\n".join(f"- {fact}" for fact in facts if fact)
    return f"### {metric.label}\n\n{metric.definition}\n\n{fact_list}"


def _join_names(names: Sequence[str]) -> str:
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))


def list_places(name: str) -> tuple[str, ...]:
    """Where a metric is shown: the pages that show it, then the files that hold it."""
    pages = (title for page, (title, _) in TITLES.items() if name in SHOWN.get(page, ()))
    files = (f"the table of {table}" for table, columns in EXPORTS.items() if name in columns)
    return (*pages, *files)
