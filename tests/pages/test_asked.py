"""What a browser may ask over its websocket."""

from __future__ import annotations

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg

from lib.server.websocket_filter import is_allowed_message


def message(kind: str) -> bytes:
    asked = BackMsg()
    if kind in {"rerun_script", "file_urls_request"}:
        getattr(asked, kind).SetInParent()
    else:
        setattr(asked, kind, True)
    return asked.SerializeToString()


def operation(kind: str) -> bytes:
    asked = BackMsg()
    getattr(asked.backend_operation_request, kind).SetInParent()
    return asked.SerializeToString()


@pytest.mark.parametrize("kind", ["rerun_script", "stop_script", "app_heartbeat"])
def test_what_pages_send_is_welcome(kind: str) -> None:
    assert is_allowed_message(message(kind))


@pytest.mark.parametrize("kind", ["deferred_file", "dataframe_chunk"])
def test_a_download_and_the_next_rows_are_welcome(kind: str) -> None:
    assert is_allowed_message(operation(kind))


@pytest.mark.parametrize("kind", ["clear_cache", "set_run_on_save", "load_git_info", "file_urls_request"])
def test_what_only_a_developer_needs_is_not(kind: str) -> None:
    assert not is_allowed_message(message(kind))


@pytest.mark.parametrize("kind", ["install_skills", "dismiss_skills_nudge"])
def test_no_browser_writes_files_here(kind: str) -> None:
    assert not is_allowed_message(operation(kind))


@pytest.mark.parametrize("content", [b"", b"\xff\xff", b"{}", b"\x00" * 9])
def test_what_is_no_message_is_not(content: bytes) -> None:
    assert not is_allowed_message(content)
