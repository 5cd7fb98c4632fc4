"""The ASGI server around the Streamlit pages: start, sign-in, security, health, files."""
