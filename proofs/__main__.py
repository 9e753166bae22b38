"""`make prove-connections`: measures every property of the connections on the twins and prints one table."""

from __future__ import annotations

import argparse
import json
import sys
from typing import TYPE_CHECKING

from benchmarks.machine import machine
from proofs.connections.catalogue import PROOFS
from proofs.measured import LONG, SHORT, as_json, table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from proofs.measured import Measured, Scale

_NAMES = [name for names in PROOFS for name in names]


def main(arguments: Sequence[str] | None = None) -> int:
    """Return 0 when every property asked for is met, 1 when one is not."""
    asked = _parser().parse_args(arguments)
    scale = LONG if asked.long else SHORT
    measured = list(_measure(asked.only, scale))
    if asked.json:
        print(json.dumps(as_json(measured, machine(), scale), ensure_ascii=False))
    else:
        print("\n".join([machine(), f"scale: {scale.name}", "", *table(measured)]))
    return 0 if all(one.met for one in measured) else 1


def _measure(only: Sequence[str], scale: Scale) -> list[Measured]:
    measured = []
    for names, proof in PROOFS.items():
        if not only or set(only).intersection(names):
            print(f"measuring {', '.join(names)} …", file=sys.stderr, flush=True)
            measured += proof(scale)
    return measured


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m proofs", description=__doc__)
    parser.add_argument("--json", action="store_true", help="print one JSON object, for machines")
    parser.add_argument("--long", action="store_true", help="the long form, as `make soak` takes it")
    parser.add_argument("--only", nargs="*", default=[], choices=_NAMES, metavar="P", help="only these properties")
    return parser


if __name__ == "__main__":
    sys.exit(main())
