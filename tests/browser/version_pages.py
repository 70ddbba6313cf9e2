"""Pages of versions and corrections with something to show: plain values, as for ``pages.Page``."""

from app.access.rules import Role
from app.minutes import queries, releases, remarks, review_queries
from app.minutes.rules import RemarkState
from tests import build
from tests.browser.page import fill_and_press, press
from tests.minutes.world import released, reviewed

OFFICE, MODERATOR = Role.OFFICE, Role.MODERATOR
LONG = "Donaudampfschifffahrtsgesellschaftskapitän" * 12


def version_world():
    """A draft in review, one whose review is over, and minutes that are written again."""
    corrected, token = _corrected("Treffen zur Durchsicht")
    over, late = _corrected("Treffen nach der Durchsicht")
    remarks.end_review(over, actor=build.OFFICE)
    again, same = released("Treffen mit zwei Versionen"), released("Treffen ohne Änderung")
    for meeting_id in (again, same):
        releases.revise(meeting_id, actor=build.OFFICE)
    build.an_entry(again, queries.opened_minutes(again).items[0].id, text=LONG)
    return {"reviewed": corrected, "review": token, "review_late": late, "again": again,
            "same": same}  # fmt: skip


def _corrected(title):
    """(meeting id, token): somebody who was there has asked for two corrections."""
    meeting_id, token = reviewed(title)
    minutes = queries.opened_minutes(meeting_id)
    for number, (place, text) in enumerate(((minutes.items[0].id, "Es waren zwölf."), (0, LONG))):
        remarks.suggest(token, place, text, submit_key=f"page-remark-{meeting_id:06}-{number}")
    first = review_queries.remarks_of(minutes.id)[0].id
    remarks.answer(meeting_id, first, RemarkState.DECLINED, "Wir zählten elf.", actor=build.OFFICE)
    return meeting_id, token


def send_nothing(page):
    """A correction without words."""
    page.locator("summary").first.click()
    page.get_by_role("button", name="Vorschlag senden").first.click()


MINUTES = "/buero/treffen/{reviewed}/protokoll"
VERSION_PAGES = (
    ("review", "/protokoll/{review}"),
    ("review-errors", "/protokoll/{review}", send_nothing),
    ("review-closed", "/protokoll/{review_late}"),
    ("remarks", f"{MINUTES}/berichtigungen", None, OFFICE),
    ("remarks-errors", f"{MINUTES}/berichtigungen", press("Nicht übernommen"), OFFICE),
    ("remarks-moderator", f"{MINUTES}/berichtigungen", None, MODERATOR),
    ("minutes-again", "/buero/treffen/{again}/protokoll", None, OFFICE),
    ("minutes-release-2", "/buero/treffen/{again}/protokoll/freigeben", None, OFFICE),
    (
        "minutes-release-2-errors",
        "/buero/treffen/{again}/protokoll/freigeben",
        fill_and_press("Version 2 freigeben", note=""),
        OFFICE,
    ),
    ("minutes-release-same", "/buero/treffen/{same}/protokoll/freigeben", None, OFFICE),
)
