"""A session of two rounds in real browsers: a phone in Kazakh whose network is cut, the console, the projector."""

import os
import re
from contextlib import closing
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import BrowserContext, Page, expect

from foresight.i18n.language import language
from tests.browser.steps import SLOW, pressed, written

KAZAKH = language("kk")
CRITERIA = ("relevance", "science", "feasibility", "cofinancing")
GROUPS = ("government", "business", "public", "science", "public")


def kept_picture(page: Page, name: str) -> None:
    folder = os.environ.get("FORESIGHT_SCREENSHOTS")
    if folder:
        Path(folder).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=Path(folder) / f"live-{name}.png")


class Console:
    """The facilitator's browser."""

    def __init__(self, page: Page, server: str) -> None:
        self.page = page
        page.goto(f"{server}/console?lang=kk")
        pressed(page.locator(".st-key-new_live button"))
        written(page.locator(".st-key-new_live_title input"), "Өңірдің қажеттіліктері")
        earlier = page.url
        pressed(page.locator(".st-key-new_live_start button"))
        page.wait_for_url(lambda address: "session=" in address and address != earlier)
        expect(page.locator(".st-key-room_next button")).to_be_visible()
        self.session = re.search(r"session=(\w+)", page.url)[1]

    def next(self, stage: str) -> None:
        before = self.page.locator(".st-key-room_next button").inner_text()
        pressed(self.page.locator(".st-key-room_next button"))
        expect(self.page.locator(".st-key-room_next button")).not_to_have_text(before)
        name = KAZAKH.label("stage", stage)
        expect(self.page.locator("strong").get_by_text(name, exact=True)).to_be_visible()

    def code(self) -> str:
        metric = self.page.get_by_test_id("stMetricValue").first
        expect(metric).to_have_text(re.compile(r"\w{4}-\w{4}"))
        return metric.inner_text()


class Projector:
    """The browser on the wall; what is drawn is also said in the picture's alternative text."""

    def __init__(self, page: Page, server: str, session: str) -> None:
        self.page = page
        page.goto(f"{server}/projector?session={session}&lang=kk&embed=true")

    def shows(self, words: str | re.Pattern) -> None:
        picture = self.page.get_by_test_id("stImage").locator("img")
        expect(picture).to_have_attribute(
            "alt", words if isinstance(words, re.Pattern) else re.compile(re.escape(words)), timeout=SLOW
        )


class Participant:
    """A phone held by hand."""

    def __init__(self, context: BrowserContext, server: str, session: str) -> None:
        self.context, self.server, self.session = context, server, session
        self.page = context.new_page()
        self.failures: list[str] = []
        self.page.on("pageerror", lambda error: self.failures.append(str(error)))

    def join(self, code: str) -> None:
        self.page.goto(f"{self.server}/join?l=kk")
        self.page.get_by_role("textbox").fill(code.lower())
        self.page.get_by_role("button").click()
        self.page.locator("input[value=science]").check()
        self.page.get_by_role("button").click()
        expect(self.page.locator("html")).to_have_attribute("lang", "kk")

    def reaches(self, stage: str) -> None:
        """The phone follows by itself; nobody touches it."""
        expect(self.page.locator(f'body[data-stage="{stage}"]')).to_be_attached()

    def choose(self, value: int) -> None:
        for code in CRITERIA:
            self.page.locator(f'fieldset[data-criterion="{code}"] input[value="{value}"]').check()

    def save(self) -> None:
        title = self.page.locator("h1").inner_text()
        self.page.locator("form.rate button").click()
        expect(self.page.locator("h1")).not_to_have_text(title)

    def state(self, **counts: int) -> None:
        for name, count in counts.items():
            expect(self.page.locator("#state")).to_have_attribute(f"data-{name}", str(count))


