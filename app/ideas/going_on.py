"""The idea that goes on when ideas were merged."""

from collections.abc import Iterable

from sqlalchemy import select

from app.core.db import db, locked
from app.core.errors import NotFound
from app.ideas.models import Idea

LONGEST_CHAIN = 50


def end_of(idea_id: int) -> int:
    """Id of the idea that goes on; usually the idea itself. Raises ``NotFound``."""
    for _ in range(LONGEST_CHAIN):
        found = db.session.execute(
            select(Idea.id, Idea.merged_into_id).where(Idea.id == idea_id)
        ).one_or_none()
        if found is None:
            raise NotFound("Diese Idee gibt es nicht.")
        if found.merged_into_id is None:
            return idea_id
        idea_id = found.merged_into_id
    raise RuntimeError("ideas are merged in a circle")


def locked_going_on(idea_ids: Iterable[int]) -> list[Idea]:
    """The ideas in which these go on, each once, locked in ascending order. Raises ``NotFound``.

    Those that were merged are only read: merging locks what goes on and then what leads there.
    """
    ends = {end_of(idea_id) for idea_id in idea_ids}
    while True:
        ideas = [locked(Idea, idea_id) for idea_id in sorted(ends)]
        further = {idea.merged_into_id or idea.id for idea in ideas}
        if further == ends:
            return ideas
        ends = further  # merged while we waited
