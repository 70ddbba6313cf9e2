import re

from app.core.tokens import digest, link_token, random_token


def test_a_derived_token_belongs_to_one_row_purpose_and_version(ctx):
    tokens = {
        link_token(purpose, row, version)
        for purpose in ("confirm", "manage")
        for row in (1, 2)
        for version in (0, 1)
    }

    assert len(tokens) == 8
    assert link_token("confirm", 1, 0) in tokens
    assert all(re.fullmatch(r"[\w-]{27}", token) for token in tokens)


def test_random_tokens_differ_and_digests_are_hex():
    assert random_token() != random_token()
    assert re.fullmatch("[0-9a-f]{64}", digest("x"))
