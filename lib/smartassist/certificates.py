"""Which certificate authorities are trusted: those that the environment names, else the package certifi's."""

from __future__ import annotations

import os
import ssl
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import certifi

from lib.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Mapping

VARIABLES = ("SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")
"""The first of them that is set is used, as by httpx, requests and curl."""


@dataclass(frozen=True, slots=True)
class Authorities:
    """A file of certificates, or folders, and the variable that names it; null is the package certifi's."""

    variable: str | None = None
    path: str = ""

    @property
    def shown(self) -> str:
        """Where they come from, as a sentence names it."""
        return f"{self.variable} names {self.path}" if self.variable else "none of these variables is set"

    def context(self) -> ssl.SSLContext:
        """What checks certificates.

        Raises:
            SettingsError: the file or folder is missing, cannot be read, or holds no certificate.
        """
        path = self.path or certifi.where()
        folders = [Path(part) for part in path.split(os.pathsep) if Path(part).is_dir()]
        try:
            if folders:
                return _load_folders(folders)
            return ssl.create_default_context(cafile=path)
        except (OSError, ValueError) as error:
            raise SettingsError(
                f"{self.variable} in the environment names {self.path}, {_reason(error)}. "
                "It has to be a file of certificates in PEM form, or a folder of such files that "
                "`openssl rehash` was run on."
            ) from None


def find_authorities(environment: Mapping[str, str]) -> Authorities:
    """What the environment names, else certifi's."""
    variables = ((name, environment.get(name, "").strip()) for name in VARIABLES)
    return next((Authorities(name, path) for name, path in variables if path), Authorities())


def _load_folders(folders: list[Path]) -> ssl.SSLContext:
    if not any(file for folder in folders for file in folder.iterdir()):
        raise ValueError
    return ssl.create_default_context(capath=os.pathsep.join(map(str, folders)))


def _reason(error: Exception) -> str:
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return "which is not there"
    if isinstance(error, PermissionError):
        return "which may not be read by this user"
    return "which holds no certificate that can be read"
