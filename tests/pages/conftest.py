"""Pages are drawn as the server draws them."""

import pytest
from altair.utils.schemapi import debug_mode


@pytest.fixture(scope="module", autouse=True)
def charts_as_served(request):
    """Leave the check of charts against the schema, half of their time, to the module that opens every page."""
    with debug_mode(request.module.__name__.endswith("test_every_page")):
        yield
