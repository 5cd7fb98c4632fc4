"""An empty page where the address asks for it, else Callboard's own main script."""

import runpy
from pathlib import Path

import streamlit as st

if "empty" not in st.query_params:
    runpy.run_path(str(Path(__file__).resolve().parents[2] / "lib" / "ui" / "main.py"))
