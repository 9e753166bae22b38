"""`python -m sandbox.stories NAME --intempus URL --uniconta URL [--pace SECONDS]`."""

import argparse
import datetime as dt
import sys
from contextlib import closing

from sandbox.client import ControlRefused, TwinControl
from sandbox.stories import STORIES, StoryImpossible, tell

PACE_SECONDS = 5.0


def main() -> None:
    """Play the story and print each step as it happens."""
    chosen = _parser().parse_args()
    with closing(TwinControl(chosen.intempus)) as intempus, closing(TwinControl(chosen.uniconta)) as uniconta:
        twins = {"intempus": intempus, "uniconta": uniconta}
        try:
            for step in tell(STORIES[chosen.story], twins, chosen.today, chosen.pace):
                sys.stdout.write(f"{step.at:>15}  {step.says}\n")
                sys.stdout.flush()
        except (StoryImpossible, ControlRefused) as error:
            sys.exit(f"The story stops here: {error}")


def _parser() -> argparse.ArgumentParser:
    told = "\n".join(f"  {story.name:30} {story.title}" for story in STORIES.values())
    options = argparse.ArgumentParser(
        prog="python -m sandbox.stories", epilog=told, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("story", choices=STORIES, metavar="NAME")
    options.add_argument("--intempus", required=True, metavar="URL")
    options.add_argument("--uniconta", required=True, metavar="URL")
    options.add_argument("--pace", type=float, default=PACE_SECONDS, metavar="SECONDS", help="between two steps")
    today = dt.datetime.now(dt.UTC).date()
    options.add_argument("--today", type=dt.date.fromisoformat, default=today, metavar="YYYY-MM-DD")
    return options


if __name__ == "__main__":
    main()
