"""Where a running twin plays a story for the person who pressed the button: one at a time, in the background."""

import datetime as dt
import threading
from contextlib import closing
from typing import Any

from sandbox.stories.catalogue import STORIES
from sandbox.stories.step import Story
from sandbox.stories.telling import tell

Json = dict[str, Any]

PACE_SECONDS = 2.0


class Stage:
    """Knows where both twins are once somebody has said so, and what is being played."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._urls: dict[str, str] = {}
        self._playing = False
        self._name: str | None = None
        self._told: list[str] = []

    def meet(self, payload: Json) -> Json:
        """Remember the addresses `intempus` and `uniconta`."""
        self._urls = {name: payload[name] for name in ("intempus", "uniconta")}
        return {"neighbours": self._urls}

    def play(self, payload: Json) -> Json:
        """Begin the story `name` with `pace` seconds between its steps.

        Raises `LookupError` for one that does not exist or when the addresses are not known, `RuntimeError` while
        another is being played.
        """
        story = STORIES.get(payload["name"])
        if story is None or not self._urls:
            raise LookupError(f"No story {payload['name']!r}" if story is None else "Say first where both twins are")
        with self._lock:
            if self._playing:
                raise RuntimeError(f"{self._name} is still being played")
            self._playing, self._name, self._told = True, story.name, []
        pace = float(payload.get("pace", PACE_SECONDS))
        threading.Thread(target=self._play, args=(story, pace), daemon=True).start()
        return self.as_json()

    def as_json(self) -> Json:
        """Show the stories, where the twins are, and what is or was last played."""
        titles = {story.name: story.title for story in STORIES.values()}
        playing = {"name": self._name, "playing": self._playing, "told": list(self._told)}
        return {"stories": titles, "neighbours": self._urls, "latest": playing}

    def _play(self, story: Story, pace: float) -> None:
        from sandbox.client import TwinControl  # noqa: PLC0415 - it imports this package's control interface

        today = dt.datetime.now(dt.UTC).date()
        try:
            with (
                closing(TwinControl(self._urls["intempus"])) as here,
                closing(TwinControl(self._urls["uniconta"])) as there,
            ):
                for step in tell(story, {"intempus": here, "uniconta": there}, today, pace):
                    self._told.append(f"{step.at} {step.says}")
        except Exception as error:  # noqa: BLE001 - told to the person who pressed the button
            self._told.append(f"The story stops here: {error}")
        finally:
            self._playing = False
