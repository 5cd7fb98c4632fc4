"""Viewers: whom the settings let in, and what each may see and do."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from lib.errors import AccessRefused, IdentityExpired
from lib.hosts import lower_ascii

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from lib.settings import Access, Rule

LOCAL_NAME = "this machine"
"""Who it is that reads at the machine itself, where nobody signs in."""


@dataclass(frozen=True, slots=True)
class Viewer:
    """A person who was let in. `queues` are ids; null means all. Equal viewers see the same."""

    name: str
    queues: tuple[str, ...] | None
    sees_personal: bool
    may_export: bool
    may_sync: bool
    may_audit: bool
    until: datetime | None = field(default=None, compare=False)
    """When the identity ends that was signed in with; null where none was."""

    @property
    def sees_all(self) -> bool:
        """Whether no queue is kept from this viewer."""
        return self.queues is None

    @property
    def scope(self) -> tuple[tuple[str, ...] | None, bool]:
        """What tells apart what is kept for several viewers: their queues, and whether data are masked."""
        return self.queues, self.sees_personal

    def is_current(self, now: datetime) -> bool:
        """Whether the identity that was signed in with has not ended."""
        return self.until is None or now < self.until

    def check(self, now: datetime) -> None:
        """Refuse to go on once the identity has ended.

        Raises:
            IdentityExpired: it has.
        """
        if not self.is_current(now):
            raise IdentityExpired("Your sign-in has ended. Sign in again to go on.")


LOCAL_VIEWER = Viewer(LOCAL_NAME, None, sees_personal=False, may_export=True, may_sync=True, may_audit=True)
"""The person at the machine, where nobody signs in: everything, with personal data masked."""


def local_viewer(access: Access) -> Viewer:
    """The person at the machine, who sees personal data if the settings say so."""
    return replace(LOCAL_VIEWER, sees_personal=access.personal)


def identify_viewer(claims: Mapping[str, object], access: Access, now: datetime) -> Viewer:
    """The viewer that an identity's claims make, under the most specific rule that fits.

    A rule for the e-mail goes before one for a group, and that before one for the domain; of several groups
    the first in the settings counts. An e-mail that its provider calls unverified fits no rule.

    Args:
        claims: what the identity provider says: email, email_verified, exp (seconds since 1970), groups.
        access: the rules.
        now: what `exp` is held against.

    Raises:
        IdentityExpired: the identity has ended.
        AccessRefused: no rule fits.
    """
    email = _verified_email(claims)
    rule = _find_rule(email, _groups(claims, access.group_claim), access.rules)
    until = _expiry(claims)
    if rule is None:
        name = email or "your identity, which names no verified e-mail"
        raise AccessRefused(f"Nothing in Callboard is open to {name}. Ask {access.contact} to let you in.")
    viewer = Viewer(
        email or str(claims.get("sub", "unnamed")),
        None if rule.queues == "all" else tuple(sorted(set(rule.queues))),
        sees_personal=rule.personal,
        may_export=rule.export,
        may_sync=rule.sync,
        may_audit=rule.audit,
        until=until,
    )
    viewer.check(now)
    return viewer


def _verified_email(claims: Mapping[str, object]) -> str:
    verified = str(claims.get("email_verified", True)).casefold() == "true"
    return lower_ascii(str(claims.get("email") or "").strip()) if verified else ""


def _groups(claims: Mapping[str, object], name: str) -> frozenset[str]:
    groups = claims.get(name)
    return frozenset(
        map(str, groups) if isinstance(groups, list | tuple) else [str(groups)] if groups else []
    )


def _expiry(claims: Mapping[str, object]) -> datetime | None:
    """The end of an identity; one that names an end which cannot be read has ended."""
    exp = claims.get("exp")
    if exp is None:
        return None
    try:
        return datetime.fromtimestamp(float(str(exp)), UTC)
    except (ValueError, OverflowError, OSError):
        return datetime.min.replace(tzinfo=UTC)


def _find_rule(email: str, groups: frozenset[str], rules: Sequence[Rule]) -> Rule | None:
    domain = email.rpartition("@")[2]
    matching_rules = (
        *(rule for rule in rules if email and rule.email == email),
        *(rule for rule in rules if rule.group in groups),
        *(rule for rule in rules if domain and rule.domain == domain),
    )
    return next(iter(matching_rules), None)
