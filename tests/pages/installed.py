"""Installed packages are searched for components of Streamlit once, not each time a test opens an app."""

import pytest
from streamlit.components.v2 import manifest_scanner


@pytest.fixture(scope="module", autouse=True)
def components_searched_once():
    """Answer every search with what the first one found; a module takes this by naming the fixture in itself."""
    found = manifest_scanner.scan_component_manifests()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(manifest_scanner, "scan_component_manifests", lambda: found)
        yield
