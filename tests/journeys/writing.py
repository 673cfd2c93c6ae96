"""An editor's hands, on the page where guides are written."""

from playwright.sync_api import Error, expect

ATTEMPTS, OFFERED_FOR = 10, 4_000
"""The list of blocks closes when the page moves below it: how often it is opened, and how many ms we wait for it."""


class Writer:
    """What an editor does to a guide; all of it is saved while they write."""

    def __init__(self, editor):
        self.page = editor.page
        self.blocks = 0

    # Blocks: everything here is about the one that was added last

    def add(self, label, **answers):
        """A block at the end, and what is typed into its fields, each named as its name ends."""
        inserts = self.page.locator(
            "#body-root > [data-streamfield-stream-container] > div > .c-sf-add-button"
        )
        for _attempt in range(ATTEMPTS):
            try:
                inserts.last.click(timeout=OFFERED_FOR)
                self.page.locator(".w-combobox input:visible").fill(label, timeout=OFFERED_FOR)
                self.page.get_by_role("option", name=label, exact=True).click(timeout=OFFERED_FOR)
                break
            except Error:
                self.page.keyboard.press("Escape")
        self.blocks += 1
        expect(self.page.locator("[name=body-count]")).to_have_value(str(self.blocks))
        self.fill(**answers)

    def block(self):
        """The block itself."""
        return self.page.locator(f"[data-streamfield-child]:has(> [name='body-{self.blocks - 1}-order'])")

    def field(self, end=""):
        """A field, `items__0__value` for `body-7-value-items-0-value`."""
        name = "-".join(["body", str(self.blocks - 1), "value", *filter(None, end.split("__"))])
        return self.page.locator(f"[name='{name}']")

    def fill(self, **answers):
        for end, words in answers.items():
            self.field(end).fill(words)

    def press(self, words, *, beside=""):
        """A button of the block, or of the list in it that counts its lines in the field `beside`."""
        place = self.field(beside).locator("+ *") if beside else self.block()
        place.get_by_role("button", name=words, exact=True).click()

    def write(self, words, *, end=""):
        """Text with marks, key by key."""
        page = self.field(end).locator("+ *").get_by_role("textbox")
        page.click()
        page.press_sequentially(words)
        expect(page).to_contain_text(words)

    # The whole guide

    def turn_to(self, tab):
        self.page.get_by_role("tab", name=tab).click()

    def is_saved(self):
        """Wait until the page says so."""
        indicator = self.page.locator("#w-autosave-indicator")
        expect(indicator).to_have_attribute("data-w-autosave-state-value", "saved")


def put_calendar_away(page, *, by):
    """Click elsewhere once the calendar of a day has come up: it would lie over what comes next."""
    calendar = page.locator(".xdsoft_datetimepicker:visible")
    expect(calendar).to_have_count(1)
    by.click()
    expect(calendar).to_have_count(0)
