"""What the pages are made of; with `pages/`, `app.py` and `lib/server` the only code that imports Streamlit.

app/         what the app has one of: state, pages, sign-in, locale, error boundary, audit, preferences
components/  small parts that pages are built of: cards, tables, charts, texts, downloads
layout/      what stands around every page: frame, filters, sync status, saved views, page download
main         the main script of each session: the page's frame, the shared filters, then the page itself
query/       from the address to rows: selection, page context, cache and data access, lists, exports
sections/    larger parts of pages: charts of metrics, lists, one conversation, data quality
"""
