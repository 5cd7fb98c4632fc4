"""Tables as files to take away: CSV, Excel or Parquet, harmless in a spreadsheet, never cut unsaid.

forms     the formats
cells     one value as a file has it: instants on two clocks, formulas made harmless
sheets    Excel, row by row
streams   a table that comes in pieces, as the pieces of a file
tables    a table that is there, as a file
about     what stands beside the rows
demo      what a file of made-up data says of itself
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
