"""How a demo service is set up: whom it lets in, and which reading of the unclear rules it takes."""

from dataclasses import dataclass, replace
from typing import Literal

from lib.demo.api.revisions import NEWEST, REVISIONS, Revision
from lib.demo.credentials import DEMO_CREDENTIALS

Direction = Literal["Inbound", "Outbound", "Both"]


@dataclass(frozen=True)
class ServiceOptions:
    """A service's set-up.

    `offset_counts`: what the query's `offset` skips; pages may be skipped up to `max_page_offset`.
    `num_results`: whether `numResults` is the whole period's or the page's.
    `requests_per_minute` null means no limit; `minutes` are any sixty seconds, or those of the clock.
    `rate_limit_status` comes with the rate limit's sentence; no page says which.
    `latency_s` is added to every answer.
    `require_jti` refuses tokens without a `jti` claim.
    `revision` is the page that the service follows; `unknown_parameters` null does with unknown parameters
    what that revision does. `default_direction` holds where a request names none, which no page states.
    """

    account_id: str = DEMO_CREDENTIALS.account_id
    client_id: str = DEMO_CREDENTIALS.client_id
    client_secret: str = DEMO_CREDENTIALS.client_secret
    stream_id: str = DEMO_CREDENTIALS.stream_id
    offset_counts: Literal["records", "pages"] = "records"
    num_results: Literal["total", "page"] = "total"
    requests_per_minute: int | None = None
    minutes: Literal["sliding", "fixed"] = "sliding"
    latency_s: float = 0.0
    require_jti: bool = False
    max_page_offset: int = 10
    rate_limit_status: int = 429
    revision: str = NEWEST.name
    unknown_parameters: Literal["ignored", "refused"] | None = None
    default_direction: Direction = "Both"

    @property
    def effective_revision(self) -> Revision:
        """The revision, with what is done with unknown parameters."""
        revision = REVISIONS[self.revision]
        return replace(revision, unknown=self.unknown_parameters or revision.unknown)
