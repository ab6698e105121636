"""Files that leave the platform: as attachments, under their name, marked with who took them."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from niubizi.web.access import PageRequest

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def attachment_response(data: bytes, name: str, media_type: str) -> HttpResponse:
    """The bytes as a download that no browser opens as a page."""
    answer = HttpResponse(data, content_type=media_type)
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def mark_of(request: PageRequest) -> str:
    """The line at the foot of an exported sheet: 内部资料, and who exported it when."""
    parts = ["内部资料"] if request.preferences.internal_mark else []
    if request.preferences.watermark:
        actor = request.actor
        parts.append(f"{actor.name} {actor.unit} {request.at:%Y-%m-%d %H:%M}导出")
    return "　".join(parts)
