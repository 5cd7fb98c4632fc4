"""The formats of files, and how each is told from the others."""

from __future__ import annotations

from typing import Literal, get_args

Format = Literal["csv", "csv-semicolon", "parquet", "xlsx"]
FORMATS: tuple[Format, ...] = get_args(Format)

CSV_FORMATS: tuple[Format, ...] = ("csv", "csv-semicolon")
"""The formats that are text, and may begin with the UTF-8 mark."""

LABELS: dict[Format, str] = {
    "csv": "CSV",
    "csv-semicolon": "CSV (semicolon)",
    "xlsx": "Excel",
    "parquet": "Parquet",
}
ENDINGS: dict[Format, str] = {"csv": "csv", "csv-semicolon": "csv", "xlsx": "xlsx", "parquet": "parquet"}
"""How the names of files end."""

MIME: dict[Format, str] = {
    "csv": "text/csv",
    "csv-semicolon": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "parquet": "application/vnd.apache.parquet",
}


def format_of_file(out: str) -> Format:
    """The format that a file's name asks for; CSV when it asks for none."""
    return next((form for form in FORMATS if out.lower().endswith(f".{form}")), "csv")
