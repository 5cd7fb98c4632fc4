"""What a browser is told with every answer."""

from __future__ import annotations

import pytest

from lib.server.security_headers import add_headers, common_headers, content_security_policy, hash_scripts
from lib.server.security_middleware import INDEX

ADDED = common_headers(content_security_policy(["'sha256-x'"], ()), ())


def answered(*headers: tuple[bytes, bytes], path: str = "/", tls: bool = False) -> dict[bytes, bytes]:
    return dict(add_headers(headers, ADDED, path=path, tls=tls))


def test_nothing_comes_from_elsewhere_and_no_text_is_run() -> None:
    found = content_security_policy(["'sha256-x'"], ())
    assert found.startswith("default-src 'none'; script-src 'self' 'wasm-unsafe-eval' 'sha256-x'; ")
    assert "'unsafe-eval'" not in found
    assert "'unsafe-inline'" not in found.split("style-src")[0]


def test_no_page_may_frame_it_but_those_that_are_named() -> None:
    alone = dict(common_headers(content_security_policy((), ()), ()))
    assert b"frame-ancestors 'none'" in alone[b"content-security-policy"]
    assert alone[b"x-frame-options"] == b"DENY"
    embedders = ["https://intranet.example.com"]
    named = dict(common_headers(content_security_policy((), embedders), embedders))
    assert named[b"content-security-policy"].endswith(b"frame-ancestors https://intranet.example.com")
    assert b"x-frame-options" not in named


def test_the_one_inline_script_of_streamlits_page_is_known() -> None:
    page = INDEX.read_text(encoding="utf-8")
    assert len(hash_scripts(page)) == page.count("<script>") == 1


def test_a_hash_is_that_of_the_script_as_it_stands() -> None:
    page = "<script>\n  a = 1\n</script><script src='x'></script>"
    assert hash_scripts(page) == ("'sha256-nHiJsB1GRX6Ku2XBkWKVt2F3CJiowPuMwhcJv+CWmC0='",)


def test_our_headers_stand_once() -> None:
    found = add_headers([(b"X-Frame-Options", b"ALLOWALL")], ADDED, path="/", tls=False)
    assert [value for name, value in found if name.lower() == b"x-frame-options"] == [b"DENY"]


@pytest.mark.parametrize(
    ("path", "kept"),
    [
        ("/", b"private, no-store"),
        ("/media/0a1b.csv", b"private, no-store"),
        ("/healthz", b"private, no-store"),
        ("/static/js/index.js", b"public"),
        ("/conversations/static/js/index.js", b"public"),
    ],
)
def test_nothing_but_the_programs_own_files_is_kept(path: str, kept: bytes) -> None:
    assert answered((b"cache-control", b"public"), path=path)[b"cache-control"] == kept


def test_a_file_without_a_word_on_keeping_is_not_kept_either() -> None:
    assert answered(path="/media/0a1b.csv")[b"cache-control"] == b"private, no-store"


def test_tls_is_told_only_where_it_is_spoken() -> None:
    assert b"strict-transport-security" not in answered()
    assert answered(tls=True)[b"strict-transport-security"] == b"max-age=31536000"


@pytest.mark.parametrize(
    ("cookie", "tls", "sent"),
    [
        (b"a=1; HttpOnly", False, b"a=1; HttpOnly"),
        (b"a=1; HttpOnly", True, b"a=1; HttpOnly; Secure"),
        (b"a=secure", True, b"a=secure; Secure"),
        (b"a=1; secure; Path=/", True, b"a=1; secure; Path=/"),
    ],
)
def test_a_cookie_never_travels_in_the_clear_behind_tls(cookie: bytes, sent: bytes, *, tls: bool) -> None:
    assert answered((b"Set-Cookie", cookie), tls=tls)[b"Set-Cookie"] == sent
