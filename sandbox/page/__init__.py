"""The control page for people, at `/_control/` of each twin: plain HTML, no scripts, nothing from elsewhere."""

from sandbox.page.serving import answer

__all__ = ["answer"]
