"""Looking over the shoulder of a person in a browser: what a page must never do, on every page they reach."""

import os
import re
from pathlib import Path
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

PICTURES = os.environ.get("STORY_PICTURES", "")
"""A folder to leave screenshots in, for people who want to look."""

STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 900}
WIDER = "document.documentElement.scrollWidth > window.innerWidth"
PLAIN_ANSWERS = (403, 404, 409, 422)
"""What a page may answer when it says no to a person; anything else that is not fine is a fault."""

LEADS_ON = """
    target => target.target !== "_blank" && (
        target.matches("a[href]") ? !target.getAttribute("href").startsWith("#")
                                  : target.type === "submit" && target.form !== null
    )
"""
"""Whether a click on a link or a button opens another page in its place."""


def what_axe_finds(page):
    """The findings of axe, each with the piece of the page that it is about."""
    options = {"runOnly": STANDARDS, "resultTypes": ["violations"]}
    found = Axe().run(page, options=options).response["violations"]
    return [f"{fault['id']}: {node['html'][:200]}" for fault in found for node in fault["nodes"]]


def click(target, *, stays=False):
    """Click; where that leads to another page, go on only once it is there, for the old one can still be read.

    `stays` says that a script holds the person on the page all the same.
    """
    if stays or not target.evaluate(LEADS_ON):
        target.click()
        return
    with target.page.expect_navigation():
        target.click()


def follow(page, words, *, exact=False):
    click(page.get_by_role("link", name=words, exact=exact).first)


def press(page, words, *, exact=False, stays=False):
    click(page.get_by_role("button", name=words, exact=exact).first, stays=stays)


class Visitor:
    """A person in a browser of their own, and everything on their pages that should not be."""

    def __init__(self, context, address, name, *, with_scripts=True):
        self.address, self.name, self.with_scripts = address, name, with_scripts
        self.page = context.new_page()
        self.faults = []
        self.seen = 0
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.faults.append(f"script: {error}"))
        self.page.on("request", self._watch)
        self.page.on("response", self._check)

    # What must never happen

    def _hear(self, message):
        # The browser itself remarks on every page that answers "not found"; `_check` weighs those.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self.faults.append(f"console: {message.text}")

    def _watch(self, request):
        asked = urlsplit(request.url)
        if asked.scheme in ("http", "https") and asked.netloc != urlsplit(self.address).netloc:
            self.faults.append(f"another host: {request.url}")

    def _check(self, response):
        is_ours = "/static/" not in response.url and response.status in PLAIN_ANSWERS
        # What an editor types is saved on its own, and refused as long as something is missing.
        is_unfinished = "/admin/pages/" in response.url and response.status == 400
        if response.status >= 400 and not is_ours and not is_unfinished:
            self.faults.append(f"{response.status}: {response.url}")

    def look(self, name):
        """Let axe look at the page, see that it fits a phone, and leave pictures where they are wanted."""
        self.seen += 1
        if not self.with_scripts:
            return
        is_ours = "/admin/" not in self.page.url  # the frame of the admin is Wagtail's
        if is_ours:
            self.faults += [f"{name}: {fault}" for fault in what_axe_finds(self.page)]
        widths = (PHONE, DESK) if PICTURES else (PHONE,)
        own = self.page.viewport_size
        for size in widths:
            self.page.set_viewport_size(size)
            if is_ours and self.page.evaluate(WIDER):
                self.faults.append(f"{name}: wider than {size['width']} px")
            if PICTURES:
                file = f"{self.name}-{self.seen:02}-{name}-{size['width']}.png"
                self.page.screenshot(path=Path(PICTURES, file), full_page=True)
        self.page.set_viewport_size(own)

    def leave_last_picture(self):
        """Keep how the page looked when the story ended, or broke off."""
        if PICTURES:
            self.page.screenshot(path=Path(PICTURES, f"{self.name}-last.png"), full_page=True)

    def found_nothing_wrong(self):
        """Fail with everything that was wrong on the way, all at once."""
        assert self.faults == [], "\n".join(self.faults)

    # What people do

    def open(self, path):
        return self.page.goto(path if path.startswith("http") else self.address + path)

    def follow(self, words, *, within=None, exact=False):
        follow(within or self.page, words, exact=exact)

    def press(self, words, *, within=None, exact=False, stays=False):
        press(within or self.page, words, exact=exact, stays=stays)

    def press_for(self, verb, what):
        """The button of one row among many: its whole name says what it is about."""
        click(self.page.get_by_role("button", name=of_a_row(verb, what)).first)

    def follow_for(self, verb, what):
        """The link of one row among many."""
        click(self.page.get_by_role("link", name=of_a_row(verb, what)).first)

    def fill(self, **answers):
        """Type into fields by their names, where two labels read alike."""
        for name, value in answers.items():
            self.page.locator(f"[name='{name}']").fill(str(value))

    def type_in(self, label, words):
        self.page.get_by_label(label).first.fill(str(words))

    def tick(self, label):
        self.page.get_by_label(label).first.check()

    # What people see

    def reads(self, words):
        expect(self.page.locator("main")).to_contain_text(words)

    def reads_not(self, words):
        expect(self.page.locator("main")).not_to_contain_text(words)

    def heading(self, words):
        expect(self.page.get_by_role("heading", level=1)).to_contain_text(words)

    def next_is(self, words):
        expect(self.page.locator("#next-move")).to_contain_text(words)


def of_a_row(verb, what):
    """The name of a row's button or link, of which eyes see the verb alone."""
    return re.compile(rf"^{verb}\s*: {re.escape(what)}")
