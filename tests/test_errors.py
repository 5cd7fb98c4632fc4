"""The errors are the tree that their module draws."""

from __future__ import annotations

import inspect
import re

import pytest

from lib import errors

BRANCH = re.compile(r"^(?P<stem>[│ ├└─]*)(?P<name>[A-Z]\w+)(?:  +(?P<meaning>\S.*))?$")
INDENT = len("├── ")

KINDS: dict[str, type[errors.CallboardError]] = {
    name: kind
    for name, kind in inspect.getmembers(errors, inspect.isclass)
    if issubclass(kind, errors.CallboardError)
}


def drawn() -> dict[str, tuple[str | None, str | None]]:
    """Each class in the drawing, with its parent and what stands beside it."""
    tree: dict[str, tuple[str | None, str | None]] = {}
    path: list[str] = []
    for line in str(inspect.getdoc(errors)).split("\n\n")[1].splitlines():
        branch = BRANCH.match(line)
        assert branch, line
        path = [*path[: len(branch["stem"]) // INDENT], branch["name"]]
        tree[branch["name"]] = (path[-2] if len(path) > 1 else None, branch["meaning"])
    return tree


def test_every_error_is_drawn_and_every_drawn_one_is_there() -> None:
    assert list(drawn()) == sorted(KINDS, key=lambda name: inspect.getsourcelines(KINDS[name])[1])


@pytest.mark.parametrize("name", KINDS)
def test_an_error_hangs_where_it_is_drawn(name: str) -> None:
    parent, _ = drawn()[name]
    assert KINDS[name].__bases__ == ((KINDS[parent] if parent else Exception),)


@pytest.mark.parametrize("name", KINDS)
def test_an_error_says_what_it_means(name: str) -> None:
    leaf = not any(parent == name for parent, _ in drawn().values())
    assert len(inspect.getdoc(KINDS[name]) or "") > 20
    assert not leaf or drawn()[name][1]


@pytest.mark.parametrize("name", KINDS)
def test_an_errors_text_is_the_sentence_it_carries(name: str) -> None:
    with pytest.raises(errors.CallboardError) as caught:
        raise KINDS[name]("The store is busy. Try again in a minute.")
    assert str(caught.value) == "The store is busy. Try again in a minute."
