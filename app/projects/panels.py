"""What the page of an idea shows below its profile: one line per room that knows something."""

from typing import Any

from app.ideas.models import Idea
from app.ideas.pictures import related_ideas
from app.matching.panel import panel_of_idea
from app.projects.pages import mentions_of, news_panel
from app.projects.queries import supporters_of
from app.steering.panel import panel_of as steering_panel
from app.support.panel import funding_of, panel_of


def panels_of(idea: Idea, *, may_write: bool) -> dict[str, Any]:
    """Names for ``templates/projects/idea.html`` → what the panels of the rooms need.

    ``may_write``: the office looks at it; the steering group sees no addresses and no needs.
    """
    return {
        "news": news_panel(idea),
        "supporters": supporters_of(idea.id),
        "mentions": mentions_of(idea),
        "support": panel_of(idea, may_write=may_write),
        "funding": funding_of(idea),
        "matching": panel_of_idea(idea, may_write=may_write),
        "steering": steering_panel(idea),
        "related": related_ideas(idea),
    }
