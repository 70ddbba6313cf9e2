"""What people said about an evening, for the team."""

from flask import Response, render_template, request

from app.access.guards import Answer, staff_blueprint
from app.core.file_answers import file_answer
from app.feedback import documents, queries
from app.feedback.rules import FEW, QUESTIONS, SCALE, SHORT, last_day, mean_words, tallies
from app.meetings.queries import meeting_by_id
from app.meetings.rules import file_name

blueprint = staff_blueprint("feedback", __name__)


@blueprint.get("/treffen/<int:meeting_id>/rueckmeldungen")
def index(meeting_id: int) -> Answer:
    """Numbers, pictures, comments, and the meetings before."""
    meeting = meeting_by_id(meeting_id)
    answers = queries.answers_of(meeting_id)
    search = request.args.get("suche", "")[:200]
    return render_template(
        "feedback/index.html",
        meeting=meeting,
        number=len(answers),
        few=len(answers) < FEW,
        tallies=tallies([one.marks for one in answers]),
        questions=QUESTIONS,
        short=SHORT,
        scale=SCALE,
        comments=queries.matching(answers, search),
        commented=len(queries.matching(answers, "")),
        search=search,
        compared=queries.compared_with(meeting),
        window=queries.window_of(meeting),
        until=last_day(meeting.day),
        mean_words=mean_words,
        pictures=documents,
    )


@blueprint.get("/treffen/<int:meeting_id>/rueckmeldungen.csv")
def table(meeting_id: int) -> Response:
    meeting = meeting_by_id(meeting_id)
    name = file_name(meeting.day, meeting.title, "Rückmeldungen", "csv")
    return file_answer(documents.answers_csv(queries.answers_of(meeting_id)), name)
