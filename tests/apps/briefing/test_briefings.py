"""A briefing's life: drafted from figures, edited, issued once from a closing, kept as it was."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from niubizi.apps.briefing.models import Briefing
from niubizi.apps.briefing.selectors.briefings import briefings
from niubizi.apps.briefing.selectors.fields import field_names
from niubizi.apps.briefing.selectors.texts import paragraph, texts_of
from niubizi.apps.briefing.services.briefings import (
    briefing_draft,
    briefing_edit,
    briefing_issue,
)
from niubizi.apps.kernel.actors import Actor
from niubizi.apps.kernel.models import AuditEntry
from niubizi.apps.kernel.storage import read_file
from niubizi.apps.orgs.models import Organization
from niubizi.apps.projects.models import Programme
from niubizi.apps.reporting.models import Closing
from niubizi.apps.reporting.selectors.figures import figure_sheet
from niubizi.apps.reporting.services import closing as closings
from niubizi.documents.briefings.figures import traced_figures
from niubizi.documents.briefings.reading import plain_text
from niubizi.domain.errors import DomainError
from niubizi.doors.trail_lines import line_of
from tests.cast import NOW, City
from tests.guards import unguarded
from tests.ledger import Ledger, Scene

pytestmark = pytest.mark.django_db

ActorFor = Callable[[str], Actor]


def close(actor_for: ActorFor) -> Closing:
    closings.closing_prepare(period_code="2021-07", actor=actor_for("projects_office"), at=NOW)
    return closings.closing_confirm(period_code="2021-07", actor=actor_for("chief"), at=NOW)


@pytest.fixture
def closed(scene: Scene, actor_for: ActorFor) -> Closing:
    return close(actor_for)


@pytest.fixture
def draft(closed: Closing, actor_for: ActorFor) -> Briefing:
    return briefing_draft(
        period_code="2021-07",
        programme_codes=["2021-municipal"],
        actor=actor_for("projects_office"),
        at=NOW,
    )


def issue(briefing: Briefing, actor: Actor, number: str = "示重办〔2021〕1号") -> Briefing:
    return briefing_issue(
        briefing_id=briefing.pk,
        number=number,
        issued_on=NOW.date(),
        version=briefing.version,
        actor=actor,
        at=NOW,
    )


def edit(briefing: Briefing, text: str, actor: Actor) -> Briefing:
    return briefing_edit(
        briefing_id=briefing.pk,
        title=briefing.title,
        texts=[paragraph(text)],
        addressees=briefing.addressees,
        copies=briefing.copies,
        version=briefing.version,
        actor=actor,
        at=NOW,
    )


def test_an_issued_document_prints_the_closings_figures(
    draft: Briefing, actor_for: ActorFor
) -> None:
    issued = issue(draft, actor_for("chief"))
    assert issued.document is not None
    assert "全市3个" in plain_text(read_file(issued.document))


def test_every_figure_of_the_document_leads_to_its_closing(
    draft: Briefing, actor_for: ActorFor
) -> None:
    issued = issue(draft, actor_for("chief"))
    assert issued.document is not None
    keys = {figure.key for figure in traced_figures(read_file(issued.document))}
    assert keys
    assert {key.partition(":")[0] for key in keys} == {"2021-07.1"}


def test_the_trail_names_a_briefing_in_one_line(draft: Briefing) -> None:
    assert "\n" in draft.title
    line = line_of(AuditEntry.objects.get(action="briefing.draft"))
    assert line.label == "关于2021年1—7月municipal项目推进情况的通报"


def test_the_drafter_does_not_issue(draft: Briefing, actor_for: ActorFor) -> None:
    drafter, chief = actor_for("projects_office"), actor_for("chief")
    both = Actor(drafter.user_id, "x", "x", grants=chief.grants)
    with pytest.raises(DomainError, match=r"briefing\.same_person"):
        issue(draft, both)


def test_nothing_is_issued_from_live_figures(scene: Scene, actor_for: ActorFor) -> None:
    live = briefing_draft(
        period_code="2021-07",
        programme_codes=["2021-municipal"],
        actor=actor_for("projects_office"),
        at=NOW,
    )
    with pytest.raises(DomainError, match=r"briefing\.not_closed"):
        issue(live, actor_for("chief"))


def test_a_typed_number_that_is_no_figure_stops_the_issue(
    draft: Briefing, actor_for: ActorFor
) -> None:
    edited = edit(draft, "全市完成投资888.8亿元。", actor_for("projects_office"))
    with pytest.raises(DomainError, match=r"briefing\.unmatched"):
        issue(edited, actor_for("chief"))
    assert Briefing.objects.get().state == Briefing.State.DRAFT


def test_a_field_that_names_nothing_stops_the_issue(draft: Briefing, actor_for: ActorFor) -> None:
    edited = edit(draft, "完成{municipal.invest}。", actor_for("projects_office"))
    with pytest.raises(DomainError, match=r"briefing\.unknown_field") as refused:
        issue(edited, actor_for("chief"))
    assert refused.value.facts == {
        "field": "{municipal.invest}",
        "nearest": "{municipal.本年累计完成投资}",
    }


@pytest.mark.parametrize(
    "typed",
    [
        "{municipal.滨江区.完成率}",
        "｛2021年市重大项目。滨江区。完成率｝",
        "{ municipal.binjiang.完成率 }",
        "{municipal.binjiang.completion}",
    ],
)
def test_a_field_is_kept_by_its_code_however_it_is_written(
    draft: Briefing, actor_for: ActorFor, typed: str
) -> None:
    edited = edit(draft, f"滨江区完成{typed}。", actor_for("projects_office"))
    assert edited.texts[0]["text"] == "滨江区完成{municipal.binjiang.completion}。"


def test_a_field_is_read_by_the_name_its_block_has_now(
    draft: Briefing, city: City, actor_for: ActorFor, client_for: Callable[[str], Client]
) -> None:
    office = actor_for("projects_office")
    edit(draft, "完成{municipal.滨江区.完成率}，另{municipal.江区.完成率}。", office)
    Organization.objects.filter(pk=city.own.pk).update(name="滨江新区", short_name="")
    page = client_for("projects_office").get(f"/briefings/{draft.pk}/").content.decode()
    assert "完成{municipal.滨江新区.完成率}，另{municipal.江区.完成率}。</textarea>" in page
    assert 'data-copy="{municipal.滨江新区.完成率}"' in page
    assert "无此字段，是不是{municipal.滨江新区.完成率}？" in page


def test_two_lists_of_one_name_are_told_apart_by_their_codes(
    scene: Scene, ledger: Ledger, actor_for: ActorFor
) -> None:
    other = ledger.programme("provincial")
    ledger.entry(other, scene.projects["own"])
    Programme.objects.update(name="重大项目", short_name="重大")
    names = field_names(figure_sheet(period=scene.period, actor=actor_for("leader")))
    assert "municipal.completion" not in names.names
    texts = [paragraph("{重大.完成率}，{provincial.完成率}")]
    assert names.coded(texts) == [paragraph("{重大.完成率}，{provincial.completion}")]


def test_what_was_issued_is_not_edited(draft: Briefing, actor_for: ActorFor) -> None:
    issued = issue(draft, actor_for("chief"))
    with pytest.raises(DomainError, match=r"briefing\.issued"):
        edit(issued, "改一改。", actor_for("projects_office"))


def test_two_editors_do_not_overwrite_each_other(draft: Briefing, actor_for: ActorFor) -> None:
    edit(draft, "第一个人先保存。", actor_for("projects_office"))
    with pytest.raises(DomainError, match="stale"):
        edit(draft, "第二个人后保存。", actor_for("projects_office"))


def test_an_issued_month_is_not_opened_again(draft: Briefing, actor_for: ActorFor) -> None:
    issue(draft, actor_for("chief"))
    with pytest.raises(DomainError, match=r"closing\.briefing_issued"):
        closings.period_reopen(
            period_code="2021-07", reason="更正", actor=actor_for("chief"), at=NOW
        )


def test_issuing_shows_a_block_every_total_and_rank(
    draft: Briefing, closed: Closing, actor_for: ActorFor, city: City
) -> None:
    issue(draft, actor_for("chief"))
    closed.refresh_from_db()
    sheet = figure_sheet(
        period=closed.period, actor=actor_for("block_officer"), closing=closed
    ).programmes[0]
    assert {place.code for place in sheet.blocks} == {block.code for block in city.blocks}
    assert all(place.rank for place in sheet.blocks)


def test_a_number_is_given_once(draft: Briefing, actor_for: ActorFor) -> None:
    issue(draft, actor_for("chief"))
    second = briefing_draft(
        period_code="2021-07",
        programme_codes=["2021-municipal"],
        actor=actor_for("projects_office"),
        at=NOW,
    )
    with pytest.raises(DomainError, match=r"briefing\.number_exists"):
        issue(second, actor_for("chief"))


def test_the_same_closing_and_text_give_the_same_bytes(
    draft: Briefing, actor_for: ActorFor
) -> None:
    second = briefing_draft(
        period_code="2021-07",
        programme_codes=["2021-municipal"],
        actor=actor_for("projects_office"),
        at=NOW,
    )
    assert texts_of(draft) == texts_of(second)
    first_issue = issue(draft, actor_for("chief"))
    document = first_issue.document
    with unguarded():
        Briefing.objects.filter(pk=draft.pk).update(number="另一号")
    assert issue(second, actor_for("chief")).document == document


def test_a_draft_is_seen_by_those_who_work_on_it_only(draft: Briefing, actor_for: ActorFor) -> None:
    assert briefings(actor_for("chief")).exists()
    assert not briefings(actor_for("leader")).exists()


def test_its_page_leads_to_every_figure_of_the_document(
    draft: Briefing, client_for: Callable[[str], Client]
) -> None:
    """Those of the tables too: who issues reads the page, not the file."""
    chief = client_for("chief")
    document = chief.get(reverse("briefing_document", args=[draft.pk])).content
    page = chief.get(reverse("briefing", args=[draft.pk])).content.decode()
    keys = {figure.key for figure in traced_figures(document)}
    assert len(keys) > 10
    assert {key for key in keys if reverse("figure", kwargs={"key": key}) not in page} == set()
