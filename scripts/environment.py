"""Keeps .venv as the requirement files say, with nothing but the standard library.

Written so that an old Python can read it as far as the sentence that says it is too old.
"""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

OLDEST = (3, 11)

if sys.version_info < OLDEST:
    sys.exit(
        f"Callboard needs Python {OLDEST[0]}.{OLDEST[1]} or newer, and this is {sys.version.split()[0]}. "
        f"Install a newer one and call it by its name, such as: python3.12 {' '.join(sys.argv)}"
    )

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
PYTHON_VERSION = f"{sys.version_info[0]}.{sys.version_info[1]}"

RUN = "requirements.txt"
DEV = "requirements-dev.txt"
HOLDS = {RUN: (RUN,), DEV: (DEV, RUN)}
"""What is installed with each file: the development pins hold all of the others."""


def prepare_environment(requirements: str) -> str:
    """Bring .venv to what `requirements` pins, if it is not there yet, and return its Python."""
    os.chdir(ROOT)
    if not PYTHON.exists() or _read(_stamp(requirements)) != _digest(requirements):
        _build(requirements)
        for name in HOLDS[requirements]:
            _stamp(name).write_text(_digest(name), encoding="utf-8")
    return str(PYTHON)


def replace_process(command: list[str]) -> None:
    """End this process in favour of `command`; Windows cannot, and waits for it instead."""
    sys.stdout.flush()
    if os.name != "nt":
        os.execv(command[0], command)  # noqa: S606 (no shell is wanted)
    sys.exit(subprocess.run(command, check=False).returncode)


def make_venv(folder: Path) -> None:
    """Make an empty virtual environment, over whatever stood there, or stop with what to do."""
    if subprocess.run([sys.executable, "-m", "venv", "--clear", str(folder)], check=False).returncode:
        sys.exit(
            "Python could not make a virtual environment; its own words stand above. "
            "On Debian and Ubuntu it is a package of its own: sudo apt install python3-venv. "
            "Then run this again."
        )


def pip(python: str, *arguments: str) -> None:
    """Install quietly with the pip of `python`, or stop with what to do."""
    quiet = {**os.environ, "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_NO_INPUT": "1"}
    command = [python, "-m", "pip", "install", "--quiet", *arguments]
    if subprocess.run(command, check=False, env=quiet).returncode:
        sys.exit(
            "pip could not install what is pinned; its own words stand above. "
            "Look at the network, or at the proxy (HTTPS_PROXY), then run this again: "
            "what was downloaded is kept."
        )


def _build(requirements: str) -> None:
    print(f"Setting up .venv from {requirements}. This takes about a minute, once.", flush=True)
    if not _usable():
        make_venv(VENV)
    pip(str(PYTHON), "--require-hashes", "-r", requirements)
    pip(str(PYTHON), "--no-deps", "--no-build-isolation", "-e", ".")


def _usable() -> bool:
    """Whether .venv was once brought to the end, by the Python that runs now."""
    finished = any(_stamp(name).exists() for name in HOLDS)
    return PYTHON.exists() and finished and f"version = {PYTHON_VERSION}." in _read(VENV / "pyvenv.cfg")


def _digest(requirements: str) -> str:
    """What .venv depends on: the pins, the project's own entry points, where it stands, which Python."""
    parts = [(ROOT / requirements).read_bytes(), (ROOT / "pyproject.toml").read_bytes()]
    parts += [os.fsencode(ROOT), PYTHON_VERSION.encode()]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def _stamp(requirements: str) -> Path:
    return VENV / f".installed-{requirements}"


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""
