"""A made-up contact centre, and the documented API served over it.

api/         the documented API served over the made-up contact centre, at any of its revisions
centre       the made-up contact centre as a whole: its records over any period, and its own truth
credentials  the demo's plainly fake credentials: they open nothing but the demo
records/     simulated sessions as records in the service's own spellings
simulation/  the made-up contact centre, event by event: arrivals, agents, waits, handlings
truth        what truly happened in a period, counted from the simulation's own events and nothing else
"""

from lib.demo.api.options import ServiceOptions
from lib.demo.api.server import DemoServer
from lib.demo.api.service import create_app
from lib.demo.centre import Centre
from lib.demo.credentials import DEMO_CREDENTIALS
from lib.demo.truth import AgentTruth, QueueTruth, Truth

__all__ = [
    "DEMO_CREDENTIALS",
    "AgentTruth",
    "Centre",
    "DemoServer",
    "QueueTruth",
    "ServiceOptions",
    "Truth",
    "create_app",
]
