"""Holds the rules of the folder tree: who may import whom, what is pure, what no file may contain."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[1]

OWNERS = {
    "streamlit": ("app.py", "pages/", "lib/server/", "lib/ui/"),
    "httpx": ("lib/smartassist/",),
    "jwt": ("lib/smartassist/",),
    "starlette": (
        "app.py",
        "lib/demo/",
        "lib/server/export_route.py",
        "lib/server/security_middleware.py",
        "lib/server/routes.py",
    ),
    "uvicorn": ("app.py", "lib/demo/", "lib/server/routes.py"),
    "plotly": ("lib/charts/",),
    "deltalake": ("lib/store/",),
    "prometheus_client": ("lib/server/prometheus.py",),
    "pythonjsonlogger": ("lib/logs.py",),
    "phonenumbers": ("lib/metrics/tables/phone_numbers.py", "lib/settings.py"),
    "babel": ("lib/formatting.py", "lib/settings.py"),
}
"""The only places that may import a package: the rest of the tree can do without it."""

FREE = {"lib.__version__", "lib.errors", "lib.hosts", "lib.period", "lib.settings"}
"""What any room may import."""

ROOMS = {
    "app.py": {"server", "ui"},
    "pages": {"ui", "text", "charts", "metrics", "frames"},
    "access": {"metrics", "frames"},
    "audit": set(),
    "cli": {
        "access",
        "audit",
        "formatting",
        "logs",
        "source",
        "export",
        "metrics",
        "store",
        "frames",
        "smartassist",
        "demo",
    },
    "server": {"ui", "access", "logs", "export", "charts", "metrics", "store", "frames", "smartassist"},
    "ui": {
        "access",
        "audit",
        "charts",
        "export",
        "formatting",
        "frames",
        "metrics",
        "smartassist",
        "source",
        "store",
        "sync",
        "text",
    },
    "sync": {"source", "store", "smartassist"},
    "text": {"formatting", "frames", "metrics"},
    "formatting": {"frames"},
    "scripts": {"demo", "smartassist", "source", "store"},
    "export": set(),
    "source": {"store", "smartassist", "demo"},
    "charts": {"formatting", "frames"},
    "metrics": {"formatting", "frames"},
    "store": {"frames", "smartassist"},
    "frames": {"smartassist.records"},
    "smartassist": set(),
    "demo": set(),
    "logs": set(),
    "hosts": set(),
    "settings": {"settings_file", "settings_names"},
    "settings_file": set(),
    "settings_names": set(),
    "period": set(),
    "errors": set(),
    "__init__": set(),
}
"""Imports run one way; the wire's shapes, smartassist.records, are all that frames know of the service.

What draws the README's pictures, a script, makes a store of the demo for it.
Some metrics still format numbers in sentences of their own.
"""

DOOR = "lib/ui/query/data_access.py"
"""The one module between the pages and the store's rows: it knows who may see which."""

SENDING = "lib/ui/components/arrow.py"
"""The one module that makes Arrow for a browser: texts lie under nulls, and Arrow carries them along."""

LEAVING = {
    "download_button": ("lib/ui/components/download_buttons.py",),
    "record_download": ("lib/ui/app/file_release.py",),
    "StreamingResponse": ("lib/server/export_route.py",),
    "FileResponse": (),
}
"""By what a file leaves or is noted, and where alone it may stand: all goes through
lib/ui/app/file_release.py."""

PURE = ("lib/metrics/", "lib/charts/", "lib/access/")
IMPURE_MODULES = {
    "asyncio",
    "http",
    "httpx",
    "io",
    "os",
    "pathlib",
    "shutil",
    "socket",
    "subprocess",
    "sys",
    "tempfile",
    "threading",
    "time",
    "urllib",
}
IMPURE_CALLS = {"now", "utcnow", "today", "open", "input", "load_settings"}

# Each pattern holds a letter in brackets, so that this file does not match itself.
FORBIDDEN_TEXT = {
    "a path of one machine": (
        r"(?<![\w.}-])/(?:[w]ork|[t]mp|[r]oot|[h]ome/\w+|[U]sers/\w+)(?![\w-])|\b[A-Z]:\\[U]sers\\"
    ),
    "a note of work left undone": r"\b(?:T[O]DO|F[I]XME|X[X]X)\b",
    "the host of a package registry": r"\b(?:py[p]i|pythonhos[t]ed|npmj[s]|anacon[d]a|debia[n])\.(?:org|com)",
}


