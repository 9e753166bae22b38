"""Plays a story on both twins."""

import datetime as dt
import time
from collections.abc import Iterator, Mapping

from sandbox.stories.step import Scene, Steered, Step, Story


def tell(story: Story, twins: Mapping[str, Steered], day: dt.date, pace: float) -> Iterator[Step]:
    """Take the steps of `story` in order, `pace` seconds apart, and yield each once it has happened.

    `day` is the day of new reports. Raises `StoryImpossible` when the twins do not hold what a step is about, and
    whatever `twins` raise when one refuses; steps that were taken stay taken.
    """
    scene = Scene(twins, day)
    for number, step in enumerate(story.steps):
        if number:
            time.sleep(pace)
        step.take(scene)
        yield step
