"""How things are called here, for the sentences of the report."""

from app.core.settings import current
from app.desk.report_words import Names


def names() -> Names:
    """From the settings."""
    forum, office = current().forum, current().office
    return Names(
        forum.name, forum.committee, forum.steering_group, office.name, office.organisation
    )
