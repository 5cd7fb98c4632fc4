"""`callboard demo-api`: the documented API over made-up conversations."""

from __future__ import annotations

import signal
import threading
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from lib.cli.output import print_message
from lib.demo import DEMO_CREDENTIALS, Centre, DemoServer, ServiceOptions

if TYPE_CHECKING:
    import argparse


def run_demo_api(arguments: argparse.Namespace) -> None:
    """Serve until interrupted or terminated."""
    centre, now = Centre(arguments.seed), datetime.now(UTC)
    centre.select(now - timedelta(days=arguments.days), now)
    options = ServiceOptions(revision=arguments.revision, unknown_parameters=arguments.unknown_parameters)
    with DemoServer(centre, options, port=arguments.port) as server:
        print_message(f"Serving made-up conversations at {server.url}. To read them, set in another shell:")
        for name, value in {"host": server.url, **DEMO_CREDENTIALS._asdict()}.items():
            print_message(f"  export CALLBOARD_SMARTASSIST__{name.upper()}={value}")
        over = threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: over.set())
        over.wait()
