"""Small parts that pages are built of: cards, tables, charts, texts, downloads."""
