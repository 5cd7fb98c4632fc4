"""A Plotly figure, serialized once."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from plotly.graph_objects import Figure

if TYPE_CHECKING:
    from collections.abc import Mapping


class SerializedFigure(Figure):  # type: ignore[misc]  # Plotly is not typed
    """A figure in the form that the browser gets, made once. What its marks stand for stays on the server.

    It is a figure by its type alone, so that it is drawn without being checked anew, and holds no more than
    a text: of the thousands of objects in a figure, each one kept is looked at whenever memory is tidied.
    """

    def __init__(self, figure: Figure) -> None:
        traces = json.loads(figure.to_json())
        self._marks = [tuple(map(tuple, trace.pop("customdata", ()))) for trace in traces["data"]]
        self._text = json.dumps(traces)

    def to_dict(self) -> dict[str, Any]:
        """The figure as a dictionary for the browser."""
        figure: dict[str, Any] = json.loads(self._text)
        return figure

    def find_mark(self, point: Mapping[str, Any]) -> tuple[str | None, str | None]:
        """The metric and key of the clicked mark; a null metric where it is no link."""
        figure, key = self._marks[point["curve_number"]][point["point_index"]]
        return figure, key
