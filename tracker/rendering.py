"""How a field of a form is drawn: label, help and errors from templates/parts."""

from django.forms.renderers import TemplatesSetting


class FieldRenderer(TemplatesSetting):
    field_template_name = "parts/field.html"
