"""The site photos of a return: shown, added, taken off. A picture is served to who sees the return."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from niubizi.apps.kernel.storage import open_file, read_file
from niubizi.apps.reporting.selectors.returns import return_of
from niubizi.apps.reporting.selectors.steps import PhotoView, photo_file
from niubizi.apps.reporting.services.photos import LIMIT_MB, photo_remove
from niubizi.apps.reporting.services.uploads import photos_add
from niubizi.documents.pictures import thumbnail
from niubizi.domain.errors import DomainError
from niubizi.domain.permissions import Operation
from niubizi.web.access import PageRequest, page
from niubizi.web.returns.month import month_of, to
from niubizi.web.toasts import notify

# A photo's bytes never change; what may change is who sees them, so no shared cache keeps them.
KEEP = "private, max-age=604800, immutable"


@page(Operation.VIEW_RETURNS)
def photo(request: PageRequest, code: str, photo_id: int) -> HttpResponseBase:
    """The picture, or its small version with ``?size=small``."""
    file = photo_file(photo_id, actor=request.actor, code=code)
    answer: HttpResponseBase
    if request.GET.get("size") == "small":
        data = read_file(file)
        answer = HttpResponse(thumbnail(data) or data, content_type="image/jpeg")
    else:
        answer = FileResponse(open_file(file), content_type=file.media_type)
    answer.headers["Cache-Control"] = KEEP
    return answer


@page(Operation.REPORT_RETURNS, methods=("POST",))
def photo_adding(request: PageRequest, code: str) -> HttpResponse:
    """Adds the photos that were chosen, all or none."""
    month = month_of(request)
    row = return_of(
        period=month.period, actor=request.actor, code=code, operation=Operation.REPORT_RETURNS
    )
    uploads = request.FILES.getlist("photos")
    if not uploads:
        raise DomainError("upload.missing")
    for upload in uploads:
        # Before its bytes are read: what is too large isn't brought into memory.
        if (upload.size or 0) > LIMIT_MB * 1024 * 1024:
            raise DomainError("photo.too_large", name=upload.name, limit=LIMIT_MB)
    added = photos_add(
        period_code=month.period.code,
        project_id=row.project.id,
        files=[(upload.name or "", upload.read()) for upload in uploads],
        actor=request.actor,
        at=request.at,
    )
    notify(request, f"已添加{len(added)}张照片。")
    return redirect(to(request, "return_edit", code=code))


@page(Operation.REPORT_RETURNS, methods=("POST",))
def photo_removing(request: PageRequest, code: str, photo_id: int) -> HttpResponse:
    """Takes a photo off a return that may still change."""
    photo_remove(photo_id=photo_id, actor=request.actor, at=request.at)
    notify(request, "照片已移除。")
    return redirect(to(request, "return_edit", code=code))


def shown_photos(code: str, photos: Iterable[PhotoView]) -> list[dict[str, Any]]:
    """Photos for ``components/photos.html``, each with what its EXIF says."""
    shown = []
    for each in photos:
        url = reverse("return_photo", kwargs={"code": code, "photo_id": each.id})
        shown.append(
            {
                "id": each.id,
                "url": url,
                "thumb_url": f"{url}?size=small",
                "name": each.name,
                "caption": _caption(each),
                "remove_url": reverse(
                    "return_photo_remove", kwargs={"code": code, "photo_id": each.id}
                ),
            }
        )
    return shown


def _caption(photo: PhotoView) -> str:
    day = photo.taken_on
    when = f"{day.year}年{day.month}月{day.day}日拍摄" if day else "没有拍摄时间"
    if photo.latitude is None or photo.longitude is None:
        return f"{when}，没有定位"
    return f"{when}，北纬{photo.latitude:.4f}°，东经{photo.longitude:.4f}°"
