"""The sandbox is for a checkout only: the product's package carries none of it."""

import zipfile
from pathlib import Path

from hatchling.builders.wheel import WheelBuilder

ROOT = Path(__file__).parents[2]


def test_the_wheel_holds_the_product_and_nothing_of_the_sandbox(tmp_path: Path) -> None:
    (wheel,) = WheelBuilder(str(ROOT)).build(directory=str(tmp_path), versions=["standard"])
    names = zipfile.ZipFile(wheel).namelist()
    assert "bindeled/__init__.py" in names
    assert {name.split("/")[0] for name in names} == {"bindeled", f"{Path(wheel).name.rsplit('-py3', 1)[0]}.dist-info"}
    assert not [name for name in names if "sandbox" in name]
