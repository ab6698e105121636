"""Site photos of a return: checked to be pictures, kept once, read for time and place."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import date, datetime

from PIL import ExifTags, Image, UnidentifiedImageError

from niubizi.apps.kernel.actors import Actor
from niubizi.apps.kernel.audit import record, use_case
from niubizi.apps.kernel.storage import store
from niubizi.apps.reporting.models import CITY_LEVEL, ReportPhoto
from niubizi.apps.reporting.services.desk import photos_of
from niubizi.apps.reporting.services.returns import desk_of, place_of
from niubizi.domain import review
from niubizi.domain.errors import DomainError
from niubizi.domain.permissions import Operation
from niubizi.domain.review import Action

LIMIT_MB = 10
MAX_PIXELS = {"JPEG": 60_000_000, "PNG": 60_000_000, "WEBP": 20_000_000}
"""So that making it small takes no more than 400 MB: WebP is decoded into four canvases."""
FORMATS = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}


@dataclass(frozen=True, slots=True)
class Exif:
    """What a camera wrote into a picture, as far as it can be read."""

    taken_on: date | None = None
    latitude: float | None = None
    longitude: float | None = None


@use_case
def photo_add(*, report_id: int, name: str, data: bytes, actor: Actor, at: datetime) -> ReportPhoto:
    """Adds a photo to a return that may still be edited.

    Raises ``photo.too_large``, ``photo.too_many_pixels``, ``photo.not_an_image``, ``photo.exists`` and review refusals.
    """
    actor.require(Operation.REPORT_RETURNS)
    desk, report = desk_of(report_id, actor, Operation.REPORT_RETURNS)
    review.decide(place_of(report), Action.SAVE, levels=CITY_LEVEL)
    media_type, exif = examine(name, data)
    file = store(data, media_type=media_type, at=at)
    if report.photos.filter(file=file).exists():
        raise DomainError("photo.exists")
    photo = ReportPhoto.objects.create(
        report=report,
        file=file,
        name=name[:255],
        taken_on=exif.taken_on,
        latitude=exif.latitude,
        longitude=exif.longitude,
        added_at=at,
    )
    desk.photos = photos_of([report.pk])
    desk.measure(report)
    report.save(update_fields=["suspicions", "suspicion_weight"])
    record(at=at, actor=actor, action="photo.add", subject=report, name=name, sha256=file.sha256)
    return photo


@use_case
def photo_remove(*, photo_id: int, actor: Actor, at: datetime) -> None:
    """Takes a photo off a return that may still be edited."""
    actor.require(Operation.REPORT_RETURNS)
    photo = ReportPhoto.objects.get(pk=photo_id)
    desk, report = desk_of(photo.report_id, actor, Operation.REPORT_RETURNS)
    review.decide(place_of(report), Action.SAVE, levels=CITY_LEVEL)
    record(at=at, actor=actor, action="photo.remove", subject=report, name=photo.name)
    photo.delete()
    desk.photos = photos_of([report.pk])
    desk.measure(report)
    report.save(update_fields=["suspicions", "suspicion_weight"])


def examine(name: str, data: bytes) -> tuple[str, Exif]:
    """The media type and EXIF of a picture; refuses what isn't one, or would burst in memory."""
    if len(data) > LIMIT_MB * 1024 * 1024:
        raise DomainError("photo.too_large", name=name, limit=LIMIT_MB)
    try:
        with Image.open(io.BytesIO(data), formats=list(FORMATS)) as image:
            if image.width * image.height > MAX_PIXELS[image.format or "WEBP"]:
                raise _too_many_pixels(name, image.format)
            image.verify()
            media_type = FORMATS[image.format or "JPEG"]
        with Image.open(io.BytesIO(data), formats=list(FORMATS)) as image:
            return media_type, _exif(image)
    except DomainError:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise _too_many_pixels(name, "JPEG") from None
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError):
        raise DomainError("photo.not_an_image", name=name) from None


def _too_many_pixels(name: str, kind: str | None) -> DomainError:
    limit = MAX_PIXELS[kind or "WEBP"] // 10_000
    return DomainError("photo.too_many_pixels", name=name, limit=limit)


def _exif(image: Image.Image) -> Exif:
    """Broken EXIF is no reason to refuse a picture: what can't be read is left out."""
    try:
        exif = image.getexif()
        original = exif.get_ifd(ExifTags.IFD.Exif).get(ExifTags.Base.DateTimeOriginal)
        stamp = original or exif.get(ExifTags.Base.DateTime)
        gps = exif.get_ifd(ExifTags.IFD.GPSInfo)
        return Exif(
            taken_on=_day(stamp),
            latitude=_degrees(gps, ExifTags.GPS.GPSLatitude, ExifTags.GPS.GPSLatitudeRef, "S"),
            longitude=_degrees(gps, ExifTags.GPS.GPSLongitude, ExifTags.GPS.GPSLongitudeRef, "W"),
        )
    except (ValueError, TypeError, KeyError, ZeroDivisionError, OSError, SyntaxError):
        return Exif()


def _day(stamp: object) -> date | None:
    try:
        return date.fromisoformat(str(stamp)[:10].replace(":", "-")) if stamp else None
    except ValueError:
        return None


def _degrees(gps: dict[int, object], value: int, ref: int, negative: str) -> float | None:
    parts = gps.get(value)
    if not isinstance(parts, (tuple, list)) or len(parts) != 3:
        return None
    degrees, minutes, seconds = (float(part) for part in parts)
    number = degrees + minutes / 60 + seconds / 3600
    return -number if gps.get(ref) == negative else number
