"""What is handed in for checking: a text or a file, and perhaps the period to compare with."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from niubizi.apps.briefing.selectors.checks import MAX_TEXT_BYTES
from niubizi.documents.checked import Opinion
from niubizi.documents.texts import UnreadableText, read_text
from niubizi.domain.errors import DomainError
from niubizi.domain.figurecheck import Relation
from niubizi.doors.sentences import sentence
from niubizi.web.uploads import plain_name, refuse_too_large

NOTE_LENGTH = 500
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_DECISIONS = {"accept": True, "dismiss": False}


class CheckForm(forms.Form):
    """A text, pasted or in a file; the file wins. After cleaning ``text`` is what is checked.

    The same form carries the text from the result on to the exports, ``source`` its file's name.
    """

    text = forms.CharField(
        label="文字",
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 12, "placeholder": "把通报、讲话稿等文字粘贴到这里"}),
    )
    file = forms.FileField(
        label="文件", required=False, error_messages={"empty": "文件是空的，请重新选择。"}
    )
    ledger = forms.ChoiceField(label="与台账比对", required=False)
    source = forms.CharField(required=False, max_length=255, widget=forms.HiddenInput)

    def __init__(
        self, data: Any = None, files: Any = None, *, periods: list[tuple[str, str]]
    ) -> None:
        super().__init__(data, files)
        choices = [("", "不比对，只核文中的数字"), *periods]
        self.fields["ledger"].choices = choices  # type: ignore[attr-defined]

    def again(self) -> CheckForm:
        """The box with the text that was checked, for the next round."""
        given = self.cleaned_data
        form = CheckForm(periods=self.fields["ledger"].choices[1:])  # type: ignore[attr-defined]
        form.initial = {"text": given["text"], "ledger": given["ledger"]}
        return form

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        file = given.get("file")
        at = "file" if file else "text"
        if self.errors:
            return given
        if file:
            given["text"], given["source"] = self._read(file), plain_name(file)
        given["text"] = plain_text(given.get("text") or "")
        if self.errors:
            return given
        if not given["text"].strip():
            self.add_error(at, "文件里没有文字。" if file else "请粘贴文字，或选择一份文件。")
        elif len(given["text"].encode()) > MAX_TEXT_BYTES:
            self.add_error(at, sentence(DomainError("check.too_long")))
        return given

    def _read(self, file: UploadedFile[Any]) -> str:
        """The file's text; a refusal becomes the field's error."""
        try:
            refuse_too_large(file)
            return read_text(file.read(), plain_name(file))
        except DomainError as refusal:
            self.add_error("file", sentence(refusal))
        except UnreadableText as refused:
            self.add_error("file", str(refused))
        return ""


def plain_text(text: str) -> str:
    """The text as forms and Word files can carry it: plain line ends, no control characters."""
    return _CONTROLS.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n"))


def opinions(data: Any, relations: tuple[Relation, ...]) -> dict[str, Opinion]:
    """What was decided and noted of each relation, by its id."""
    found = {}
    for each in relations:
        note = plain_text(data.get(f"note-{each.rid}", "")).strip()[:NOTE_LENGTH]
        opinion = Opinion(_DECISIONS.get(data.get(f"decision-{each.rid}", "")), note)
        if opinion != Opinion():
            found[each.rid] = opinion
    return found
