"""Files as answers: a document that the browser shows, a table that it keeps."""

from flask import Response

MIMES = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "zip": "application/zip",
}


def file_answer(data: bytes, name: str) -> Response:
    """The file under this name, of one of ``MIMES`` by its ending; a PDF is shown, others kept."""
    ending = name.rpartition(".")[2]
    how = "inline" if ending == "pdf" else "attachment"
    return Response(
        data,
        content_type=MIMES[ending],
        headers={"Content-Disposition": f'{how}; filename="{name}"'},
    )
