"""Public pages of ideas and open data with something to show."""

from app.core.db import db
from app.ideas.models import Idea
from app.ideas.rules import IdeaState
from tests import build
from tests.open_data.build import a_decision, a_supporter, change

LONG = "Solardachpflichtinformationsveranstaltungsreihe " * 3


def idea_public_world():
    """Ideas in each kind of state that the public page shows in a way of its own."""
    running = build.an_idea(
        LONG[:149], IdeaState.IN_PROGRESS, public=True, action_field="EE", seeking=LONG,
        district="Heepen", summary=LONG * 4, contact_name="Nguyễn Thị Mai", contact_public=True,
    )  # fmt: skip
    rests = build.an_idea("Zebrastreifen", IdeaState.ON_HOLD, public=True)
    change(rests, reason="Die Straße wird umgebaut.")
    a_supporter(running)
    a_decision("LK-2027-91", [running])
    return {"public_running": number_of(running), "public_rests": number_of(rests)}


def number_of(idea_id):
    return db.session.get(Idea, idea_id).number


IDEA_PUBLIC_PAGES = (
    ("ideas-public-none", "/ideen?suche=zirkus&feld=EE&stand=done&sortierung=titel", None, None),
    ("idea-public-running", "/ideen/{public_running}", None, None),
    ("idea-public-rests", "/ideen/{public_rests}", None, None),
    ("ideas-embedded", "/ideen/einbetten", None, None),
    ("open-data", "/offene-daten", None, None),
)
