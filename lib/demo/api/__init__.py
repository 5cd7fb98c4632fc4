"""The documented API served over the made-up contact centre, at any of its revisions."""
