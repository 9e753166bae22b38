"""Serves the twin: `python -m sandbox.uniconta`."""

from sandbox.server import main
from sandbox.uniconta.twin import UnicontaTwin

if __name__ == "__main__":
    main(UnicontaTwin)
