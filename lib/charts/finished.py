"""A figure that changes no more, as a browser gets it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from plotly.graph_objects import Figure

if TYPE_CHECKING:
    from collections.abc import Mapping


class Finished(Figure):  # type: ignore[misc]  # Plotly is not typed
    """A figure whose form for the browser is made once. What its marks stand for stays on the server."""

    def to_dict(self) -> dict[str, Any]:
        """What the browser is sent: the same each time, for none to change."""
        if not hasattr(self, "_sent"):
            self._sent: dict[str, Any] = super().to_dict()
            for trace in self._sent["data"]:
                trace.pop("customdata", None)
        return self._sent

    def stands_for(self, point: Mapping[str, Any]) -> tuple[str, str | None]:
        """The figure and the key of the mark that was clicked."""
        figure, key = self.data[point["curve_number"]].customdata[point["point_index"]]
        return figure, key
