"""The pages of the register with something to show: plain values, as ``pages.Page`` takes them."""

from datetime import date

from app.access.rules import Role
from app.ideas import actions, queries
from app.ideas.rules import IdeaState, MoveFacts
from app.projects import merging
from tests import build

OFFICE, STEERING = Role.OFFICE, Role.STEERING
LONG = "Klimaanpassungsgenossenschaftsgründungsberatung " * 3


def idea_world():
    """Ideas in every state and field, a draft that waits, two that are alike, one merged."""
    for state in IdeaState:
        build.an_idea(f"{LONG[:100]} {state}", state, action_field="MO",
                      next_step="Ortstermin", next_step_due=date(2027, 8, 1))  # fmt: skip
    told = build.an_idea("Klima-Bänke", contact_name="Thị Mai Nguyễn", contact_email="m@b.de")
    actions.move_idea(told, IdeaState.DROPPED, MoveFacts(reason=LONG), actor=build.OFFICE)
    untold = build.an_idea("Klimabänke am Markt")
    actions.move_idea(untold, IdeaState.DROPPED, MoveFacts(reason="x"), actor=build.OFFICE)
    gone = build.an_idea("Klima Bänke", summary="Mit Pflanzen")
    kept = build.an_idea("Kühle Bänke", summary=LONG, team="Werkstatt", offering="Holz",
                         support_kinds=("contacts",), support_minutes=90)  # fmt: skip
    merging.merge_ideas(kept, gone, {}, seen_versions=(1, 1), actor=build.OFFICE)
    names = {"told": told, "untold": untold, "kept": kept}
    return {f"idea_{name}": queries.idea_by_id(one).number for name, one in names.items()}


def type_alike(page):
    page.get_by_label("Titel", exact=True).press_sequentially("Klimabänke", delay=20)
    page.get_by_role("heading", name="Gibt es diese Idee schon?").wait_for()


def press(name):
    return lambda page: page.get_by_role("button", name=name, exact=True).click()


def empty_draft(page):
    page.get_by_label("Text", exact=True).fill("")
    press("E-Mail senden")(page)


STAFF = "/buero/ideen"
IDEA_PAGES = (
    ("ideas-list", f"{STAFF}?nur=ueberfaellig", None, OFFICE),
    ("ideas-board", f"{STAFF}/brett", None, OFFICE),
    ("ideas-board-steering", f"{STAFF}/brett?feld=MO", None, STEERING),
    ("ideas-map", f"{STAFF}/karte", None, OFFICE),
    ("idea-new-alike", f"{STAFF}/neu", type_alike, OFFICE),
    ("idea-new-errors", f"{STAFF}/neu", press("Idee aufnehmen"), OFFICE),
    ("idea-kept-edit", f"{STAFF}/{{idea_kept}}/bearbeiten", None, OFFICE),
    ("idea-kept", f"{STAFF}/{{idea_kept}}", None, OFFICE),
    ("idea-draft-waits", f"{STAFF}/{{idea_told}}", None, OFFICE),
    ("idea-message", f"{STAFF}/{{idea_told}}/nachricht", None, OFFICE),
    ("idea-message-errors", f"{STAFF}/{{idea_told}}/nachricht", empty_draft, OFFICE),
    ("idea-message-no-address", f"{STAFF}/{{idea_untold}}/nachricht", None, OFFICE),
    ("idea-split", f"{STAFF}/{{idea_kept}}/teilen", None, OFFICE),
    ("idea-merge-choose", f"{STAFF}/{{idea_kept}}/zusammenlegen", None, OFFICE),
    ("idea-merge-wrong", f"{STAFF}/{{idea_kept}}/zusammenlegen?mit=x", None, OFFICE, 422),
    ("idea-merge", f"{STAFF}/{{idea_kept}}/zusammenlegen?mit={{idea_told}}", None, OFFICE),
)  # fmt: skip
