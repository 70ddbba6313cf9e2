"""A tool that reads our description, and not our code, asks for what it promises (I-1)."""

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.specs.openapi import checks

EXAMPLES = 15
"""Of each address; with parameters as described, and with wrong ones."""


@pytest.mark.parametrize("mode", list(GenerationMode), ids=str)
def test_every_answer_is_one_that_the_description_names(app, world, mode):
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app)
    asked = 0
    for found in schema.get_all_operations():
        operation = found.ok()

        @settings(
            max_examples=EXAMPLES,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy(generation_mode=mode))
        def ask(case):
            nonlocal asked
            asked += 1
            tolerated = [checks.positive_data_acceptance]  # settings name the fields of work
            if "" in (case.query or {}).values():  # an empty choice of a form is none
                tolerated.append(checks.negative_data_rejection)
            case.call_and_validate(excluded_checks=tolerated)

        try:
            ask()
        except Unsatisfiable:  # nothing about this address can be wrong: any text is one
            assert mode is GenerationMode.NEGATIVE

    assert asked > 20
