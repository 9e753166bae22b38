"""The journal of this process: what was asked and what was accepted."""

from sandbox.journal import Journal

journal = Journal()
