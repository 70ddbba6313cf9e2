"""An idea whose contact person may be told of a move."""

from app.ideas import actions, queries
from app.ideas.rules import IdeaState, MoveFacts
from tests import build


def ideas_here():
    """Names for the addresses of the house: an idea with a draft that waits."""
    idea_id = build.an_idea("Klima-Bänke", contact_name="Ayşe Öz", contact_email="a@example.org")
    facts = MoveFacts(reason="Der Platz wird umgebaut.")
    actions.move_idea(idea_id, IdeaState.DROPPED, facts, actor=build.OFFICE)
    return {"told_number": queries.idea_by_id(idea_id).number}
