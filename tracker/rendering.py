"""How a field of a form is drawn: label, help and errors from templates/parts.

The boxes themselves are drawn here. A page with sixty of them spent a third of its time
in Django's own template for each, which includes another one for the attributes.
"""

from collections.abc import Mapping
from typing import Any

from django.forms.renderers import TemplatesSetting
from django.http import HttpRequest
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe


class FieldRenderer(TemplatesSetting):
    field_template_name = "parts/field.html"

    def render(
        self,
        template_name: str,
        context: dict[str, Any],
        request: HttpRequest | None = None,
    ) -> SafeString:
        if template_name in _INPUTS:
            return mark_safe(_render_input(context["widget"]))
        if template_name == "django/forms/widgets/select.html":
            return mark_safe(_render_select(context["widget"]))
        return mark_safe(super().render(template_name, context, request))


_INPUTS = frozenset(
    f"django/forms/widgets/{name}.html"
    for name in ("input", "text", "hidden", "date", "number", "checkbox", "email")
)


def _render_input(widget: Mapping[str, Any]) -> str:
    value = "" if widget["value"] is None else f' value="{_escape(widget["value"])}"'
    name, attrs = _escape(widget["name"]), _render_attrs(widget["attrs"])
    return f'<input type="{widget["type"]}" name="{name}"{value}{attrs}>'


def _render_select(widget: Mapping[str, Any]) -> str:
    options = "".join(
        _render_options(name, options) for name, options, _ in widget["optgroups"]
    )
    attrs = _render_attrs(widget["attrs"])
    return f'<select name="{_escape(widget["name"])}"{attrs}>{options}</select>'


def _render_options(group: str | None, options: list[dict[str, Any]]) -> str:
    drawn = "".join(
        f'<option value="{_escape(option["value"])}"{_render_attrs(option["attrs"])}>'
        f"{conditional_escape(option['label'])}</option>"
        for option in options
    )
    return f'<optgroup label="{_escape(group)}">{drawn}</optgroup>' if group else drawn


def _render_attrs(attrs: Mapping[str, Any]) -> str:
    return "".join(
        f" {name}" if value is True else f' {name}="{_escape(value)}"'
        for name, value in attrs.items()
        if value is not False
    )


def _escape(value: object) -> str:
    return conditional_escape(str(value))
