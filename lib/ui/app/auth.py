"""Authentication: the viewer of a session or request, or the page that says how to sign in."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, NoReturn

import streamlit as st

from lib.access import Viewer, identify_viewer, is_local_request, local_viewer
from lib.errors import AccessRefused, IdentityExpired, SettingsError
from lib.ui.app import audit_events, pages, streamlit_identity
from lib.ui.app.app_state import app_settings

if TYPE_CHECKING:
    from collections.abc import Mapping

UNSAFE = (
    "Nobody signs in to this Callboard, so it shows an account's conversations at its own machine only. "
    "Open it there as http://127.0.0.1, or set up a sign-in: docs/ACCESS.md says how."
)
VERIFIED = "email_verified"
UNKNOWN = "The proxy did not say who you are. Open Callboard through its own address."


def proxy_addresses() -> tuple[str, ...]:
    """The addresses that may say in a header who asks; none while the settings cannot be read."""
    try:
        return app_settings().access.proxies
    except SettingsError:
        return ()


def has_sign_in() -> bool:
    """Whether viewers are told apart: by a sign-in, or by what a proxy says of them."""
    return bool(streamlit_identity.load_auth_table() or proxy_addresses())


def check_origin(*, at_machine: bool) -> None:
    """See that an account is shown to nobody unknown.

    Raises:
        AccessRefused: somebody asks from elsewhere, and nobody signs in.
    """
    if at_machine or has_sign_in():
        return
    try:
        is_demo = app_settings().smartassist is None
    except SettingsError:
        is_demo = False
    if not is_demo:
        raise AccessRefused(UNSAFE)


def identify_viewer_by_claims(claims: Mapping[str, Any], *, at_machine: bool) -> Viewer:
    """Who asks.

    Raises:
        AccessRefused: nobody who is let in.
        SettingsError: the settings do not say who is.
    """
    access = app_settings().access
    if not has_sign_in():
        check_origin(at_machine=at_machine)
        return local_viewer(access)
    if streamlit_identity.load_auth_table() and not claims.get("is_logged_in"):
        raise AccessRefused("Sign in to Callboard first.")
    if not streamlit_identity.load_auth_table() and not claims:
        raise AccessRefused(UNKNOWN)
    return identify_viewer(claims, access, datetime.now(UTC))


def current_viewer() -> Viewer:
    """The session's viewer. Where nobody is let in, a page that says how ends the run.

    Raises:
        SettingsError: the settings do not say who is let in.
    """
    headers = {name.lower(): value for name, value in st.context.headers.items()}
    at_machine = not headers or is_local_request(st.context.ip_address or "127.0.0.1", headers)
    try:
        viewer = identify_viewer_by_claims(_read_claims(), at_machine=at_machine)
    except IdentityExpired as expired:
        _show_sign_in(str(expired))
    except AccessRefused as refused:
        if streamlit_identity.load_auth_table() and not st.user.get("is_logged_in"):
            _show_sign_in("Sign in to see your contact centre's figures.")
        _show_refusal(str(refused))
    if has_sign_in():
        audit_events.record_sign_in(viewer)
    return viewer


def _read_claims() -> dict[str, Any]:
    """What the session says of who asks. A null means that nothing was said, but for what must be true."""
    viewer: dict[str, Any] = st.user.to_dict()
    return {claim: value for claim, value in viewer.items() if value is not None or claim == VERIFIED}


def _show_sign_in(sentence: str) -> NoReturn:
    pages.hide_navigation()
    st.title("Callboard", anchor=False)
    st.text(sentence)
    for provider in streamlit_identity.list_providers():
        label = "Sign in" if provider is None else f"Sign in with {provider}"
        if st.button(label, key=f"sign-in-{provider}"):
            st.login(provider)
    st.stop()


def _show_refusal(sentence: str) -> NoReturn:
    pages.hide_navigation()
    st.title("Callboard", anchor=False)
    st.text(sentence)
    if streamlit_identity.load_auth_table() and st.button("Sign in as somebody else", key="sign-out"):
        st.logout()
    st.stop()


def draw_sign_in_status(viewer: Viewer) -> None:
    """Say below the filters as whom one reads, with the way out where one signed in."""
    if not has_sign_in():
        return
    st.divider()
    st.text(f"Signed in as {viewer.name}")
    if viewer.queues is not None:
        several = len(viewer.queues) > 1
        st.caption(
            f"{len(viewer.queues)} queues are open to you." if several else "One queue is open to you."
        )
    if not viewer.may_export:
        st.caption("Taking files away is not open to you.")
    if streamlit_identity.load_auth_table() and st.button(
        "Sign out", key="sign-out", icon=":material/logout:"
    ):
        st.logout()
