"""Values that kits are written with."""

from enum import StrEnum
from typing import Annotated

from msgspec import Meta

Id = Annotated[str, Meta(pattern=r"^[a-z0-9]+([_-][a-z0-9]+)*$", max_length=60)]
Text = Annotated[str, Meta(min_length=1)]


class Named(StrEnum):
    """A value of the schema with the German words people read."""

    label: str

    def __new__(cls, value: str, label: str) -> "Named":
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member
