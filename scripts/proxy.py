"""Finds nginx for the test of the documented proxy, or gets Debian's."""

import os
import shutil
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

PLACES = os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin"])
"""Where it is looked for: users other than root seldom have it on their path."""


def nginx() -> "str | None":
    """Its path, or null where there is none."""
    return shutil.which("nginx", path=PLACES)


def ensure_nginx(install: "Callable[[str], object]") -> None:
    """Get it if need be and if that can be done; without it its tests are skipped, or fail in CI."""
    if nginx() is None:
        install("nginx-light")
