"""Pages that rooms bring along in files of their own, and what must be there to show them."""

from tests.browser.afterwards_pages import AFTERWARDS_PAGES, afterwards_world
from tests.browser.agenda_pages import AGENDA_PAGES, agenda_world
from tests.browser.door_pages import DOOR_PAGES, door_world
from tests.browser.floor_pages import FLOOR_PAGES, floor_world
from tests.browser.idea_pages import IDEA_PAGES, idea_world
from tests.browser.idea_public_pages import IDEA_PUBLIC_PAGES, idea_public_world
from tests.browser.live_pages import LIVE_PAGES, live_world
from tests.browser.matching_pages import MATCHING_PAGES, matching_world
from tests.browser.notes_pages import NOTES_PAGES
from tests.browser.overview_pages import OVERVIEW_PAGES
from tests.browser.privacy_pages import PRIVACY_PAGES, privacy_world
from tests.browser.project_pages import PROJECT_PAGES, project_world
from tests.browser.rating_pages import RATING_PAGES, rating_world
from tests.browser.session_pages import SESSION_PAGES, session_world
from tests.browser.support_pages import SUPPORT_PAGES, support_world
from tests.browser.tables_pages import TABLES_PAGES, tables_world
from tests.browser.task_pages import TASK_PAGES, task_world
from tests.browser.topic_pages import TOPIC_PAGES, topic_world
from tests.browser.version_pages import VERSION_PAGES, version_world


def room_worlds():
    """Names for the addresses of ``ROOM_PAGES``."""
    return (
        door_world()
        | agenda_world()
        | floor_world()
        | live_world()
        | afterwards_world()
        | task_world()
        | support_world()
        | project_world()
        | matching_world()
        | session_world()
        | rating_world()
        | topic_world()
        | version_world()
        | idea_public_world()
        | idea_world()
        | tables_world()
        | privacy_world()
    )


ROOM_PAGES = (
    *DOOR_PAGES,
    *AGENDA_PAGES,
    *FLOOR_PAGES,
    *LIVE_PAGES,
    *NOTES_PAGES,
    *AFTERWARDS_PAGES,
    *TASK_PAGES,
    *SUPPORT_PAGES,
    *PROJECT_PAGES,
    *MATCHING_PAGES,
    *OVERVIEW_PAGES,
    *SESSION_PAGES,
    *RATING_PAGES,
    *TOPIC_PAGES,
    *VERSION_PAGES,
    *IDEA_PUBLIC_PAGES,
    *IDEA_PAGES,
    *TABLES_PAGES,
    *PRIVACY_PAGES,
)
