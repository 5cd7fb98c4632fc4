"""What axe-core finds on a page, as far as it is grave or a rule that we hold beside."""

from __future__ import annotations

from typing import TYPE_CHECKING

from axe_playwright_python.sync_playwright import Axe

if TYPE_CHECKING:
    from playwright.sync_api import Page

GRAVE = {"serious", "critical"}
ALSO = {"heading-order", "page-has-heading-one"}
"""Rules that are ours to keep, though axe calls a breach moderate."""

STREAMLITS: dict[str, str] = {}
"""A rule, and in the page's text what of Streamlit's own breaks it and cannot be mended here; none does."""


def findings(opened: Page, *rules: str) -> list[str]:
    """The breaches, a line each: the rule, where, and why; of all rules, or of those named."""
    only = {"runOnly": {"type": "rule", "values": list(rules)}} if rules else {}
    found = Axe().run(opened, options={"resultTypes": ["violations"], **only}).response["violations"]
    return [
        f"{rule['id']}: {node['html'][:160]} {node['failureSummary']}"
        for rule in found
        for node in rule["nodes"]
        if (rule["impact"] in GRAVE or rule["id"] in ALSO)
        and STREAMLITS.get(rule["id"], "\0") not in node["html"]
    ]
