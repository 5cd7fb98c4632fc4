"""Exports tables as CSV, Excel or Parquet files; formulas are escaped and truncated cells say so.

forms     the file formats
cells     values as a file holds them: instants in UTC and local time, escaped formulas
sheets    writes Excel row by row
streams   the bytes of a table that arrives in parts
tables    writes a table that is in memory
about     the selection and the coverage that a file states
demo      the column that marks demo data
"""

from lib.export.about import describe_filter, describe_selection
from lib.export.cells import as_cells, as_text, escape_formulas
from lib.export.demo import DEMO, DEMO_MEANING, SOURCE, with_demo_mark
from lib.export.forms import CSV_FORMATS, ENDINGS, FORMATS, LABELS, MIME, Format, format_of_file
from lib.export.sheets import SHEET_ROWS
from lib.export.streams import stream_bytes
from lib.export.tables import STDOUT, open_output, write_table

__all__ = [
    "CSV_FORMATS",
    "DEMO",
    "DEMO_MEANING",
    "ENDINGS",
    "FORMATS",
    "LABELS",
    "MIME",
    "SHEET_ROWS",
    "SOURCE",
    "STDOUT",
    "Format",
    "as_cells",
    "as_text",
    "describe_filter",
    "describe_selection",
    "escape_formulas",
    "format_of_file",
    "open_output",
    "stream_bytes",
    "with_demo_mark",
    "write_table",
]
