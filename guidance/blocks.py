"""What a guide is made of. Each block has its template under guidance/blocks/."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.images.blocks import ImageBlock
from wagtail.snippets.blocks import SnippetChooserBlock

from guidance.choices import Tone

PLAIN = ["bold", "italic", "ol", "ul", "link", "h3"]


class Text(blocks.RichTextBlock):
    """Paragraphs, lists and links."""

    class Meta:
        template = "guidance/blocks/text.html"
        label = _("Text")
        icon = "pilcrow"


class Heading(blocks.StructBlock):
    """The title of a section."""

    text = blocks.CharBlock(label=_("Heading"), max_length=100)

    class Meta:
        template = "guidance/blocks/heading.html"
        label = _("Section heading")
        icon = "title"


class Step(blocks.StructBlock):
    """One thing to do, in order."""

    title = blocks.CharBlock(label=_("What to do"), max_length=120)
    text = blocks.TextBlock(label=_("How"), required=False, max_length=600)


class Steps(blocks.StructBlock):
    """What to do, one after the other."""

    title = blocks.CharBlock(label=_("Title"), required=False, max_length=100)
    items = blocks.ListBlock(Step(), label=_("Steps"), min_num=1)

    class Meta:
        template = "guidance/blocks/steps.html"
        label = _("Steps")
        icon = "list-ol"


class DoDont(blocks.StructBlock):
    """What helps and what does not, side by side."""

    do = blocks.ListBlock(blocks.CharBlock(max_length=200), label=_("Do"), min_num=1)
    dont = blocks.ListBlock(blocks.CharBlock(max_length=200), label=_("Don’t"), min_num=1)

    class Meta:
        template = "guidance/blocks/do_dont.html"
        label = _("Do and don’t")
        icon = "check"


class Callout(blocks.StructBlock):
    """A few words set apart."""

    tone = blocks.ChoiceBlock(label=_("Kind"), choices=Tone.choices, default=Tone.NOTE, search_index=False)
    title = blocks.CharBlock(label=_("Title"), max_length=120)
    html = blocks.RichTextBlock(label=_("Text"), features=PLAIN)

    class Meta:
        template = "guidance/blocks/callout.html"
        label = _("Callout")
        icon = "info-circle"


class Emergency(blocks.StructBlock):
    """The card for what cannot wait."""

    title = blocks.CharBlock(label=_("Title"), default=_("Call 911 now"), max_length=120)
    signs = blocks.ListBlock(blocks.CharBlock(max_length=200), label=_("Signs"), min_num=1)
    action = blocks.CharBlock(label=_("What to do"), max_length=300)

    class Meta:
        template = "guidance/blocks/emergency.html"
        label = _("“Call 911” card")
        icon = "warning"


class Questions(blocks.StructBlock):
    """Questions to ask; people copy them into their own list."""

    title = blocks.CharBlock(label=_("Title"), required=False, max_length=120)
    items = blocks.ListBlock(blocks.CharBlock(max_length=300), label=_("Questions"), min_num=1)

    class Meta:
        template = "guidance/blocks/questions.html"
        label = _("Questions to ask")
        icon = "help"


class Checklist(blocks.StructBlock):
    """Things to do; people copy them into their journey."""

    title = blocks.CharBlock(label=_("Title"), required=False, max_length=120)
    items = blocks.ListBlock(blocks.CharBlock(max_length=120), label=_("Things to do"), min_num=1)

    class Meta:
        template = "guidance/blocks/checklist.html"
        label = _("Checklist")
        icon = "list-ul"


class Reply(blocks.StructBlock):
    """What they may answer, and what to say then."""

    they = blocks.CharBlock(label=_("If they say"), max_length=300)
    you = blocks.CharBlock(label=_("You can say"), max_length=500)


class Script(blocks.StructBlock):
    """Words to say, on the telephone or in the room."""

    title = blocks.CharBlock(label=_("Title"), required=False, max_length=120)
    say = blocks.ListBlock(blocks.TextBlock(max_length=700), label=_("What to say"), min_num=1)
    replies = blocks.ListBlock(Reply(), label=_("If they answer"), min_num=0, default=[])

    class Meta:
        template = "guidance/blocks/script.html"
        label = _("Words to say")
        icon = "openquote"


class Figure(blocks.StructBlock):
    """A number from a study, never without its caveat."""

    value = blocks.CharBlock(label=_("Number or range"), max_length=40)
    means = blocks.CharBlock(label=_("What it counts"), max_length=300)
    caveat = blocks.CharBlock(label=_("What to keep in mind"), max_length=400)
    source = blocks.CharBlock(label=_("Study"), max_length=200, search_index=False)

    class Meta:
        template = "guidance/blocks/figure.html"
        label = _("Figure with caveat")
        icon = "order"


class Rule(blocks.StructBlock):
    """What a law or a plan says, with its name and the day it was checked."""

    says = blocks.TextBlock(label=_("What it says"), max_length=1000)
    name = blocks.CharBlock(label=_("Name of the rule"), max_length=200, search_index=False)
    url = blocks.URLBlock(label=_("Where to read it"), required=False)
    as_of = blocks.DateBlock(label=_("Checked on"))

    class Meta:
        template = "guidance/blocks/rule.html"
        label = _("What a rule says")
        icon = "lock"


class Term(blocks.StructBlock):
    """A word of the glossary, explained where it is needed."""

    term = SnippetChooserBlock("guidance.GlossaryTerm", label=_("Word"))

    class Meta:
        template = "guidance/blocks/term.html"
        label = _("Glossary word")
        icon = "openquote"


class Picture(blocks.StructBlock):
    """A picture with the words that stand for it."""

    image = ImageBlock(label=_("Picture"))
    caption = blocks.CharBlock(label=_("Caption"), required=False, max_length=200)

    class Meta:
        template = "guidance/blocks/picture.html"
        label = _("Picture")
        icon = "image"


class Video(blocks.StructBlock):
    """A link to a film elsewhere; nothing of it is loaded here."""

    title = blocks.CharBlock(label=_("Title"), max_length=150)
    url = blocks.URLBlock(label=_("Address"))
    says = blocks.TextBlock(label=_("What it says, for those who can’t watch"), max_length=2000)

    class Meta:
        template = "guidance/blocks/video.html"
        label = _("Link to a video")
        icon = "media"


class Body(blocks.StreamBlock):
    """The blocks of a guide, in any order."""

    text = Text(features=PLAIN)
    heading = Heading()
    steps = Steps()
    do_dont = DoDont()
    callout = Callout()
    emergency = Emergency()
    questions = Questions()
    checklist = Checklist()
    script = Script()
    figure = Figure()
    table = TypedTableBlock(
        [("text", blocks.CharBlock(label=_("Text"), max_length=300, required=False))],
        label=_("Table"),
        icon="table",
        template="guidance/blocks/table.html",
    )
    rule = Rule()
    term = Term()
    picture = Picture()
    video = Video()


class Source(blocks.StructBlock):
    """Where a fact comes from."""

    name = blocks.CharBlock(label=_("Name"), max_length=200)
    url = blocks.URLBlock(label=_("Address"), required=False)
    says = blocks.CharBlock(label=_("What it says"), required=False, max_length=300)

    class Meta:
        label = _("Source")
        icon = "link"


class Sources(blocks.StreamBlock):
    """The sources of a guide."""

    source = Source()


FACTS = ("figure", "rule")


def states_facts(body: blocks.StreamValue) -> bool:
    """Whether a body holds a fact that needs a source."""
    return any(block.block_type in FACTS for block in body)
