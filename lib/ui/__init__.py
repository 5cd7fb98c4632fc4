"""What the pages are made of; with `pages/` and `app.py` the only code that imports streamlit."""
