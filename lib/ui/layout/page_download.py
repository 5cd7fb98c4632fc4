"""One zip of a page: its figures, its tables and what its charts draw as CSV, and a text on them."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

import polars as pl

from lib.export import write_table
from lib.formatting import format_quantity
from lib.metrics import METRICS, describe_columns
from lib.ui.components import download_buttons

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lib.ui.query.page_context import PageContext

ABOUT = "about.txt"
CARD_COLUMNS = ("figure", "label", "of", "key", "value", "unit", "n")


def draw_button(context: PageContext, title: str) -> None:
    """A button that hands over all that the page shows; nothing is made before the click."""
    if not (context.table_makers or context.cards):
        return
    download_buttons.draw_button(
        context,
        lambda: collect_tables(context),
        lambda frames: build_zip(context, title, frames),
        "zip",
        label="This page as a zip",
        file_name=download_buttons.file_name(context, title.lower().replace(" ", "-"), "zip"),
        mime="application/zip",
        key="page-zip",
        icon=":material/folder_zip:",
        help="Every table and what every chart draws as CSV, the figures, and what they were chosen by",
    )


def collect_tables(context: PageContext) -> dict[str, pl.DataFrame]:
    """All that the page shows, by the names of its files."""
    cards = {"figures": card_table(context)} if context.cards else {}
    return cards | {name: make() for name, make in context.table_makers.items()}


def build_zip(context: PageContext, title: str, frames: Mapping[str, pl.DataFrame]) -> bytes:
    """The zip. Uses nothing of the session, so that it can be made at a click, in another thread."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as bundle:
        for name, frame in frames.items():
            file = io.BytesIO()
            write_table(
                download_buttons.with_source(frame), "csv", file, zone=context.selection.zone, bom=True
            )
            bundle.writestr(_zip_entry(context, f"{name}.csv"), file.getvalue())
        bundle.writestr(_zip_entry(context, ABOUT), describe_page(context, title, frames))
    return buffer.getvalue()


def _zip_entry(context: PageContext, name: str) -> zipfile.ZipInfo:
    """A file of the zip, as of the page's own time: the same page gives the same zip."""
    entry = zipfile.ZipInfo(name, context.selection.zone.local(context.now).timetuple()[:6])
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


def card_table(context: PageContext) -> pl.DataFrame:
    """A row a card, in their order: figure, label, what it is of, value, unit, and n."""
    rows = [
        (name, METRICS[name].label, by, key, value, METRICS[name].unit, n)
        for name, by, key, value, n in dict.fromkeys(context.cards)
    ]
    text, number = pl.String, pl.Float64
    types = (text, text, text, text, number, text, number)
    schema = pl.Schema(zip(CARD_COLUMNS, types, strict=True))
    return pl.DataFrame(rows, schema=schema, orient="row", strict=False)


def describe_page(context: PageContext, title: str, frames: Mapping[str, pl.DataFrame]) -> str:
    """The page, its filters, what it stands on, each file with its rows, and what the columns mean."""
    facts = download_buttons.describe_file(context, title, 0)
    facts.pop("Rows")
    facts["Page"] = facts.pop("Table")
    columns = {name: text for frame in frames.values() for name, text in _meanings(frame).items()}
    columns |= {METRICS[name].name: METRICS[name].definition for name, *_ in context.cards}
    parts = {
        "": [f"{name}: {text}" for name, text in facts.items()],
        "Files": [f"{name}.csv: {format_quantity(frame.height, 'rows')}" for name, frame in frames.items()],
        "Columns": [f"{name}: {text}" for name, text in columns.items()],
    }
    return (
        "\n".join(line for head, lines in parts.items() for line in (head and f"\n{head}", *lines) if line)
        + "\n"
    )


def _meanings(frame: pl.DataFrame) -> dict[str, str]:
    return describe_columns("", frame.columns)
