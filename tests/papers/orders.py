"""Wishes for print packs."""

from app.papers import actions
from app.papers.rules import Choices, Form
from tests import build


def a_job(meeting_id, wishes, *, form=Form.PDF, choices=None, actor=build.OFFICE):
    return actions.give(meeting_id, wishes, form, choices or Choices(), actor=actor)
