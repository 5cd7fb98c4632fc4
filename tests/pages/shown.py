"""Which metrics a page really shows: read from what it drew."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lib.frames.schema import OUTCOMES
from lib.metrics import METRICS
from tests.pages.opened import context_of, page_text

if TYPE_CHECKING:
    from streamlit.testing.v1 import AppTest

LABELS = {figure.label: name for name, figure in METRICS.items()}
TABLES = {"queues", "agents"}
"""Files that hold more columns than the tables on the page show."""


def list_shown_metrics(app: AppTest) -> set[str]:
    """Metrics on cards, in tables, in the data of charts, in the sum of outcomes and on the wallboard."""
    cards = {LABELS[metric.label] for metric in app.metric}
    columns = {column for element in app.dataframe for column in element.value.columns}
    charts = {
        column
        for name, make in context_of(app).table_makers.items()
        if name not in TABLES
        for column in make().columns
    }
    told = page_text(app)
    outcomes = {"offered", *OUTCOMES} if re.search(r"\d offered = ", told) else set()
    board = {LABELS[label] for label in re.findall(r"<dt>(.*?)</dt>", told)}
    return (cards | columns | charts | outcomes | board) & METRICS.keys()
