"""Things that happen at a customer, as timed steps on both twins: `python -m sandbox.stories NAME ...`."""

from sandbox.stories.catalogue import STORIES
from sandbox.stories.step import Step, Story, StoryImpossible
from sandbox.stories.telling import tell

__all__ = ["STORIES", "Step", "Story", "StoryImpossible", "tell"]
