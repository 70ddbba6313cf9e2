"""The pages of projects with something to show: plain values, as ``pages.Page`` takes them."""

from datetime import date

from app.access.rules import Role
from app.ideas.rules import SupportKind
from app.projects import drafts, joining, news, queries
from app.projects.rules import Progress
from tests.projects import build
from tests.projects.build import KEY

OFFICE, STEERING = Role.OFFICE, Role.STEERING
LONG = "W" * 200


def project_world():
    """A silent project with a text that waits, one with news and people, one link to confirm."""
    silent = build.a_project(
        title="Stiller " + "W" * 120, contact_name="Änne Süßmilch-Krzyżanowska", summary=LONG * 4
    )
    for day in (date(2027, 6, 1), date(2027, 7, 15)):
        build.asked(silent, day)
    link = build.token(silent)
    text = queries.texts_of(build.idea(silent)) | {"title": "Lauter", "summary": f"Neu {LONG}"}
    drafts.hand_in(link, text, KEY(901))
    loud = build.a_project(title="Lautes Projekt", contact_email="laut@example.org")
    loud_link = build.token(loud)
    for number, what in enumerate((*Progress, Progress.RUNNING)):
        news.answer(loud_link, what, LONG, SupportKind.ADVICE, KEY(910 + number))
    for number, name in enumerate(("Nguyễn Thị Mai", LONG), 920):
        address = f"p{number}@example.org"
        joining.confirm(build.joins(loud, number, name=name, email=address, consent=name != LONG))
    waiting = build.joins(loud, 930, name="Ștefan Peña", email="stefan@example.org")
    numbers = {name: build.idea(one).number for name, one in (("silent", silent), ("loud", loud))}
    return {
        "project_link": loud_link,
        "project_silent_link": link,
        "project_silent": numbers["silent"],
        "project_loud": numbers["loud"],
        "project_draft": queries.open_draft_of(silent).id,
        "project_supporter": queries.supporters_of(loud)[0].id,
        "joining_link": waiting,
    }


def send(page):
    page.get_by_role("button", name="Antwort senden", exact=True).click()


STAFF = "/buero/ideen"
PROJECT_PAGES = (
    ("project", "/projekt/{project_link}?neu=antwort", None, None),
    ("project-silent", "/projekt/{project_silent_link}", None, None),
    ("project-answer", "/projekt/{project_link}/antwort?antwort=help", None, None),
    ("project-answer-errors", "/projekt/{project_link}/antwort?antwort=help", send, None),
    ("project-edit", "/projekt/{project_silent_link}/bearbeiten", None, None),
    ("join", "/ideen/{project_loud}/mitmachen", None, None),
    ("join-sent", "/ideen/{project_loud}/mitmachen/unterwegs", None, None),
    ("joining", "/mitmachen/{joining_link}", None, None),
    ("idea-silent", f"{STAFF}/{{project_silent}}", None, OFFICE),
    ("idea-loud", f"{STAFF}/{{project_loud}}", None, OFFICE),
    ("idea-loud-steering", f"{STAFF}/{{project_loud}}", None, STEERING),
    ("project-draft", f"{STAFF}/{{project_silent}}/text/{{project_draft}}", None, OFFICE),
    ("idea-told", f"{STAFF}/{{project_loud}}/rueckmeldung", None, OFFICE),
    ("idea-add-person", f"{STAFF}/{{project_loud}}/mitmachende/neu", None, OFFICE),
    ("idea-remove-person",
     f"{STAFF}/{{project_loud}}/mitmachende/{{project_supporter}}/entfernen", None, OFFICE),
)  # fmt: skip
