"""The API fuzzed from its own description: no answer is a server error or of another form."""

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from api.app import create_app
from api.settings import Settings
from api.wiring import Parts
from tests.conftest import counts

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]


@pytest.mark.timeout(counts(300, 3600))
def test_whatever_is_sent_is_answered_as_described(parts: Parts) -> None:
    app = create_app(Settings(rate_limit="off"), parts)
    described = schemathesis.openapi.from_asgi("/openapi.json", app)
    operations = [found.ok() for found in described.get_all_operations()]
    assert len(operations) >= 6
    for operation in operations:

        @settings(
            max_examples=counts(20, 500),
            deadline=None,
            derandomize=True,
            database=None,
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy())
        def answered_as_described(case: schemathesis.Case) -> None:
            case.call_and_validate(checks=CHECKS)

        answered_as_described()
