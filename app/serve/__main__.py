"""``python -m app.serve``. Workers that a process begins anew do not run this module again."""

import sys

from app.serve import main

sys.exit(main(sys.argv[1:]))
