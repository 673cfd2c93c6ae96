"""Templates hold words and structure: no code, no style, nothing fetched from elsewhere, nothing unescaped."""

import re

import pytest

from tests.structure.reading import Finding, report, texts

COMMENT = re.compile(r"\{#.*?#\}|\{%\s*comment\b.*?%\}.*?\{%\s*endcomment\s*%\}|<!--.*?-->", re.DOTALL)
RULES = {
    "script with code": re.compile(
        r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/json\")[^>]*>", re.IGNORECASE
    ),
    "style element": re.compile(r"<style\b", re.IGNORECASE),
    "style attribute": re.compile(r"<[^>]*\sstyle\s*=", re.IGNORECASE),
    "event attribute": re.compile(r"<[^>]*\s(?:on[a-z]+|hx-on[:\w-]*)\s*=", re.IGNORECASE),
    "javascript address": re.compile(r"[\"']\s*javascript:", re.IGNORECASE),
    "script or style from elsewhere": re.compile(
        r"<(?:script|link|img|iframe|source|video|audio)\b[^>]*\b(?:src|href)\s*=\s*[\"']?\s*(?:https?:)?//",
        re.IGNORECASE,
    ),
    "unescaped output": re.compile(r"\|\s*safe(?:seq)?\b|\{%\s*autoescape\s+off"),
}
UNESCAPED_CODE = re.compile(r"\bmark_safe\b|\bSafe(?:String|Text)\(|is_safe\s*=\s*True|__html__")
STYLE_FROM_ELSEWHERE = re.compile(r"@import\b|url\(\s*[\"']?\s*(?:https?:)?//", re.IGNORECASE)

# Mails have no page to be attacked in, and are written as plain text.
PLAIN_TEXT = re.compile(r"\{%\s*autoescape\s+off")


def faults_in_template(file, text):
    """Every place in a template that breaks one of the rules."""
    text = COMMENT.sub(lambda comment: "\n" * comment.group().count("\n"), text)
    for what, pattern in RULES.items():
        for fault in pattern.finditer(text):
            if file.endswith(".txt") and PLAIN_TEXT.match(fault.group()):
                continue
            yield Finding(file, text.count("\n", 0, fault.start()) + 1, what)


def faults_in_code(file, text):
    """Every place in Python that declares text safe by its own word."""
    for fault in UNESCAPED_CODE.finditer(text):
        yield Finding(file, text.count("\n", 0, fault.start()) + 1, fault.group())


def faults_in_style(file, text):
    """Every place in a style sheet that fetches something from elsewhere."""
    for fault in STYLE_FROM_ELSEWHERE.finditer(text):
        yield Finding(file, text.count("\n", 0, fault.start()) + 1, fault.group())


def test_templates_hold_no_code_and_fetch_nothing():
    pages = texts("templates/**/*.html", "templates/**/*.txt")

    assert report(fault for page in pages for fault in faults_in_template(*page)) == ""


def test_no_code_declares_text_safe():
    assert report(fault for module in texts("*.py") for fault in faults_in_code(*module)) == ""


def test_style_sheets_fetch_nothing_from_elsewhere():
    assert report(fault for sheet in texts("*.css") for fault in faults_in_style(*sheet)) == ""


@pytest.mark.parametrize(
    ("snippet", "what"),
    [
        ("<script>alert(1)</script>", "script with code"),
        ('<script type="module">go()</script>', "script with code"),
        ("<style>p {}</style>", "style element"),
        ('<p class="a" style="color: red">', "style attribute"),
        ('<a onclick="go()">', "event attribute"),
        ('<a hx-on:click="go()">', "event attribute"),
        ('<a href="javascript:go()">', "javascript address"),
        ('<script src="https://cdn.example.org/a.js"></script>', "script or style from elsewhere"),
        ('<link rel="stylesheet" href="//cdn.example.org/a.css">', "script or style from elsewhere"),
        ("{{ note|safe }}", "unescaped output"),
        ("{% autoescape off %}", "unescaped output"),
    ],
)
def test_a_fault_in_a_template_is_found(snippet, what):
    assert [fault.what for fault in faults_in_template("a.html", snippet)] == [what]


@pytest.mark.parametrize(
    "snippet",
    [
        "<script src=\"{% static 'a.js' %}\" defer></script>",
        '<script type="application/json" id="data">{}</script>',
        '<a href="https://www.healthit.gov/">your rights</a>',
        "{# <style> is not for us #}",
        "{{ page.safety }}",
        "<p>Write it down on paper = better</p>",
    ],
)
def test_what_a_template_may_hold_is_left_alone(snippet):
    assert report(faults_in_template("a.html", snippet)) == ""


def test_a_mail_may_be_plain_text():
    assert report(faults_in_template("mail.txt", "{% autoescape off %}{{ name }}")) == ""


def test_text_declared_safe_in_code_is_found():
    assert len(list(faults_in_code("a.py", "return mark_safe(note)"))) == 1


def test_a_style_sheet_from_elsewhere_is_found():
    assert len(list(faults_in_style("a.css", '@import "https://fonts.example.org/a.css";'))) == 1
