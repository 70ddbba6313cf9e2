"""What the page of an idea shows below its profile: one line per room that knows something."""

from typing import Any

from app.ideas.models import Idea


def panels_of(idea: Idea, *, may_write: bool) -> dict[str, Any]:
    """Names for ``templates/projects/idea.html`` → what the panels of the rooms need.

    ``may_write``: the office looks at it; the steering group sees no addresses and no needs.
    """
    return {}