class Companion(httpx.Client):
    """Somebody else in the room, without a browser of their own."""

    def __init__(self, server: str, session: str, code: str, group: str) -> None:
        super().__init__(base_url=server, follow_redirects=True, timeout=30, verify=False)
        self.session = session
        link = re.search(r'name="k" value="([^"]+)"', self.post("/join", data={"code": code, "l": "kk"}).text)[1]
        self.post(f"/s/{session}/enter", data={"k": link, "l": "kk", "group": group})

    def rate(self, number: int, value: int) -> int:
        page = self.get(f"/s/{self.session}").text
        order = re.search(r'data-order="([^"]+)"', page)[1].split()
        needs = {need: {"answers": dict.fromkeys(CRITERIA, value), "rationale": "Бәріне керек"} for need in order}
        saved = self.post(f"/s/{self.session}/ballots", json={"round": number, "needs": needs}).json()["saved"]
        assert saved == order
        return len(order)


@pytest.fixture
def room(browser, server):
    """A console, a projector and a phone, each in a browser of its own."""
    contexts = [
        browser.new_context(viewport={"width": 1366, "height": 768}),
        browser.new_context(viewport={"width": 1366, "height": 768}),
        browser.new_context(viewport={"width": 320, "height": 640}, locale="kk-KZ", has_touch=True, is_mobile=True),
    ]
    console = Console(contexts[0].new_page(), server)
    projector = Projector(contexts[1].new_page(), server, console.session)
    yield console, projector, Participant(contexts[2], server, console.session)
    for context in contexts:
        context.close()


def test_a_session_of_two_rounds_in_kazakh_with_the_network_cut_in_the_middle(room, server):
    console, projector, phone = room
    console.next("lobby")
    code = console.code()
    projector.shows(code)
    kept_picture(projector.page, "projector-lobby")
    phone.join(code)
    phone.reaches("lobby")
    others = [Companion(server, console.session, code, group) for group in GROUPS]
    projector.shows(re.compile(r"\b6\b"))

    # Collecting: the second proposal is written without a connection.
    console.next("collect")
    phone.reaches("collect")
    kept_picture(phone.page, "phone-collect")
    for place, title in enumerate(("Балқаш көлінің ағын суын тазарту", "Тұзданған топырақты қалпына келтіру")):
        phone.context.set_offline(place == 1)
        phone.page.locator("#title").fill(title)
        phone.page.locator("#propose button").click()
        if place == 0:
            expect(phone.page.get_by_text(title)).to_be_visible()
    phone.state(waiting=1)
    phone.context.set_offline(False)
    expect(phone.page.get_by_text("Тұзданған топырақты")).to_be_visible()
    others[0].post(f"/s/{console.session}/needs", data={"title": "Балқаш көлі ағынды суын тазарту", "key": "a"})
    others[1].post(f"/s/{console.session}/needs", data={"title": "Су тасқынын болжау", "key": "b"})

    # Merging: two spellings of one need are found and joined with their trace.
    console.next("merge")
    phone.reaches("merge")
    projector.shows("Су тасқынын болжау")
    pressed(console.page.locator(".st-key-room_pair_0 button").first)
    pressed(console.page.locator(".st-key-room_join button"))
    expect(console.page.locator(".st-key-room_pair_0")).to_have_count(0)
    kept_picture(console.page, "console-merge")

    console.next("weights")
    phone.reaches("weights")
    for criterion in CRITERIA:
        phone.page.locator(f'input[name="w.{criterion}"][value="7"]').check()
    phone.page.locator("#weigh button").click()
    expect(phone.page.get_by_role("status").filter(has_text=re.compile("."))).to_be_visible()
    projector.shows(KAZAKH.text("{answered} of {here} have answered", answered=1, here=6))

    # Round 1: one need with a connection, two without, all there afterwards.
    console.next("round_1")
    phone.reaches("round_1")
    expect(phone.page.locator("#article[data-ready]")).to_be_attached()
    phone.choose(8)
    kept_picture(phone.page, "phone-rate")
    phone.save()
    phone.state(saved=1)
    phone.context.set_offline(True)
    phone.choose(7)
    phone.save()
    phone.choose(3)
    phone.page.locator("form.rate button").click()
    phone.state(waiting=2)
    kept_picture(phone.page, "phone-offline")
    phone.context.set_offline(False)
    expect(phone.page.locator("ol.needs li")).to_have_count(3)
    for value, companion in zip((7, 8, 6, 9, 5), others, strict=True):
        assert companion.rate(1, value) == 3
    projector.shows(KAZAKH.text("{answered} of {here} have answered", answered=6, here=6))
    kept_picture(projector.page, "projector-round")

    console.next("feedback_1")
    phone.reaches("feedback_1")
    projector.shows(re.compile("медиана|median"))
    phone.page.locator("ol.needs a").first.click()
    expect(phone.page.locator("i.own")).to_have_count(4)
    kept_picture(phone.page, "phone-feedback")
    kept_picture(projector.page, "projector-feedback")

    # Round 2: own earlier answers beside the group's; a reload in the middle loses nothing.
    console.next("round_2")
    phone.reaches("round_2")
    expect(phone.page.locator("i.own")).to_have_count(4)
    phone.choose(9)
    phone.save()
    phone.state(saved=1, waiting=0)
    phone.page.reload()
    expect(phone.page.locator("#progress")).to_have_attribute("value", "1")
    for _ in range(2):
        phone.choose(9)
        phone.page.locator("form.rate button").click()
    expect(phone.page.locator("ol.needs li")).to_have_count(3)
    for companion in others:
        companion.rate(2, 8)
    phone.page.goto(f"{server}/s/{console.session}/receipt")
    receipt = phone.page.locator(".receipt").inner_text()
    phone.page.goto(f"{server}/s/{console.session}")

    console.next("feedback_2")
    console.next("results")
    projector.shows(re.compile("Балқаш|Су тасқынын"))
    kept_picture(projector.page, "projector-results")
    pressed(console.page.locator(".st-key-room_close_popover button").first)
    pressed(console.page.locator(f".st-key-room_sure_{console.session} label"))
    pressed(console.page.locator(".st-key-room_close button"))
    expect(console.page.locator(".st-key-room_close_popover")).to_have_count(0)
    # The phone follows to the end by itself, before its owner looks for the receipt.
    expect(phone.page.locator('a[href$="/list"]')).to_be_visible()
    phone.page.goto(f"{server}/s/{console.session}/list?r={receipt}")
    expect(phone.page.locator("p.done")).to_be_visible()
    assert phone.failures == []
    for companion in others:
        companion.close()