def modules() -> list[str]:
    """Every Python file of the project, without its tests."""
    folders = [path for folder in ("lib", "pages", "scripts") for path in (ROOT / folder).rglob("*.py")]
    starters = [ROOT / "scripts" / name for name in ("run", "check", "pin")]
    launcher = [path for path in [ROOT / "app.py"] if path.exists()]
    return sorted(path.relative_to(ROOT).as_posix() for path in [*folders, *starters, *launcher])


def tracked() -> list[str]:
    """Every file that is under version control."""
    git = shutil.which("git")
    if not git or not (ROOT / ".git").exists():
        pytest.skip("not a git checkout")
    command = [git, "-c", f"safe.directory={ROOT}", "ls-files", "-z"]
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout  # noqa: S603
    return sorted(name for name in listed.split("\0") if name and (ROOT / name).is_file())


def breaches(path: str, source: str) -> list[str]:
    """What `source` would break if it stood at `path`."""
    tree = ast.parse(source)
    imported = set(imports(tree, path))
    return [
        *foreign_packages(path, imported),
        *wrong_rooms(path, imported),
        *(impurities(tree, imported) if path.startswith(PURE) else ()),
        *(page_faults(tree) if path.startswith("pages/") else ()),
        *(ways_around(tree, path) if path.startswith(("pages/", "lib/ui/")) else ()),
        *(() if (ast.get_docstring(tree) or "").strip() else ("no docstring",)),
    ]


def imports(tree: ast.Module, path: str) -> Iterator[str]:
    """Full names of all that is imported anywhere in a file, for types and by a call as well."""
    package = path.removesuffix(".py").split("/")[:-1]
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                yield from (alias.name for alias in names)
            case ast.ImportFrom(module=module, names=names, level=level):
                base = [*package[: len(package) - level + 1], module] if level else [module]
                yield from (".".join([*filter(None, base), alias.name]) for alias in names)
            case ast.Call(
                func=ast.Name(id="__import__" | "import_module") | ast.Attribute(attr="import_module"),
                args=[ast.Constant(value=str(name)), *_],
            ):
                yield name


def foreign_packages(path: str, imported: set[str]) -> Iterator[str]:
    for package in sorted({name.split(".")[0] for name in imported} & OWNERS.keys()):
        if not path.startswith(OWNERS[package]):
            yield f"imports {package}"


def wrong_rooms(path: str, imported: set[str]) -> Iterator[str]:
    room = room_of(path)
    if room not in ROOMS:
        yield f"{room} is a room without a rule"
    allowed = {*FREE, *(f"lib.{name}" for name in {room, *ROOMS.get(room, set())})}
    for name in sorted(imported):
        if name.split(".")[0] == "pages":
            yield f"imports a page: {name}"
        if name.split(".")[0] == "lib" and not any(within(name, door) for door in allowed):
            yield f"{room} imports {name}"


def room_of(path: str) -> str:
    parts = path.split("/")
    return parts[1].removesuffix(".py") if parts[0] == "lib" else parts[0]


def within(name: str, module: str) -> bool:
    return name == module or name.startswith(f"{module}.")


def impurities(tree: ast.Module, imported: set[str]) -> Iterator[str]:
    for module in sorted({name.split(".")[0] for name in imported} & IMPURE_MODULES):
        yield f"pure code imports {module}"
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)) if name in IMPURE_CALLS:
                yield f"pure code calls {name}"


