"""Every path of the project that a document names exists."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
DOCUMENTS = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md")]
DOCUMENTS += sorted((ROOT / "docs").glob("*.md"))

CODE = re.compile(r"`([^`\s]+)`")
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")
PATH = re.compile(r"(?:(?:lib|docs|tests|pages|scripts)/[\w./-]*|app\.py)")
MODULE = re.compile(r"python -m ([\w.]+)")


def missing_paths(text: str, folder: Path) -> list[str]:
    """The project's paths, modules and relative links in a document that lead to no file or folder."""
    paths = [(ROOT, name) for name in CODE.findall(text) if PATH.fullmatch(name)]
    paths += [(folder, name) for name in LINK.findall(text) if "://" not in name]
    paths += [(ROOT, f"{name.replace('.', '/')}.py") for name in MODULE.findall(text) if "." in name]
    return [name for base, name in paths if not (base / name).exists()]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_document_names_paths_that_exist(document: Path) -> None:
    assert missing_paths(document.read_text(encoding="utf-8"), document.parent) == []


@pytest.mark.parametrize(
    "text", ["`lib/none.py`", "`tests/none/`", "[here](docs/NONE.md#part)", "`python -m tests.bench.none`"]
)
def test_missing_path_is_reported(text: str) -> None:
    assert len(missing_paths(text, ROOT)) == 1


@pytest.mark.parametrize(
    "text", ["`lib/period.py`", "`docs/`", "[a](docs/STORE.md#a-copy)", "`s3://b/lib/x`"]
)
def test_existing_path_passes(text: str) -> None:
    assert missing_paths(text, ROOT) == []


PACKAGES = sorted(init.parent for init in (ROOT / "lib").rglob("__init__.py") if init.parent != ROOT / "lib")


@pytest.mark.parametrize("package", PACKAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_package_index_names_each_module_once(package: Path) -> None:
    documentation = ast.get_docstring(ast.parse((package / "__init__.py").read_text(encoding="utf-8"))) or ""
    listed = [line.split()[0].rstrip("/") for line in documentation.splitlines()[2:] if line[:1].strip()]
    modules = [path.stem for path in package.glob("*.py") if path.stem != "__init__"]
    folders = [path.parent.name for path in package.glob("*/__init__.py")]
    assert sorted(listed) == sorted([*modules, *folders])
