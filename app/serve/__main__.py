"""``python -m app.serve``. Workers that a process begins anew do not run this module again."""

import gc
import sys


def _start() -> int:
    gc.disable()  # all that is loaded stays; looking for garbage takes a tenth of the start
    from app.serve import main

    return main(sys.argv[1:])


sys.exit(_start())
