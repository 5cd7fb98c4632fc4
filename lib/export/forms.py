"""The formats of files, and how each is told from the others."""

from __future__ import annotations

from typing import Literal, get_args

Format = Literal["csv", "parquet", "xlsx"]
FORMATS: tuple[Format, ...] = get_args(Format)

LABELS: dict[Format, str] = {"csv": "CSV", "xlsx": "Excel", "parquet": "Parquet"}
MIME: dict[Format, str] = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "parquet": "application/vnd.apache.parquet",
}


def form_of(out: str) -> Format:
    """The format that a file's name asks for; CSV when it asks for none."""
    return next((form for form in FORMATS if out.lower().endswith(f".{form}")), "csv")
