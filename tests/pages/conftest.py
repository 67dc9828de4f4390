"""Pages are drawn as the server draws them."""

import pytest
from altair.utils.schemapi import SchemaBase, debug_mode


@pytest.fixture(scope="module", autouse=True)
def charts_as_served(request):
    """Leave the check of charts against the schema, half of their time, to the module that opens every page."""
    checked = request.module.__name__.endswith("test_every_page")
    with debug_mode(checked), pytest.MonkeyPatch.context() as patch:
        if not checked:
            # A whole chart is checked once more on its way out, whatever the mode.
            patch.setattr(SchemaBase, "validate", lambda *instance: None)
        yield
