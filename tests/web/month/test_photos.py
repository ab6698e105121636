"""Site photos: shown with what their EXIF says, refused in words when they are none."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from PIL import ExifTags, Image

from niubizi.apps.kernel.models import StoredFile
from niubizi.apps.projects.models import Project
from niubizi.apps.reporting.models import ProgressReport, ReportPhoto
from niubizi.documents.pictures import thumbnail
from tests.ledger import Scene

pytestmark = pytest.mark.django_db

ClientFor = Callable[[str], Client]


def picture(
    *,
    size: tuple[int, int] = (640, 480),
    colour: int = 90,
    kind: str = "JPEG",
    taken: str = "",
    place: tuple[float, float] | None = None,
) -> bytes:
    """A picture as a camera leaves it: ``taken`` is 2021:07:28 10:00:00, ``place`` (lat, lon)."""
    image = Image.new("L", size, colour)
    exif = Image.Exif()
    if taken:
        exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = taken
    if place:
        gps = exif.get_ifd(ExifTags.IFD.GPSInfo)
        gps[ExifTags.GPS.GPSLatitudeRef], gps[ExifTags.GPS.GPSLongitudeRef] = "N", "E"
        gps[ExifTags.GPS.GPSLatitude] = (place[0], 0, 0)
        gps[ExifTags.GPS.GPSLongitude] = (place[1], 0, 0)
    out = io.BytesIO()
    image.save(out, kind, exif=exif)
    return out.getvalue()


def add(client: Client, project: Project, *files: tuple[str, bytes]) -> HttpResponse:
    photos = [SimpleUploadedFile(name, data) for name, data in files]
    return client.post(  # type: ignore[return-value]
        f"/returns/{project.code}/photos/?period=2021-07", {"photos": photos}
    )


def test_a_photo_shows_when_and_where_it_was_taken(fresh: Project, client_for: ClientFor) -> None:
    client = client_for("project_officer")
    data = picture(taken="2021:07:28 10:00:00", place=(31.75, 119.95))
    add(client, fresh, ("大门.jpg", data))
    words = client.get(f"/returns/{fresh.code}/").content.decode()
    assert "2021年7月28日拍摄，北纬31.7500°，东经119.9500°" in words


def test_a_photo_begins_the_return_it_belongs_to(fresh: Project, client_for: ClientFor) -> None:
    add(client_for("project_officer"), fresh, ("大门.jpg", picture()))
    report = ProgressReport.objects.get(project=fresh)
    assert (report.state, report.photos.count()) == ("draft", 1)


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("说明.jpg", b"not a picture at all", "“说明.jpg”不是可识别的图片"),
        ("页面.jpg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "“页面.jpg”不是可识别的图片"),
        ("动图.gif", picture(kind="GIF"), "“动图.gif”不是可识别的图片"),
        ("大图.jpg", b"\xff\xd8\xff" + bytes(10 * 1024 * 1024), "“大图.jpg”超过10MB"),
        ("巨幅.png", picture(size=(8_000, 7_501), kind="PNG"), "“巨幅.png”超过6000万像素"),
        ("巨幅.webp", picture(size=(5_000, 4_001), kind="WEBP"), "“巨幅.webp”超过2000万像素"),
    ],
    ids=["text", "svg", "gif", "too large", "too many pixels", "too many in webp"],
)
def test_what_is_no_photo_is_refused_and_leaves_nothing(
    fresh: Project, client_for: ClientFor, name: str, data: bytes, words: str
) -> None:
    answer = add(client_for("project_officer"), fresh, (name, data))
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not ProgressReport.objects.filter(project=fresh).exists()
    assert not StoredFile.objects.exists()


def test_one_bad_photo_keeps_the_others_out_too(fresh: Project, client_for: ClientFor) -> None:
    add(client_for("project_officer"), fresh, ("大门.jpg", picture()), ("说明.jpg", b"words"))
    assert not ReportPhoto.objects.exists()


def test_nothing_chosen_is_said(fresh: Project, client_for: ClientFor) -> None:
    assert "请选择要上传的文件" in add(client_for("project_officer"), fresh).content.decode()


def test_a_photo_of_last_year_is_pointed_out(fresh: Project, client_for: ClientFor) -> None:
    client = client_for("project_officer")
    add(client, fresh, ("旧照.jpg", picture(taken="2020:05:01 08:00:00")))
    client.post(
        f"/returns/{fresh.code}/save/?period=2021-07",
        {"invested": "1000", "version": ProgressReport.objects.get(project=fresh).version},
    )
    words = client.get(f"/returns/{fresh.code}/").content.decode()
    assert "照片“旧照.jpg”拍摄于2020年5月1日，不是本期的照片" in words


def test_a_photo_is_served_small_and_whole(fresh: Project, client_for: ClientFor) -> None:
    client = client_for("project_officer")
    data = picture(size=(1600, 1200))
    add(client, fresh, ("大门.jpg", data))
    url = f"/returns/{fresh.code}/photos/{ReportPhoto.objects.get().pk}/"
    whole = client.get(url)
    assert b"".join(whole.streaming_content) == data  # type: ignore[attr-defined]
    with Image.open(io.BytesIO(client.get(url, {"size": "small"}).content)) as small:
        assert small.size == (480, 360)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_photo_that_was_taken_upright_is_small_and_upright(kind: str) -> None:
    out, exif = io.BytesIO(), Image.Exif()
    exif[ExifTags.Base.Orientation] = 6
    Image.new("RGB", (4_000, 3_000)).save(out, kind, exif=exif)
    with Image.open(io.BytesIO(thumbnail(out.getvalue()))) as small:
        assert small.size == (360, 480)


def test_a_photo_can_be_taken_off_while_the_return_may_change(
    fresh: Project, client_for: ClientFor
) -> None:
    client = client_for("project_officer")
    add(client, fresh, ("大门.jpg", picture()))
    photo = ReportPhoto.objects.get()
    client.post(f"/returns/{fresh.code}/photos/{photo.pk}/remove/?period=2021-07")
    assert not ReportPhoto.objects.exists()


def test_a_return_under_review_takes_no_photo(scene: Scene, client_for: ClientFor) -> None:
    answer = add(client_for("project_officer"), scene.projects["own"], ("大门.jpg", picture()))
    assert answer.status_code == 422
    assert not ReportPhoto.objects.exists()
