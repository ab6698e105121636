from django import forms
from django.apps import AppConfig


class WebConfig(AppConfig):
    """Pages, templates and their tags."""

    name = "niubizi.web"
    label = "web"

    def ready(self) -> None:
        """A field left empty is told as an office would: Django speaks of 字段."""
        forms.Field.default_error_messages["required"] = "请填写。"
        forms.ChoiceField.default_error_messages["required"] = "请选择。"
        forms.FileField.default_error_messages["required"] = "请选择文件。"
