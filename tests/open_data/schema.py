"""Holding an answer against its published description."""

import re
from datetime import datetime

from jsonschema import Draft202012Validator, FormatChecker

from app.open_data.openapi import SCHEMAS

BASE = "http://127.0.0.1:8000"
formats = FormatChecker()


@formats.checks("date-time")
def is_moment(text):
    """RFC 3339 5.6, whole seconds, with the distance from UTC."""
    shape = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d"
    return not isinstance(text, str) or (
        re.fullmatch(shape, text) is not None
        and datetime.fromisoformat(text).utcoffset() is not None
    )


@formats.checks("uri")
def is_own_address(text):
    return not isinstance(text, str) or text.startswith(BASE + "/")


def check(data, name):
    """Raises when the data does not fit its schema."""
    schema = {"$ref": f"#/components/schemas/{name}", "components": {"schemas": SCHEMAS}}
    Draft202012Validator(schema, format_checker=formats).validate(data)
