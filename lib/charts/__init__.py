"""Figures: a frame and its columns in, a Plotly figure out. No data is shaped here, and none is fetched."""
