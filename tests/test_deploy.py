"""The files of deploy/ agree with the program: verbs, variables, limits, addresses, names of metrics."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from niubizi.apps.kernel.models import AuditEntry, Job, User
from niubizi.apps.kernel.verification import verify_trail
from niubizi.apps.reporting.services.closing import closing_confirm, closing_prepare
from niubizi.apps.reporting.services.verifying import verify_act
from niubizi.config import settings
from niubizi.doors.watching import VERIFY_JOB
from niubizi.jobs.verbs import parser
from niubizi.web.watch.metrics import REQUEST_SECONDS, measurements
from tests.cast import NOW, actor_for
from tests.config.test_settings import KEY, documented_variables, start
from tests.ledger import Scene

ROOT = Path(__file__).resolve().parents[1]
DEPLOY = ROOT / "deploy"
UNIT = (DEPLOY / "systemd" / "niubizi.service").read_text("utf-8")
SITE = (DEPLOY / "nginx" / "niubizi.conf").read_text("utf-8")
ENVIRONMENT = dict(
    re.findall(r"^#? ?([A-Z_]+)=(.*)$", (DEPLOY / "niubizi.env").read_text("utf-8"), re.MULTILINE)
)
FILES = sorted(path.name for path in DEPLOY.rglob("*") if path.is_file())
GUIDES = [ROOT / "docs" / "deploy.md", ROOT / "docs" / "manual" / "6-部署与运维.md"]


def test_the_service_starts_what_the_command_line_knows() -> None:
    found = re.search(r"^ExecStart=/opt/niubizi/bin/niubizi (.+)$", UNIT, re.MULTILINE)
    assert found
    arguments = parser().parse_args(found[1].split())
    assert f"{arguments.host}:{arguments.port}" in SITE
    assert not arguments.no_worker


def test_production_starts_with_the_example_once_it_has_a_key() -> None:
    assert ENVIRONMENT.keys() <= documented_variables()
    assert ENVIRONMENT["NIUBIZI_SECRET_KEY"] == ""
    answer = start(**{**ENVIRONMENT, "NIUBIZI_SECRET_KEY": KEY})
    assert answer.returncode == 0, answer.stderr


def test_the_service_may_write_where_the_data_lies() -> None:
    assert "StateDirectory=niubizi\n" in UNIT
    assert ENVIRONMENT["NIUBIZI_DATA_DIR"] == "/var/lib/niubizi"


def test_nginx_takes_what_the_settings_take() -> None:
    allowed = re.search(r"client_max_body_size (\d+)m;", SITE)
    assert allowed
    assert int(allowed[1]) * 1024 * 1024 > settings.UPLOAD_LIMIT_BYTES
    assert f"server_name {ENVIRONMENT['NIUBIZI_ALLOWED_HOSTS']};" in SITE


def test_nginx_lets_nobody_watch_from_outside() -> None:
    for name in ("health", "ready", "metrics"):
        assert re.search(rf"location = {reverse(name)} +{{ return 404; }}", SITE)


@pytest.mark.parametrize("name", ["down.html", "too-large.html"])
def test_what_nginx_says_itself_runs_nothing_and_is_framed_by_nobody(name: str) -> None:
    page = (DEPLOY / "nginx" / name).read_text("utf-8")
    assert not re.search(r"<script|<style|<link|style=|\son\w+=", page)
    place = SITE.partition(f"location = /{name} {{")[2].partition("}")[0]
    assert "Content-Security-Policy \"default-src 'none';" in place
    assert "frame-ancestors 'none'" in place
    assert "nosniff" in place


def test_a_token_sent_in_the_clear_is_refused_and_not_redirected() -> None:
    plain, _, encrypted = SITE.partition("listen 443")
    prefix = reverse("api:list_periods").removesuffix("periods")
    assert f"location {prefix} {{ return 403; }}" in plain
    assert f"location {prefix}" not in encrypted


@pytest.mark.skipif(connection.vendor != "postgresql", reason="not run: about roles of PostgreSQL")
@pytest.mark.django_db
def test_a_service_that_does_not_own_its_tables_works_and_can_drop_no_guard(scene: Scene) -> None:
    """By the file itself, with a clerk in the place of the role that docs/deploy.md makes."""
    file = (DEPLOY / "postgresql" / "guarded.sql").read_text("utf-8")
    trail = AuditEntry._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute("CREATE ROLE clerk; SET CONSTRAINTS ALL IMMEDIATE")
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"ALTER TABLE {table} OWNER TO clerk")
        cursor.execute("ALTER FUNCTION niubizi_refuse OWNER TO clerk")
        cursor.execute(re.sub(r"\bniubizi\b", "clerk", file))
        cursor.execute("SET LOCAL ROLE clerk")
        office, chief = (
            actor_for(User.objects.get(username=name)) for name in ("projects_office", "chief")
        )
        closing_prepare(period_code="2021-07", actor=office, at=NOW)
        act = closing_confirm(period_code="2021-07", actor=chief, at=NOW)
        assert (verify_act(act), verify_trail().whole) == ([], True)
        for attack in (
            f"ALTER TABLE {trail} DISABLE TRIGGER ALL",
            f"DROP TABLE {trail} CASCADE",
            f"TRUNCATE {trail}",
            "SET session_replication_role = replica",
            "CREATE OR REPLACE FUNCTION niubizi_refuse() RETURNS trigger LANGUAGE plpgsql"
            " AS 'BEGIN RETURN NEW; END'",
        ):
            with pytest.raises(DatabaseError), transaction.atomic():
                cursor.execute(attack)
        cursor.execute("RESET ROLE")


@pytest.mark.django_db
def test_the_alerts_speak_of_what_is_measured() -> None:
    REQUEST_SECONDS.labels("GET", "cockpit", "200").observe(0.1)
    Job.objects.create(
        kind=VERIFY_JOB, state="done", asked_at=NOW, not_before=NOW, ended_at=NOW, result={}
    )
    rules = (DEPLOY / "prometheus" / "niubizi.yml").read_text("utf-8")
    asked = set(re.findall(r"niubizi_\w+", rules))
    measured = set(re.findall(r"^niubizi_\w+", measurements().decode(), re.MULTILINE))
    assert asked <= measured


@pytest.mark.parametrize("guide", GUIDES, ids=lambda path: path.name)
def test_the_guides_say_where_each_file_goes(guide: Path) -> None:
    text = guide.read_text("utf-8")
    assert [name for name in FILES if name not in text] == []
    assert [name for name in ENVIRONMENT if name not in text] == []
