"""Members and ratings with something to show: plain values, as ``pages.Page`` takes them."""

from datetime import date

from app.access.rules import Role
from app.core.db import db, transaction
from app.steering import members, ratings
from app.steering.models import RatingRound
from app.steering.rating_actions import RoundValues, Typed, open_round, save_sheet
from app.steering.rating_rules import Marks
from tests import build

OFFICE, STEERING = Role.OFFICE, Role.STEERING
GROUP, MEMBERS, RATINGS = (
    "/buero/lenkungskreis",
    "/buero/lenkungskreis/mitglieder",
    "/buero/lenkungskreis/bewertungen",
)
LONG = "Zusammenarbeit" * 40


def a_round(title, key):
    """A rating of all ideas in review. Returns its id."""
    chosen = tuple(idea.id for idea in ratings.ideas_in_review())
    values = RoundValues(title, date(2027, 9, 10), chosen)
    return open_round(values, f"page-round-{key:010}", actor=build.OFFICE)


def some_hand_in(round_id):
    """Five sheets that differ widely on the first idea, with remarks, one of them long."""
    one = ratings.round_by_id(round_id)
    ideas = [line.idea_id for line in one.ideas]
    for place, sheet in enumerate(ratings.sheets_of(round_id)[:5]):
        seen = ratings.marks_of(sheet, one)
        typed = {
            idea: Typed(
                seen[idea].fingerprint,
                Marks(
                    ((place + row) % 4 if row else 3 * (place % 2),) * 5, comment=LONG[: place * 90]
                ),
            )
            for row, idea in enumerate(ideas)
        }
        save_sheet(sheet.id, typed, hand_in=True)


def rating_world():
    """An open rating, one that is over, and the seats of the year."""
    over, one = a_round("Ideen im Juni", 1), a_round("Ideen im September " + "Wort" * 20, 2)
    some_hand_in(over)
    some_hand_in(one)
    with transaction():
        db.session.get(RatingRound, over).deadline = date(2027, 8, 30)
    sheets = ratings.sheets_of(one)
    return {
        "rating": one,
        "rating_over": over,
        "rating_seat": members.members_on(date(2027, 9, 1))[0].id,
        "rating_link": ratings.token_of(sheets[-3]),
        "rating_done": ratings.token_of(sheets[0]),
        "rating_advising": ratings.token_of(sheets[-1]),
    }


def hand_in(page):
    page.get_by_role("radio").nth(1).check()
    page.get_by_role("button", name="Bogen abgeben").click()


def nobody(page):
    page.get_by_label("Person").fill("Niemand Bekannt")
    page.get_by_role("button", name="Mitglied eintragen").click()


def nothing_chosen(page):
    for box in page.locator("[name=ideas]").all():
        box.uncheck()
    page.get_by_label("Titel").fill("Ohne Ideen")
    page.get_by_label("Letzter Tag").fill("2027-09-10")
    page.get_by_role("button", name="Bewertung öffnen und E-Mails senden").click()


RATING_PAGES = (
    ("steering", GROUP, None, OFFICE),
    ("steering-member", GROUP, None, STEERING),
    ("members", MEMBERS, None, OFFICE),
    ("members-steering", MEMBERS, None, STEERING),
    ("member-new-errors", f"{MEMBERS}/neu", nobody, OFFICE),
    ("member", f"{MEMBERS}/{{rating_seat}}", None, OFFICE),
    ("member-end", f"{MEMBERS}/{{rating_seat}}/beenden", None, OFFICE),
    ("ratings", RATINGS, None, OFFICE),
    ("rating-new-errors", f"{RATINGS}/neu", nothing_chosen, OFFICE),
    ("rating-open", f"{RATINGS}/{{rating}}", None, OFFICE),
    ("rating-change", f"{RATINGS}/{{rating}}/aendern", None, OFFICE),
    ("rating-results", f"{RATINGS}/{{rating_over}}", None, STEERING),
    ("rating-sheet", f"{RATINGS}/{{rating}}/bogen", None, STEERING),
    ("rating-link-missing", "/bewertung/{rating_link}", hand_in, None),
    ("rating-link-done", "/bewertung/{rating_done}", None, None),
    ("rating-link-advising", "/bewertung/{rating_advising}", None, None),
)  # fmt: skip