def page_faults(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        match node:
            case ast.Try() | ast.TryStar():
                yield "a page tries"
            case ast.Attribute(value=ast.Name(id="pl" | "polars"), attr="col"):
                yield "a page computes with pl.col"
            case ast.ImportFrom(module="polars", names=names) if "col" in {alias.name for alias in names}:
                yield "a page computes with pl.col"


def ways_around(tree: ast.Module, path: str) -> Iterator[str]:
    """Reading the store past the door, or sending a frame with what lies under its nulls."""
    for node in ast.walk(tree):
        match node:
            case ast.Attribute(attr="scan" | "files" | "entry" as name) if path != DOOR:
                yield f"reads the store past lib/ui/query/data_access.py: .{name}"
            case ast.Attribute(attr="to_arrow") if path != SENDING:
                yield "sends a frame past lib/ui/components/arrow.py"
            case ast.Attribute(attr=name) | ast.Name(id=name) if path not in LEAVING.get(name, (path,)):
                yield f"hands over a file past lib/ui/app/file_release.py: {name}"


def unwelcome(text: str) -> list[str]:
    """What a text holds that no file of the project may hold."""
    return [what for what, pattern in FORBIDDEN_TEXT.items() if re.search(pattern, text)]


@pytest.mark.parametrize("path", modules())
def test_a_module_keeps_the_rules(path: str) -> None:
    assert breaches(path, (ROOT / path).read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("path", [*ROOMS])
def test_every_rule_is_for_a_known_place(path: str) -> None:
    rooms = {door.split(".")[0] for door in ROOMS[path]}
    assert rooms <= ROOMS.keys()


@pytest.mark.parametrize(
    ("path", "line", "breach"),
    [
        ("lib/metrics/a.py", "import streamlit as st", "imports streamlit"),
        ("lib/smartassist/a.py", "from streamlit.runtime import get_instance", "imports streamlit"),
        ("lib/cli/a.py", "import streamlit", "imports streamlit"),
        ("lib/store/a.py", "import httpx", "imports httpx"),
        ("lib/demo/a.py", "import jwt", "imports jwt"),
        ("lib/ui/main.py", "from starlette.routing import Route", "imports starlette"),
        ("lib/cli/a.py", "import uvicorn", "imports uvicorn"),
        ("lib/ui/a.py", "import plotly.graph_objects as go", "imports plotly"),
        ("pages/a.py", "from plotly import graph_objects", "imports plotly"),
        ("lib/frames/a.py", "import deltalake", "imports deltalake"),
        ("lib/ui/a.py", "from babel.numbers import format_decimal", "imports babel"),
        ("lib/store/a.py", "def f():\n    import httpx", "imports httpx"),
        ("lib/store/a.py", "if TYPE_CHECKING:\n    import httpx", "imports httpx"),
        ("lib/store/a.py", "import importlib\nimportlib.import_module('httpx')", "imports httpx"),
        ("lib/store/a.py", "__import__('httpx')", "imports httpx"),
        (
            "lib/charts/a.py",
            "from lib.metrics import tables",
            "charts imports lib.metrics.tables",
        ),
        (
            "lib/charts/a.py",
            "from lib.ui.layout.page_frame import begin_page",
            "charts imports lib.ui.layout.page_frame.begin_page",
        ),
        (
            "lib/metrics/a.py",
            "from lib.charts.figures import line",
            "metrics imports lib.charts.figures.line",
        ),
        ("lib/metrics/a.py", "from lib.store import read", "metrics imports lib.store.read"),
        ("lib/metrics/a.py", "from ..store import read", "metrics imports lib.store.read"),
        ("lib/metrics/a.py", "from lib import store", "metrics imports lib.store"),
        (
            "lib/store/a.py",
            "import lib.metrics.tables.summary_tables",
            "store imports lib.metrics.tables.summary_tables",
        ),
        ("lib/frames/a.py", "from lib.store import write", "frames imports lib.store.write"),
        (
            "lib/frames/a.py",
            "from lib.smartassist.client import Client",
            "frames imports lib.smartassist.client.Client",
        ),
        ("lib/smartassist/a.py", "from lib.frames import schema", "smartassist imports lib.frames.schema"),
        ("lib/demo/a.py", "from lib.frames import schema", "demo imports lib.frames.schema"),
        ("lib/demo/a.py", "from lib.metrics import tables", "demo imports lib.metrics.tables"),
        ("lib/demo/a.py", "from lib.smartassist import records", "demo imports lib.smartassist.records"),
        ("lib/demo/a.py", "from lib.store import read", "demo imports lib.store.read"),
        ("lib/period.py", "from lib.frames import schema", "period imports lib.frames.schema"),
        ("lib/cli/a.py", "from lib.ui import export", "cli imports lib.ui.export"),
        ("lib/store/a.py", "from lib.source import Source", "store imports lib.source.Source"),
        ("lib/source.py", "from lib.ui import main", "source imports lib.ui.main"),
        ("pages/a.py", "from lib.smartassist import client", "pages imports lib.smartassist.client"),
        ("app.py", "import pages.overview", "imports a page: pages.overview"),
        ("lib/ui/a.py", "from pages import overview", "imports a page: pages.overview"),
        ("lib/attic/a.py", "import math", "attic is a room without a rule"),
        ("lib/metrics/a.py", "import os.path", "pure code imports os"),
        ("lib/metrics/a.py", "from pathlib import Path", "pure code imports pathlib"),
        ("lib/charts/a.py", "import time", "pure code imports time"),
        ("lib/charts/a.py", "import httpx", "pure code imports httpx"),
        ("lib/metrics/a.py", "datetime.now(UTC)", "pure code calls now"),
        ("lib/metrics/a.py", "date.today()", "pure code calls today"),
        ("lib/charts/a.py", "open('figure')", "pure code calls open"),
        ("lib/metrics/a.py", "load_settings()", "pure code calls load_settings"),
        ("pages/a.py", "pl.col('wait_s')", "a page computes with pl.col"),
        ("pages/a.py", "from polars import col", "a page computes with pl.col"),
        ("pages/a.py", "try:\n    f()\nexcept ValueError:\n    pass", "a page tries"),
        ("pages/a.py", "import httpx", "imports httpx"),
        (
            "pages/a.py",
            "view.store.scan('visits')",
            "reads the store past lib/ui/query/data_access.py: .scan",
        ),
        ("lib/ui/a.py", "store.entry()", "reads the store past lib/ui/query/data_access.py: .entry"),
        (
            "pages/a.py",
            "st.download_button('x')",
            "hands over a file past lib/ui/app/file_release.py: download_button",
        ),
        (
            "lib/ui/a.py",
            "FileResponse('x')",
            "hands over a file past lib/ui/app/file_release.py: FileResponse",
        ),
        ("lib/ui/a.py", "st.dataframe(frame.to_arrow())", "sends a frame past lib/ui/components/arrow.py"),
    ],
)
def test_a_breach_is_seen(path: str, line: str, breach: str) -> None:
    assert breach in breaches(path, f'"""Documented."""\n{line}\n')


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("app.py", "import streamlit as st\nfrom starlette.routing import Route\nfrom lib.ui import routes"),
        ("pages/a.py", "import polars as pl\nfrom lib.ui import shell\nfrom lib.metrics import tables"),
        (
            "lib/server/routes.py",
            "from starlette.responses import StreamingResponse\nfrom lib.store import read",
        ),
        (
            "lib/cli/a.py",
            "from lib.settings import load_settings\nfrom lib.store import sync\nload_settings()",
        ),
        ("lib/store/a.py", "import deltalake\nfrom lib.smartassist.client import Client"),
        ("lib/ui/query/data_access.py", "store.scan('visits')"),
        (
            "lib/frames/a.py",
            "from lib.smartassist.records import Record\nfrom lib.frames.schema import VISITS",
        ),
        (
            "lib/metrics/a.py",
            "from datetime import timedelta\nfrom lib.period import Period\nfrom . import filters",
        ),
        ("lib/charts/a.py", "import plotly.graph_objects as go\nfrom lib.frames.schema import VISITS"),
        ("lib/smartassist/a.py", "import httpx, jwt, time\nfrom lib.errors import ServiceError"),
        (
            "lib/demo/a.py",
            "import uvicorn\nfrom starlette.applications import Starlette\nfrom lib import demo",
        ),
    ],
)
def test_what_is_allowed_passes(path: str, line: str) -> None:
    assert breaches(path, f'"""Documented."""\n{line}\n') == []


