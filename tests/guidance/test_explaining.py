from guidance.explaining import Entry, Explained, Glossary

SLIDES = Entry("slides", "pathology slides", ("slides", "glass slides"), "Thin slices of tissue on glass.")
PCP = Entry("pcp", "PCP", (), "Your regular doctor.")


def told(text, *entries, explained=()):
    pieces = Glossary(list(entries), set(explained)).pieces(text)
    return [(piece.word, piece.entry.key) if isinstance(piece, Explained) else piece for piece in pieces]


def test_a_word_is_explained_where_it_comes_first():
    assert told("Slides are glass. Send the slides.", SLIDES) == [
        "",
        ("Slides", "slides"),
        " are glass. Send the slides.",
    ]


def test_the_longest_form_is_the_one_that_is_meant():
    assert told("Ask for glass slides.", SLIDES) == ["Ask for ", ("glass slides", "slides"), "."]


def test_a_word_inside_another_is_not_meant():
    assert told("The landslides of 1990", SLIDES) == ["The landslides of 1990"]


def test_an_abbreviation_is_meant_in_capitals_only():
    assert told("Ask your PCP, not pcp", PCP) == ["Ask your ", ("PCP", "pcp"), ", not pcp"]


def test_what_the_page_has_explained_stays_plain():
    assert told("Send the slides.", SLIDES, explained={"slides"}) == ["Send the slides."]


def test_one_glossary_explains_a_word_once_on_the_whole_page():
    glossary = Glossary([SLIDES])
    first, second = list(glossary.pieces("slides")), list(glossary.pieces("slides"))

    assert len(first) == 3
    assert second == ["slides"]


def test_signs_in_a_word_are_only_letters():
    assert told("What is A(1)?", Entry("a", "A(1)", (), "A thing.")) == ["What is ", ("A(1)", "a"), "?"]


def test_without_words_a_text_stays_as_it_is():
    assert told("Plain <b>text</b>") == ["Plain <b>text</b>"]
