"""A made-up contact centre, and the documented API served over it."""

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
