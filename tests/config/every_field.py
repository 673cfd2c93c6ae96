"""A form with one field of each kind."""

from django import forms


class EveryField(forms.Form):
    """One field of each kind."""

    once = forms.UUIDField(widget=forms.HiddenInput, required=False)
    doctor = forms.CharField(max_length=80, label="Which doctor told you?")
    told_on = forms.DateField(label="When was that?", help_text="If you don’t know the day, guess.")
    seen_at = forms.DateTimeField(label="When do you see the next one?", required=False)
    at_noon = forms.TimeField(label="What time is best?", required=False)
    words = forms.CharField(
        widget=forms.Textarea, max_length=5000, label="What did they say?", required=False
    )
    state = forms.ChoiceField(choices=[("", "Choose a state"), ("TX", "Texas")], label="Where do you live?")
    reason = forms.ChoiceField(
        widget=forms.RadioSelect,
        choices=[("surgery", "Surgery is advised"), ("rare", "What I have is rare")],
        label="Why a second opinion?",
    )
    reason.choice_hints = {"rare": "Few doctors see it often."}
    helpers = forms.MultipleChoiceField(
        widget=forms.CheckboxSelectMultiple,
        choices=[("son", "My son"), ("friend", "A friend")],
        label="Who helps you?",
        required=False,
    )
    agreed = forms.BooleanField(
        label="I have read how you keep my information", help_text="You can take it back."
    )
    letter = forms.FileField(label="Their letter", help_text="A photo of it is fine.", required=False)
