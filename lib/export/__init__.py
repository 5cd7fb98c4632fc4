"""Tables as files to take away: CSV, Excel or Parquet, harmless in a spreadsheet, never cut unsaid.

forms     the formats
cells     one value as a file has it: instants on two clocks, formulas made harmless
sheets    Excel, row by row
streams   a table that comes in pieces, as the pieces of a file
tables    a table that is there, as a file
about     what stands beside the rows
demo      what a file of made-up data says of itself
"""

from lib.export.about import described, picked_or_excluded
from lib.export.cells import as_cells, as_text, harmless
from lib.export.demo import DEMO, DEMO_MEANING, SOURCE, with_demo_mark
from lib.export.forms import CSV_FORMATS, ENDINGS, FORMATS, LABELS, MIME, Format, form_of
from lib.export.sheets import SHEET_ROWS
from lib.export.streams import pieces
from lib.export.tables import STDOUT, write_table, written

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
    "described",
    "form_of",
    "harmless",
    "picked_or_excluded",
    "pieces",
    "with_demo_mark",
    "write_table",
    "written",
]
