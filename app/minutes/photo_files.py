"""A photo as an answer: only ever a picture, whatever a browser would like to see in it."""

from flask import Response


def picture_answer(data: bytes, photo_id: int) -> Response:
    """The JPEG with headers that let nothing in it run (I-9)."""
    return Response(
        data,
        content_type="image/jpeg",
        headers={
            "Content-Disposition": f'inline; filename="foto-{photo_id}.jpg"',
            "Content-Security-Policy": "default-src 'none'; sandbox",
        },
    )