@pytest.mark.parametrize("source", ["import math\n", '""" """\n', "# a comment is not a docstring\n"])
def test_a_module_without_a_docstring_is_seen(source: str) -> None:
    assert breaches("lib/errors.py", source) == ["no docstring"]


def test_no_file_holds_what_is_of_one_machine_or_unfinished() -> None:
    texts = {name: (ROOT / name).read_bytes() for name in tracked()}
    found = {
        name: unwelcome(text.decode(errors="replace")) for name, text in texts.items() if b"\0" not in text
    }
    assert found
    assert {name: what for name, what in found.items() if what} == {}


# The bar is taken out before use, so that this file does not hold what it looks for.
@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("see /wo|rk/main/lib", "a path of one machine"),
        ("open('/t|mp/x')", "a path of one machine"),
        ("cd /ro|ot/callboard", "a path of one machine"),
        ("in /ho|me/ada/callboard", "a path of one machine"),
        ("in /Us|ers/ada", "a path of one machine"),
        (r"in C:\Us|ers\ada", "a path of one machine"),
        ("# TO|DO: later", "a note of work left undone"),
        ("FIX|ME", "a note of work left undone"),
        ("https://py|pi.org/simple", "the host of a package registry"),
        ("files.pythonhos|ted.org", "the host of a package registry"),
        ("registry.npm|js.org", "the host of a package registry"),
    ],
)
def test_an_unwelcome_text_is_seen(text: str, what: str) -> None:
    assert unwelcome(text.replace("|", "")) == [what]


@pytest.mark.parametrize(
    "text", ["the team/work split", "https://example.com/work", "a to-do list", "/usr/bin/env"]
)
def test_a_harmless_text_passes(text: str) -> None:
    assert unwelcome(text) == []
