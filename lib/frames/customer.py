"""Who the customer was, and by which campaign or line: facts that the revisions write in several places."""

from __future__ import annotations

import polars as pl

OUTBOUND, INBOUND = "Outbound", "Inbound"
E_MAIL = r"^\s*[^\s@]+@[^\s@]+\s*$"

META = pl.col("metaInfo").struct
INFOS = (
    pl.col("customerinfo").struct,
    pl.col("customerInfo").struct,
    META.field("customerinfo").struct,
)
"""Where the revisions keep what the service found out about the customer."""


def first_filled(*texts: pl.Expr) -> pl.Expr:
    """The first text that is not empty; null where all are empty or null."""
    return pl.coalesce(pl.when(text != "").then(text) for text in texts)


def direction() -> pl.Expr:
    """Inbound or Outbound in any case; other words as they are. The first version has it among the facts."""
    written = first_filled(pl.col("Direction"), pl.col("direction"), _info("Direction")).str.strip_chars()
    folded = written.str.to_lowercase()
    return (
        pl.when(folded == OUTBOUND.lower())
        .then(pl.lit(OUTBOUND))
        .when(folded == INBOUND.lower())
        .then(pl.lit(INBOUND))
        .otherwise(written)
    )


def _info(name: str) -> pl.Expr:
    return first_filled(*(info.field(name) for info in INFOS))


def campaign_columns() -> list[pl.Expr]:
    """The campaign's name, attempt and result: from `campaigninfo`, else as the automation says unasked."""
    info = pl.col("campaigninfo").struct
    both = [
        first_filled(info.field(name), META.field(name)).alias(name) for name in ("campaignName", "attempt")
    ]
    return [*both, info.field("contactStatus"), META.field("Initiation")]


def automation_field(name: str) -> pl.Expr:
    """A fact that the bot left when it handed the conversation over."""
    return META.field("agentTransferConfig").struct.field(name)


def customer_columns() -> list[pl.Expr]:
    """Name, number, e-mail and id; needs the column `direction`.

    Of the two ends of a call, the customer's number is the one that is not the centre's. A name that is an
    e-mail address is one, and no name.
    """
    far_end = (
        pl.when(pl.col("direction") == OUTBOUND).then(META.field("callee")).otherwise(META.field("caller"))
    )
    first, last = META.field("firstName"), META.field("lastName")
    e_mails = [
        META.field("email"),
        META.field("emailId"),
        _info("CustomerEmail"),
        _e_mail(first),
        _e_mail(last),
    ]
    return [
        first_filled(
            _full_name(_no_e_mail(first), _no_e_mail(last)),
            _full_name(_info("CustomerFirstName"), _info("CustomerLastName")),
        ).alias("customerName"),
        first_filled(
            META.field("phoneNumber"), META.field("endUserNumber"), far_end, _info("CustomerPhone")
        ).alias("customerPhone"),
        first_filled(*e_mails).alias("email"),
        META.field("countryCode").str.strip_chars().str.strip_prefix("+"),
        first_filled(META.field("dialedNumber"), _info("CenterPhone")).alias("dialedNumber"),
        first_filled(META.field("userId"), pl.col("userId")).alias("userId"),
        META.field("category"),
        META.field("os"),
        META.field("ipAddress"),
    ]


def _full_name(first: pl.Expr, last: pl.Expr) -> pl.Expr:
    return pl.concat_str(first, last, separator=" ", ignore_nulls=True).str.strip_chars()


def _e_mail(name: pl.Expr) -> pl.Expr:
    return pl.when(name.str.contains(E_MAIL)).then(name.str.strip_chars())


def _no_e_mail(name: pl.Expr) -> pl.Expr:
    return pl.when(~name.str.contains(E_MAIL)).then(name)
