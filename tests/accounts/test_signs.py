"""Signs that need help now, read from plain lines and written as such."""

from accounts import signs
from accounts.signs import SignGroup

ADULTS = SignGroup("Anyone", "Call 911.", ("Chest pain", "Trouble breathing"))
CHILDREN = SignGroup("A child", "Call 911 too.", ("Blue lips",))


def test_an_empty_line_begins_a_new_group():
    text = "\n Anyone\r\nCall 911.\r\nChest pain \nTrouble breathing\n\n \n\nA child\nCall 911 too.\nBlue lips\n\n"

    assert signs.read(text) == (ADULTS, CHILDREN)


def test_what_was_written_reads_the_same():
    assert signs.read(signs.written((ADULTS, CHILDREN))) == (ADULTS, CHILDREN)


def test_half_a_group_breaks_no_page():
    assert signs.read("Anyone\n\nA child\nCall 911.") == (
        SignGroup("Anyone", "", ()),
        SignGroup("A child", "Call 911.", ()),
    )
    assert signs.read(" \n") == ()
