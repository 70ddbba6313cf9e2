"""What a web process does not read before somebody needs it: memory and the time of a start."""

import subprocess
import sys

from app.core.settings import ROOT

LATER = {
    "PIL", "alembic", "app.clockwork", "authlib", "fontTools", "holidays", "imap_tools", "joserfc",
    "lxml", "openpyxl", "pikepdf", "psycopg", "recurring_ical_events", "segno", "tinycss2",
    "weasyprint", "x_wr_timezone", "xlsxwriter",
}  # fmt: skip


def test_libraries_for_single_pages_are_read_when_they_are_needed():
    program = "import sys, app.serve, app.factory; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert set(done.stdout.split()) & LATER == set()


def test_an_address_is_the_same_the_second_time(app):
    with app.test_request_context():
        first, second = (app.url_for("desk_public.home", seite=2) for _ in "12")
    assert first == second == "/?seite=2"
