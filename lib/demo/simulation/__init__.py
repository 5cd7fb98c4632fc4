"""The made-up contact centre, event by event: arrivals, agents, waits, handlings."""
