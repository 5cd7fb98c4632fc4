"""Callboard: contact-centre figures that say what they count."""

__version__ = "0.2.0.dev0"
"""The one place of the version: the package's metadata and `callboard --version` read it here."""
