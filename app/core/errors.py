"""Errors with a sentence for people. Free of Flask, so that rules may raise them."""


class RuleBroken(Exception):
    """A rule says no. ``message`` is a German sentence; ``field`` the form field it belongs to."""

    status = 409

    def __init__(self, message: str, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field


class NotFound(RuleBroken):
    """There is no such thing, or this link was never given out (T-3)."""

    status = 404


class Gone(RuleBroken):
    """There was such a thing, and it is over."""

    status = 410


class Conflict(RuleBroken):
    """Somebody else changed the same thing in the meantime (R-8)."""


class TooMany(RuleBroken):
    """A limit was reached; trying again after so many ``seconds`` helps (M-8)."""

    status = 429

    def __init__(self, message: str, field: str | None = None, seconds: int = 3600) -> None:
        super().__init__(message, field)
        self.seconds = seconds


class SettingsFault(Exception):
    """config.toml or a secret is wrong. ``problems`` holds one German line each, with remedy."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class LogoFault(Exception):
    """Why this file cannot be printed, and what helps, as one German text."""
