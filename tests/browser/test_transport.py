"""What the running server refuses: sockets of other sites, files that are not pages, details of its inside."""

import httpx
import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect


def answer_to(server: str, origin: str) -> int:
    """Return the status that a WebSocket from an origin gets; 101 when it is let in."""
    try:
        with connect(server.replace("http", "ws") + "/_stcore/stream", origin=origin):
            return 101
    except InvalidStatus as refused:
        return refused.response.status_code


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://localhost.evil.example"])
def test_a_socket_of_another_site_is_refused(server, origin):
    assert answer_to(server, origin) == 403


def test_a_socket_of_our_own_page_is_let_in(server):
    assert answer_to(server, server) == 101


@pytest.mark.parametrize(
    "path",
    [
        "/.streamlit/secrets.toml",
        "/.streamlit/config.toml",
        "/app/static/config.toml",
        "/streamlit_app.py",
        "/foresight/store/database.py",
        "/var/foresight.duckdb",
        "/phone/..%2f..%2fstore%2fdatabase.py",
        "/phone/%2e%2e/%2e%2e/pyproject.toml",
        "/s/..%2f..%2fetc%2fpasswd",
    ],
)
def test_no_source_no_setting_and_no_database_can_be_fetched(server, path):
    answer = httpx.get(server + path, follow_redirects=True)
    assert answer.status_code < 500
    for inside in ("import ", "enableXsrfProtection", "root:", "DUCK", "[project]"):
        assert inside not in answer.text


def test_the_agent_api_is_off(server):
    for path in ("/_stcore/agent", "/_stcore/agent/sessions"):
        assert httpx.post(server + path, json={}).status_code in (403, 404, 405)


@pytest.mark.parametrize("path", ["/join", "/s/nowhere/follow?v=0", "/phone/app.js", "/", "/_stcore/health"])
def test_every_answer_carries_the_security_headers(server, path):
    answer = httpx.get(server + path)
    assert "script-src 'self'" in answer.headers["content-security-policy"]
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "no-referrer"
