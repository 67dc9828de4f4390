"""The served app as an attacker meets it: sockets of other sites, uploads, files, and hostile text in a browser."""

import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import httpx
import pytest
import websockets.sync.client
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.exceptions import InvalidStatus

from foresight.store import sessions
from foresight.store.database import Database
from tests.browser import conftest as served
from tests.browser.steps import opened

browser = served.browser
HITS: list[str] = []


class Listener(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        HITS.append(self.path)
        self.send_response(204)
        self.end_headers()

    def log_message(self, *words: object) -> None:
        pass


@pytest.fixture(scope="module")
def hostile_store(tmp_path_factory):
    """A store whose texts try to run, to fetch and to lead away."""
    listener = HTTPServer(("127.0.0.1", 0), Listener)
    threading.Thread(target=listener.serve_forever, daemon=True).start()
    site = f"http://127.0.0.1:{listener.server_port}"
    texts = (
        f"![t]({site}/beacon)",
        "<img src=x onerror='window.pwned=1'><script>window.pwned=1</script>",
        "<iframe srcdoc='<script>parent.pwned=1</script>'></iframe>",
        "[click](javascript:window.pwned=1) <a href='javascript:window.pwned=1'>x</a>",
        f"<svg onload='window.pwned=1'></svg> $\\href{{{site}/tex}}{{x}}$",
    )
    folder = tmp_path_factory.mktemp("hostile")
    with Database.open(folder / "foresight.duckdb") as database:
        session = sessions.create_session(database, title=texts[0], region="KZ-75", held_on="2026-05-14")
        for text in texts:
            sessions.add_need(database, session.id, titles={"ru": text, "kk": text, "en": text}, why=text)
    yield folder
    listener.shutdown()


@pytest.fixture(scope="module")
def server(hostile_store):
    """The app on that store."""

    class Folder:
        def mktemp(self, name: str):
            return hostile_store

    yield from served.server.__wrapped__(Folder())


def status_of_socket(server: str, **options) -> int:
    address = server.replace("http", "ws") + "/_stcore/stream"
    try:
        with websockets.sync.client.connect(address, subprotocols=["streamlit"], **options):
            return 101
    except InvalidStatus as refused:
        return refused.response.status_code


def test_sockets_are_for_our_own_pages(server):
    assert status_of_socket(server, origin=server) == 101
    assert status_of_socket(server, origin="https://evil.example") == 403
    assert status_of_socket(server, origin="null") == 403
    port = int(server.rsplit(":", 1)[1])
    with pytest.raises(InvalidStatus):
        websockets.sync.client.connect(
            f"ws://evil.example:{port}/_stcore/stream", sock=served.socket.create_connection(("127.0.0.1", port))
        )


def session_of(socket) -> str:
    """Ask for the page as a browser does and return the name that the server gives the session."""
    asked = BackMsg()
    asked.rerun_script.query_string = "lang=ru"
    socket.send(asked.SerializeToString())
    while True:
        said = ForwardMsg.FromString(socket.recv(timeout=30))
        if said.WhichOneof("type") == "new_session":
            return said.new_session.initialize.session_id


def test_an_upload_needs_the_token_a_session_and_a_size(server):
    address = server.replace("http", "ws") + "/_stcore/stream"
    with (
        httpx.Client(base_url=server, timeout=60) as client,
        websockets.sync.client.connect(address, subprotocols=["streamlit"], origin=server, max_size=None) as socket,
    ):
        client.get("/_stcore/health")
        token = {"X-Xsrftoken": client.cookies["_streamlit_xsrf"]}
        path = f"/_stcore/upload_file/{session_of(socket)}/file"

        def status(path: str, content: bytes = b"x", headers: dict | None = token) -> int:
            return client.put(path, files={"f": content}, headers=headers).status_code

        assert status(path) == 204
        assert status(path, headers=None) == 403
        assert status(path, headers={"X-Xsrftoken": "forged"}) == 403
        assert status("/_stcore/upload_file/no-session/file") == 400
        assert status(path, b"x" * (21 * 2**20)) == 413


@pytest.mark.parametrize(
    "path",
    ["/.streamlit/secrets.toml", "/.streamlit/config.toml", "/streamlit_app.py", "/pages/settings.py",
     "/static/..%2f..%2fstreamlit_app.py", "/app/static/..%5c..%5cpyproject.toml", "/component/../../etc/passwd",
     "/var/foresight.duckdb", "/media/../../requirements.txt", "/_stcore/agent"],
)  # fmt: skip
def test_no_file_of_the_machine_is_served(server, path):
    answer = httpx.get(server + path)
    shown = answer.text
    assert answer.status_code in (200, 400, 403, 404, 405)
    assert answer.status_code != 200 or '<div id="root">' in shown
    assert not any(word in shown for word in ("[server]", "import streamlit", "root:x:", "--hash=sha256"))


def test_hostile_text_runs_nothing_fetches_nothing_and_leads_nowhere(browser, server):
    context = browser.new_context()
    page = context.new_page()
    for path in (
        "/sessions?lang=ru",
        "/results?lang=kk",
        "/console?lang=en",
        "/projector?lang=ru",
        "/documents?lang=ru",
    ):
        opened(page, server + path)
        assert page.evaluate("window.pwned") is None, path
        assert page.locator('a[href^="javascript"]').count() == 0, path
    context.close()
    assert HITS == []


def test_a_table_offers_no_file_of_its_own_making(browser, server):
    """Streamlit's own button writes cells as they are, formulas too; the app's files are written safely."""
    page = browser.new_page()
    page.goto(server + "/settings?lang=en")
    page.locator('[data-testid="stDataFrame"]').first.hover(timeout=30_000)
    page.locator('[data-testid="stElementToolbarButton"]').first.wait_for(timeout=30_000)
    offered = [
        button.get_attribute("aria-label") for button in page.locator('[data-testid="stElementToolbar"] button').all()
    ]
    assert offered
    assert not [name for name in offered if "download" in (name or "").lower() or "csv" in (name or "").lower()]
    page.close()
