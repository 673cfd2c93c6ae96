"""How every form page answers: again with what was typed, or on to the next page."""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise

from accounts import kept
from accounts.refusals import Refused, StaleEdit

Save = Callable[[Any], object]
MakeForm = Callable[..., forms.Form]


def form_page(
    request: HttpRequest,
    make_form: MakeForm,
    *,
    save: Save,
    template: str,
    then: str,
    said: str | Promise = "",
    context: Mapping[str, Any] | None = None,
) -> HttpResponse:
    """Show a form, or save it and go on to `then`, an address.

    `make_form(data=…, files=…, initial=…)` builds the form; `save(form)` calls one action.
    A form that can't be saved comes back with what was typed: 422 for wrong or refused input, 409 when
    somebody else edited the same thing; the context then holds `stale`, what stands now.
    """
    if request.method != "POST":
        form = make_form(data=None, files=None, initial=kept.initial_for(request))
        return render(request, template, {"form": form, **(context or {})})
    form = make_form(data=request.POST, files=request.FILES, initial=None)
    if not form.is_valid():
        return render(request, template, {"form": form, **(context or {})}, status=422)
    try:
        save(form)
    except Refused as refusal:
        form.add_error(None, str(refusal.message))
        return render(request, template, {"form": form, **(context or {})}, status=422)
    except StaleEdit as stale:
        again = make_form(data=with_version(request, stale.current), files=request.FILES, initial=None)
        again.is_valid()
        shown = {"form": again, "stale": compared(again, stale.current), **(context or {})}
        return render(request, template, shown, status=409)
    if said:
        messages.success(request, str(said))
    return redirect(then)


def with_version(request: HttpRequest, current: Any) -> Any:  # noqa: ANN401 -- a row; a QueryDict
    """What was typed, on top of the version that stands now: sending it again means it."""
    data = request.POST.copy()
    data["version"] = str(current.version)
    return data


def compared(form: forms.Form, current: Any) -> list[dict[str, object]]:  # noqa: ANN401 -- a row
    """The fields in which what was typed differs from what stands now: label, theirs, yours.

    A form whose fields are not fields of the row has a method `standing` that says what stands now.
    """
    names = [name for name in form.cleaned_data if name != "version"]
    if hasattr(form, "standing"):
        stands = form.standing(current)
    else:
        stands = {name: getattr(current, name) for name in names if hasattr(current, name)}
    return [
        {
            "label": form.fields[name].label,
            "theirs": in_words(form.fields[name], stands[name]),
            "yours": in_words(form.fields[name], form.cleaned_data[name]),
        }
        for name in names
        if name in stands and stands[name] != form.cleaned_data[name]
    ]


def in_words(field: forms.Field, value: Any) -> Any:  # noqa: ANN401 -- what a field holds
    """A value, or the words that the field's own list has for it."""
    if not isinstance(field, forms.ChoiceField) or isinstance(field, forms.ModelChoiceField):
        return value
    labels: dict[Any, Any] = {}
    for key, label in list(field.choices):  # type: ignore[arg-type] # Django makes any kind of choices iterable
        labels.update(label if isinstance(label, list | tuple) else [(key, label)])
    if isinstance(value, list):
        return ", ".join(str(labels.get(one, one)) for one in value)
    return labels.get(value, value) if value else ""


def act(
    request: HttpRequest, action: Callable[[], object], *, then: str, said: str | Promise = ""
) -> HttpResponse:
    """Do one thing at the press of a button, then go to `then`; a refusal is told there as a message."""
    try:
        action()
    except Refused as refusal:
        messages.error(request, str(refusal.message))
    else:
        if said:
            messages.success(request, str(said))
    return redirect(then)
