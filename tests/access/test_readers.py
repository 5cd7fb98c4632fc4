"""Whom the rules let in, and what each gets."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from lib.access import Viewer, identify_viewer, local_viewer
from lib.errors import AccessRefused, IdentityExpired
from lib.settings import Access, Rule

NOW = datetime(2024, 9, 20, 12, tzinfo=UTC)
ADA = {"email": "ada@example.com", "sub": "u1"}


def access(*rules: dict[str, Any], **more: Any) -> Access:
    return Access.model_validate({"rules": rules, **more})


def read(claims: dict[str, Any], *rules: dict[str, Any], **more: Any) -> Viewer:
    return identify_viewer(claims, access(*rules, **more), NOW)


FOR_ADA = {"email": "ada@example.com", "queues": ["of-ada"]}
FOR_TEAM = {"group": "team", "queues": ["of-team"]}
FOR_OTHERS = {"group": "others", "queues": ["of-others"]}
FOR_ALL = {"domain": "example.com", "queues": ["of-all"]}


@pytest.mark.parametrize(
    ("claims", "rules", "queues"),
    [
        (ADA, [FOR_ADA], ("of-ada",)),
        (ADA, [FOR_ALL], ("of-all",)),
        (ADA, [FOR_ALL, FOR_ADA], ("of-ada",)),
        (ADA | {"groups": ["team"]}, [FOR_ALL, FOR_TEAM], ("of-team",)),
        (ADA | {"groups": ["team"]}, [FOR_TEAM, FOR_ADA], ("of-ada",)),
        (ADA | {"groups": ["team", "others"]}, [FOR_OTHERS, FOR_TEAM], ("of-others",)),
        (ADA | {"groups": "team"}, [FOR_TEAM], ("of-team",)),
        ({"sub": "u1", "groups": ["team"]}, [FOR_TEAM, FOR_ALL], ("of-team",)),
        (ADA | {"email": " Ada@Example.COM "}, [FOR_ADA], ("of-ada",)),
        (ADA | {"email_verified": True}, [FOR_ADA], ("of-ada",)),
        (ADA | {"email_verified": "true"}, [FOR_ADA], ("of-ada",)),
        (ADA, [{"email": "ADA@example.com", "queues": ["b", "a", "b"]}], ("a", "b")),
        (ADA, [{"domain": "@Example.com", "queues": "all"}], None),
    ],
)
def test_the_most_specific_rule_wins(
    claims: dict[str, Any], rules: list[dict[str, Any]], queues: tuple[str, ...] | None
) -> None:
    assert read(claims, *rules).queues == queues


@pytest.mark.parametrize(
    "claims",
    [
        {},
        {"sub": "u1"},
        {"email": "", "groups": []},
        {"email": "eve@elsewhere.example"},
        {"email": "eve@sub.example.com"},
        {"email": "ada@example.com@elsewhere.example"},
        {"email": "example.com.evil"},
        {"email": "ada@example.com", "email_verified": False},
        {"email": "ada@example.com", "email_verified": "false"},
        {"email": "ada@example.com", "email_verified": None},
        {"groups": ["steam"]},
        {"groups": {"team": True}},
        {"roles": ["team"]},
    ],
)
def test_who_fits_no_rule_is_told_whom_to_ask(claims: dict[str, Any]) -> None:
    with pytest.raises(AccessRefused, match="Ask the help desk to let you in"):
        read(claims, FOR_ADA, FOR_TEAM, FOR_ALL, contact="the help desk")


def test_without_rules_nobody_who_signs_in_is_let_in() -> None:
    with pytest.raises(AccessRefused, match=r"open to ada@example\.com"):
        read(ADA)


def test_the_groups_may_stand_in_another_claim() -> None:
    assert read({"roles": ["team"]}, FOR_TEAM, group_claim="roles").queues == ("of-team",)


def test_a_rule_gives_the_least_unless_it_says_more() -> None:
    assert read(ADA, {"domain": "example.com", "queues": "all"}) == Viewer(
        "ada@example.com", None, sees_personal=False, may_export=True, may_sync=True, may_audit=False
    )
    more = {"queues": "all", "personal": True, "export": False, "sync": False, "audit": True}
    assert read(ADA, FOR_ADA | more) == Viewer(
        "ada@example.com", None, sees_personal=True, may_export=False, may_sync=False, may_audit=True
    )


@pytest.mark.parametrize("exp", [NOW.timestamp(), NOW.timestamp() - 1, 0, "soon", "nan", 1e30, True])
def test_an_identity_that_has_ended_is_none(exp: object) -> None:
    with pytest.raises(IdentityExpired, match="Sign in again"):
        read(ADA | {"exp": exp}, FOR_ADA)


def test_an_identity_ends_while_one_reads() -> None:
    reader = read(ADA | {"exp": int(NOW.timestamp()) + 60}, FOR_ADA)
    reader.check(NOW + timedelta(seconds=59))
    with pytest.raises(IdentityExpired):
        reader.check(NOW + timedelta(seconds=60))


def test_a_new_sign_in_makes_the_same_reader() -> None:
    first, second = (read(ADA | {"exp": NOW.timestamp() + more}, FOR_ADA) for more in (60, 120))
    assert first == second
    assert hash(first) == hash(second)


@pytest.mark.parametrize("personal", [False, True])
def test_the_person_at_the_machine_may_do_everything(*, personal: bool) -> None:
    found = local_viewer(access(personal=personal))
    assert found == Viewer("this machine", None, personal, may_export=True, may_sync=True, may_audit=True)
    assert found.sees_all


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        ({"queues": "all"}, "exactly one of"),
        (FOR_ADA | {"group": "team"}, "exactly one of"),
        ({"email": "ada@example.com"}, "Field required"),
        ({"email": "ada@example.com", "queues": []}, "at least 1"),
        ({"email": "ada@example.com", "queues": "qu-1"}, "'all'"),
        ({"email": "", "queues": "all"}, "at least 1"),
        (FOR_ADA | {"exports": True}, "Extra inputs"),
        (FOR_ADA | {"audit": True}, "tells of all queues"),
    ],
)
def test_a_rule_that_cannot_be_meant_is_named(rule: dict[str, Any], told: str) -> None:
    with pytest.raises(ValidationError, match=told):
        access(rule)


@pytest.mark.parametrize(
    ("email", "other"), [("gauss@x.example", "gau\u00df@x.example"), ("kim@x.example", "\u212aim@x.example")]
)
def test_reader_of_an_email_that_only_looks_alike_fits_no_rule(email: str, other: str) -> None:
    access = Access(rules=(Rule(email=email, queues="all"),))
    assert identify_viewer({"email": email.upper()}, access, NOW).name == email
    with pytest.raises(AccessRefused):
        identify_viewer({"email": other}, access, NOW)
