"""Both twins with the same data: `python -m sandbox`.

Prints one JSON line; ends on SIGTERM or SIGINT, and with what started it, however that ended.
"""

import argparse
import datetime as dt
import json
import os
import signal
import sys
import threading
from contextlib import ExitStack

from sandbox import scenarios
from sandbox.client import start_twin
from sandbox.server import add_scenario_options, end_with


def main() -> None:
    """Start the twins, say where they are and how to sign in, and wait to be told to stop."""
    options = argparse.ArgumentParser(prog="python -m sandbox", description="Twins of Intempus and Uniconta.")
    add_scenario_options(options)
    options.set_defaults(scenario="small")
    options.add_argument("--intempus-port", type=int, default=0)
    options.add_argument("--uniconta-port", type=int, default=0)
    told = "end when the process with this number is gone; default: what started this one; 0: stay"
    options.add_argument("--parent", type=int, default=os.getppid(), metavar="PID", help=told)
    chosen = options.parse_args()
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    if chosen.parent:
        end_with(chosen.parent)
    _run(chosen, stop)


def _run(chosen: argparse.Namespace, stop: threading.Event) -> None:
    """Both children watch this process, so they end with it however it ends."""
    today = dt.date.fromisoformat(chosen.today) if chosen.today else dt.datetime.now(dt.UTC).date()
    with ExitStack() as running:
        twins = {}
        for name, port in (("intempus", chosen.intempus_port), ("uniconta", chosen.uniconta_port)):
            twin = start_twin(name, port=port, scenario=chosen.scenario, seed=chosen.seed, today=today)
            twins[name] = running.enter_context(twin)
        urls = {name: twin.url for name, twin in twins.items()}
        for twin in twins.values():
            twin.control.call("POST", "neighbours", urls)  # so that the page of each can play stories on both
        credentials = scenarios.build(chosen.scenario, chosen.seed, today).credentials
        sys.stdout.write(json.dumps({**urls, "credentials": credentials}) + "\n")
        sys.stdout.flush()
        stop.wait()


if __name__ == "__main__":
    main()
