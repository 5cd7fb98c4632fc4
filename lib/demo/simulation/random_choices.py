"""Choices that stay the same whenever and in whatever order a record is written."""

from collections.abc import Sequence
from typing import TypeVar
from zlib import crc32

Item = TypeVar("Item")
_MASK = (1 << 64) - 1
_slots: dict[str, int] = {}


class StableChoices:
    """Named rolls that follow from 64 bits alone, each by its own name (splitmix64)."""

    __slots__ = ("_salt",)

    def __init__(self, salt: int) -> None:
        self._salt = salt & _MASK

    def bits(self, name: str) -> int:
        """64 bits for this name."""
        slot = _slots.get(name)
        if slot is None:
            slot = _slots[name] = crc32(name.encode()) * 0x9E3779B97F4A7C15
        mixed = (self._salt + slot) & _MASK
        mixed = ((mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
        mixed = ((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB) & _MASK
        return mixed ^ (mixed >> 31)

    def integer(self, name: str, sides: int) -> int:
        """An integer from 0 to sides - 1."""
        return self.bits(name) % sides

    def pick(self, name: str, items: Sequence[Item]) -> Item:
        """One of the items."""
        return items[self.bits(name) % len(items)]
