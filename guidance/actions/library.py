"""Putting up the library: its languages, its shelves, who may do what, and the way to publication."""

from collections.abc import Iterable

from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.db import transaction
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    Locale,
    Page,
    Site,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)

from accounts.choices import SiteRole
from guidance import starter_files
from guidance.models import Library, Topic

ON_PAGES = {
    SiteRole.EDITOR: ("add_page", "change_page"),
    SiteRole.REVIEWER: ("add_page", "change_page", "publish_page", "lock_page", "unlock_page"),
    SiteRole.ADMINISTRATOR: ("add_page", "change_page", "publish_page", "lock_page", "unlock_page"),
}
ON_PICTURES = ("add_image", "change_image", "choose_image")
ON_THE_REST = (
    "wagtailadmin.access_admin",
    "simple_translation.submit_translation",
    "guidance.add_glossaryterm",
    "guidance.change_glossaryterm",
    "guidance.view_glossaryterm",
    "wagtailredirects.add_redirect",
    "wagtailredirects.change_redirect",
    "wagtailredirects.delete_redirect",
)


@transaction.atomic
def establish() -> Library:
    """Make the library where it is missing, and give the site roles what belongs to them; the English library.

    Doing it again changes nothing, and gives back the permissions that somebody took away.
    """
    locales = [_locale(code) for code, _name in settings.LANGUAGES]
    english = _library(locales[0], None)
    libraries = [english, *(_library(locale, english) for locale in locales[1:])]
    _make_home(english)
    for library in libraries:
        for topic in starter_files.topics():
            _shelf(library, topic)
    for role in ON_PAGES:
        _permit(role, libraries)
    _moderate(libraries)
    return english


def _locale(code: str) -> Locale:
    return Locale.objects.get_or_create(language_code=code)[0]


def _library(locale: Locale, english: Library | None) -> Library:
    standing = Library.objects.filter(locale=locale).first()
    if standing:
        return standing
    slug = "guides" if english is None else f"guides-{locale.language_code}"
    library = Library(title="Guides", slug=slug, locale=locale)
    if english:
        library.translation_key = english.translation_key
    return _root().add_child(instance=library)


def _root() -> Page:
    return Page.get_first_root_node() or Page.add_root(
        instance=Page(title="Root", slug="root", locale=_locale(settings.LANGUAGE_CODE))
    )


def _make_home(library: Library) -> None:
    """Make the library the site's root, and drop the page that Wagtail greets with."""
    site = Site.objects.filter(is_default_site=True).first()
    if site is None:
        Site.objects.create(hostname="localhost", root_page=library, is_default_site=True)
    elif site.root_page_id != library.pk:
        greeting = site.root_page
        site.root_page = library
        site.save()
        if greeting.specific_class is Page and greeting.depth > 1 and not greeting.get_children().exists():
            greeting.delete()


def _shelf(library: Library, topic: starter_files.Table) -> None:
    code = library.locale.language_code
    words = topic[code]
    if Topic.objects.filter(locale=library.locale, slug=topic["key"]).exists():
        return
    shelf = Topic(title=words["title"], intro=words["intro"], slug=topic["key"], locale=library.locale)
    original = Topic.objects.filter(slug=topic["key"]).first()
    if original:
        shelf.translation_key = original.translation_key
    library.add_child(instance=shelf)


# Who may do what


def _permit(role: SiteRole, libraries: Iterable[Library]) -> None:
    group = Group.objects.get_or_create(name=role)[0]
    for library in libraries:
        for codename in ON_PAGES[role]:
            GroupPagePermission.objects.get_or_create(
                group=group, page=library, permission=_permission("wagtailcore", codename)
            )
    pictures = Collection.get_first_root_node() or Collection.add_root(name="Root")
    for codename in ON_PICTURES:
        GroupCollectionPermission.objects.get_or_create(
            group=group, collection=pictures, permission=_permission("wagtailimages", codename)
        )
    group.permissions.add(*(_permission(*name.split(".")) for name in ON_THE_REST))


def _permission(app: str, codename: str) -> Permission:
    return Permission.objects.get(content_type__app_label=app, codename=codename)


def _moderate(libraries: Iterable[Library]) -> None:
    """Let every guide pass a clinical reviewer."""
    workflow, is_new = Workflow.objects.get_or_create(name="Clinical review")
    if is_new:
        task = GroupApprovalTask.objects.create(name="A clinical reviewer reads it")
        task.groups.add(Group.objects.get_or_create(name=SiteRole.REVIEWER)[0])
        WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    for library in libraries:
        WorkflowPage.objects.get_or_create(page=library, defaults={"workflow": workflow})
