"""The names that settings may have, as their models list them; pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, get_args

from pydantic import BaseModel

if TYPE_CHECKING:
    from collections.abc import Iterator

Model = type[BaseModel]


def all_names(model: Model) -> frozenset[str]:
    """Every table's and key's name."""
    within = (
        all_names(part) for field in model.model_fields.values() for part in models_of(field.annotation)
    )
    return frozenset(model.model_fields).union(*within)


def variable_names(model: Model, separator: str) -> Iterator[str]:
    """Every table and key as its variable ends: SMARTASSIST__HOST."""
    for name, field in model.model_fields.items():
        yield name.upper()
        for part in models_of(field.annotation):
            yield from (f"{name.upper()}{separator}{path}" for path in variable_names(part, separator))


def keys_beside(model: Model, place: tuple[int | str, ...]) -> frozenset[str]:
    """The keys of the table in which a place stands."""
    table = model
    for step in place[:-1]:
        if field := table.model_fields.get(str(step)):
            table = next(models_of(field.annotation), table)
    return frozenset(table.model_fields)


def models_of(annotation: Any) -> Iterator[Model]:
    """The tables that a type consists of."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from models_of(part)
