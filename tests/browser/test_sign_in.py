"""Signing in with a real browser: through a provider of identities on this machine, out again, and disabled."""

import pytest
from oidc_provider_mock import User, run_server_in_thread

from foresight.store import staff
from foresight.store.database import Database
from tests.browser.conftest import free_port, served
from tests.browser.steps import pressed

PERSON = "aliya@example.kz"


@pytest.fixture(scope="module")
def signed_app(tmp_path_factory):
    """Serve the app with a provider of identities; only one person is known to it."""
    port, folder = free_port(), tmp_path_factory.mktemp("signed")
    store = folder / "foresight.duckdb"
    with Database.open(store) as database:
        staff.add(database, "root@example.kz", name="Root", role="administrator")
        staff.add(database, PERSON, name="Әлия [Қ.](http://127.0.0.1:1)", role="leader")
    people = (
        User(sub=PERSON, claims={"email": PERSON}),
        User(sub="stranger", claims={"email": "stranger@example.kz", "role": "administrator"}),
    )
    with run_server_in_thread(user_claims=people) as provider:
        secrets = folder / ".streamlit" / "secrets.toml"
        secrets.parent.mkdir()
        secrets.write_text(
            "[auth]\n"
            f'redirect_uri = "http://localhost:{port}/oauth2callback"\n'
            'cookie_secret = "a secret of this test alone, long enough"\n'
            'client_id = "workbench"\nclient_secret = "unused"\n'
            f'server_metadata_url = "http://localhost:{provider.server_port}/.well-known/openid-configuration"\n'
        )
        with served(store, "--address", "0.0.0.0", port=port, HOME=str(folder)):
            yield f"http://localhost:{port}"


def enter(page, address: str, person: str) -> None:
    page.goto(address + "/settings?lang=en")
    pressed(page.locator('[data-testid="stBaseButton-primary"]'))
    page.get_by_role("button", name=person, exact=True).click()


def test_a_provider_vouches_and_the_store_says_what_the_person_may_do(browser, signed_app):
    context = browser.new_context()
    page = context.new_page()
    enter(page, signed_app, PERSON)
    # A name is text, never a link.
    page.get_by_text("Әлия [Қ.](http://127.0.0.1:1)").wait_for()
    links = page.locator('[data-testid="stSidebar"] [data-testid="stPageLink"]')
    links.nth(3).wait_for()
    assert page.locator('[data-testid="stSidebar"] a[href$="console"]').count() == 0
    context.close()


def test_a_stranger_with_an_account_and_a_claim_of_a_role_sees_nothing(browser, signed_app):
    context = browser.new_context()
    page = context.new_page()
    enter(page, signed_app, "stranger")
    page.locator('[data-testid="stAlert"]').wait_for()
    assert page.locator('[data-testid="stSidebar"] [data-testid="stPageLink"]').count() == 0
    context.close()
