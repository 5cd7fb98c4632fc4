"""What a browser may ask of the server over its websocket: less than Streamlit would do for it.

Anybody who opens a page has a websocket, before any sign-in. Emptying the caches of all viewers, which also
ends a sync under way, reading what the checkout says of itself, or writing files beside the program are for
whoever develops a page at his own machine; no button here asks for them.
"""

from __future__ import annotations

from google.protobuf.message import DecodeError
from streamlit.proto.BackMsg_pb2 import BackMsg

MESSAGES = frozenset({"rerun_script", "stop_script", "app_heartbeat", "backend_operation_request"})
OPERATIONS = frozenset({"deferred_file", "dataframe_chunk"})
"""A download that is made at the click, and the next rows of a long table."""


def is_allowed_message(content: bytes) -> bool:
    """Whether this message is one that the pages send."""
    message = BackMsg()
    try:
        message.ParseFromString(content)
    except DecodeError:
        return False
    kind = message.WhichOneof("type")
    if kind == "backend_operation_request":
        return message.backend_operation_request.WhichOneof("payload") in OPERATIONS
    return kind in MESSAGES
