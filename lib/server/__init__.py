"""The ASGI server around the Streamlit pages: start, sign-in, security, health, files.

allowed_hosts        the host names under which the server answers
application          start-up and shutdown of the server
auth_middleware      authentication of each request before Streamlit
export_route         the export route: streams all rows of a list to the viewer who was given the link
file_workers         worker limits for files
health               the server's health: settings, store, sync and age of the data; no personal data
paths                the paths that are answered, below the base path; every other path is closed
prometheus           the metrics for Prometheus
routes               routes beside the pages: whether the server is up, ready, and how it fares
security_headers     the headers that tell a browser what these pages may do
security_middleware  limits on hosts, sizes and messages, before everything else
startup_checks       checks at startup; where one fails, the server does not start and says why
websocket_filter     what a browser may ask of the server over its websocket
"""
