"""Small parts that pages are built of: cards, tables, charts, texts, downloads.

arrow             a frame as a table sends it to the browser
chart             charts on a page
data_table        tables on a page
download_buttons  what a page hands over
list_titles       titles of lists: the metric, the clicked mark, the selection
metric_cards      cards: a metric, its change, its interval, links to its rows
page_text         what pages say in words
selected_row      the row that a viewer picked last
text_table        tables that are read rather than sorted
"""
