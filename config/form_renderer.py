"""Every form of the product, printed by our own elements."""

from django.forms.renderers import TemplatesSetting


class FormRenderer(TemplatesSetting):
    """Print `{{ form }}` and `{{ field.as_field_group }}` with the elements of the theme."""

    form_template_name = "elements/form.html"
    field_template_name = "elements/field.html"
