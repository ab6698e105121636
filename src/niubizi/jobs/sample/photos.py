"""Site photos of the sample city: drawn pictures with EXIF, so that checks have what to check."""

from __future__ import annotations

import io
import random
from datetime import datetime

from PIL import ExifTags, Image, ImageDraw

SIZE = (960, 640)


def draw_photo(seed: int, taken: datetime, longitude: float, latitude: float) -> bytes:
    """A building site of simple shapes as JPEG, with the time and place of taking in its EXIF."""
    source = random.Random(seed)  # noqa: S311 a drawing, no secret
    image = Image.new("RGB", SIZE, (source.randint(150, 200), source.randint(190, 215), 230))
    pen = ImageDraw.Draw(image)
    horizon = source.randint(380, 440)
    pen.rectangle((0, horizon, *SIZE), fill=(source.randint(150, 180), 130, 96))
    for _ in range(source.randint(3, 6)):
        left, width = source.randint(0, 800), source.randint(90, 220)
        top = horizon - source.randint(60, 260)
        shade = source.randint(110, 170)
        pen.rectangle((left, top, left + width, horizon + 14), fill=(shade, shade, shade + 8))
        for y in range(top + 12, horizon, 26):
            for x in range(left + 10, left + width - 16, 30):
                pen.rectangle((x, y, x + 14, y + 12), fill=(70, 84, 100))
    mast = source.randint(200, 700)
    pen.line((mast, 60, mast, horizon), fill=(214, 150, 30), width=8)
    pen.line((mast - 150, 90, mast + 230, 90), fill=(214, 150, 30), width=6)
    exif = Image.Exif()
    exif[ExifTags.Base.DateTime] = taken.strftime("%Y:%m:%d %H:%M:%S")
    exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = taken.strftime(
        "%Y:%m:%d %H:%M:%S"
    )
    gps = exif.get_ifd(ExifTags.IFD.GPSInfo)
    gps[ExifTags.GPS.GPSLatitudeRef], gps[ExifTags.GPS.GPSLongitudeRef] = "N", "E"
    gps[ExifTags.GPS.GPSLatitude] = _sexagesimal(latitude)
    gps[ExifTags.GPS.GPSLongitude] = _sexagesimal(longitude)
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=72, exif=exif)
    return buffer.getvalue()


def _sexagesimal(value: float) -> tuple[float, float, float]:
    degrees, rest = divmod(value, 1)
    minutes, rest = divmod(rest * 60, 1)
    return degrees, minutes, round(rest * 60, 3)