HOSTILE = (
    "<script>window.hit=1</script> су",
    "<img src=x onerror=window.hit=1> су",
    '<iframe srcdoc="<script>parent.hit=1</script>"></iframe> су',
    "[су](javascript:window.hit=1) тапшылығы",
    "![су](http://203.0.113.9/beacon.png) тапшылығы",
    "<svg onload=window.hit=1> су",
)


def test_hostile_text_of_phones_runs_nowhere_and_calls_nobody(room, server):
    """What a phone sends is shown on other phones, the console and the projector as the letters it is made of."""
    console, projector, phone = room
    strange: list[str] = []
    for page in (console.page, projector.page, phone.page):
        page.on("request", lambda request: strange.append(request.url) if "203.0.113.9" in request.url else None)
    console.next("lobby")
    code = console.code()
    console.next("collect")
    with closing(Companion(server, console.session, code, "public")) as companion:
        for number, text in enumerate(HOSTILE):
            fields = {"title": text, "why": text, "beneficiary": text, "key": str(number)}
            assert companion.post(f"/s/{console.session}/needs", data=fields).status_code == 200
    phone.join(code)
    console.next("merge")
    phone.reaches("merge")
    expect(phone.page.locator("ol.needs li")).to_have_count(len(HOSTILE))
    projector.shows("<svg onload=window.hit=1>")
    expect(console.page.get_by_test_id("stDataFrame").last).to_be_visible()
    console.next("weights")
    console.next("round_1")
    phone.reaches("round_1")
    expect(phone.page.locator("#article[data-ready]")).to_be_attached()
    for _ in HOSTILE:
        phone.page.locator("#next").click()
        expect(phone.page.locator("h1")).to_contain_text("су")
    for page in (console.page, projector.page, phone.page):
        assert page.evaluate("window.hit") is None
        assert page.locator('a[href^="javascript"]').count() == 0
    assert strange == []
