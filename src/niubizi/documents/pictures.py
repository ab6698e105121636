"""Small versions of site photos, for strips of pictures on a page."""

from __future__ import annotations

import io

from PIL import Image, ImageOps

SIDE = 480
COARSE = 4 * SIDE
QUALITY = 80


def thumbnail(data: bytes) -> bytes:
    """The picture as a JPEG of at most ``SIDE`` pixels a side, upright and without its EXIF.

    Empty for a picture that is cut short: its head was sound when it was taken in, its body isn't.
    """
    try:
        with Image.open(io.BytesIO(data)) as image:
            image.draft("RGB", (SIDE * 2, SIDE * 2))
            # Only pixels that are left are copied: a picture as large as may be takes 240 MB once.
            image.thumbnail((COARSE, COARSE), Image.Resampling.NEAREST)
            small = ImageOps.exif_transpose(image)
            small.thumbnail((SIDE, SIDE))
            out = io.BytesIO()
            small.convert("RGB").save(out, "JPEG", quality=QUALITY)
            return out.getvalue()
    except (OSError, SyntaxError):
        return b""
