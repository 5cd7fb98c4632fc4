"""Labels of options: names that tell ids apart, and the way back from a label that a browser sent to its id.

Streamlit's widgets send labels, and a label changes when another period holds another name. So a session
remembers which id each label stood for. A label never stands for two ids in one session.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

SHORTEST_END = 4
"""Characters of an id's end that are shown at least."""


def distinct_labels(names: Mapping[str, str]) -> dict[str, str]:
    """Ids to labels, by name; ids of one name carry as much of their ends as tells them apart.

    An id in brackets stands whole where its end is another's too, and no two labels are the same.
    """
    pairs = sorted(names.items(), key=lambda pair: (pair[1].casefold(), pair[0]))
    same_name: dict[str, list[str]] = {}
    for key, name in pairs:
        same_name.setdefault(name, []).append(key)
    ends = {key: end for keys in same_name.values() for key, end in _distinct_ends(keys).items()}
    labels = {key: f"{name} ({ends[key]})" if ends[key] else name for key, name in pairs}
    counts = Counter(labels.values())
    return {key: f"{label} ({key})" if counts[label] > 1 else label for key, label in labels.items()}


def label_rows(*tables: Sequence[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """Rows of some tables with labels for the names of their queues and agents, no two ids sharing one.

    A row without an id, or without a name, stays as it is.
    """
    kinds = (("queue_id", "queue_name"), ("agent_id", "agent_name"))
    names = {
        row[key]: row[name]
        for table in tables
        for row in table
        for key, name in kinds
        if row.get(key) and row.get(name)
    }
    labels = distinct_labels(names)
    return [
        [
            row | {name: labels.get(row[key], row[name]) for key, name in kinds if row.get(key)}
            for row in table
        ]
        for table in tables
    ]


def _distinct_ends(keys: Sequence[str]) -> dict[str, str]:
    """The shortest ends of one length that tell these ids apart; an empty one where there is one id."""
    if len(keys) == 1:
        return {keys[0]: ""}
    longest = max(map(len, keys))
    lengths = range(SHORTEST_END, longest + 1)
    length = next((it for it in lengths if len({key[-it:] for key in keys}) == len(keys)), longest)
    return {key: key[-length:] for key in keys}


@dataclass(slots=True)
class Labels:
    """One filter's labels in one session."""

    ids: dict[str, str] = field(default_factory=dict)
    """Each label that was ever shown, with its id."""

    names: dict[str, str] = field(default_factory=dict)
    """Each id that ever occurred, with its name last seen."""

    def show(self, names: Mapping[str, str], selected: Iterable[str]) -> dict[str, str]:
        """Labels of the options: all of `names`, and what is picked beside them, by its name last seen."""
        self.names.update(names)
        others = {key: self.names.get(key, key) for key in selected if key not in names}
        labels: dict[str, str] = {}
        for key, label in distinct_labels({**names, **others}).items():
            labels[key] = label if self.ids.setdefault(label, key) == key else self._with_id(label, key)
        return labels

    def _with_id(self, label: str, key: str) -> str:
        """The label with its id, for one that has stood for another id before."""
        while self.ids.setdefault(label := f"{label} ({key})", key) != key:
            pass
        return label

    def ids_of(self, values: Iterable[str], options: Iterable[str]) -> list[str]:
        """The ids that a widget's values mean, each once; a value that is no option may be an old label."""
        known_ids = set(options)
        return list(
            dict.fromkeys(value if value in known_ids else self.ids.get(value, value) for value in values)
        )
