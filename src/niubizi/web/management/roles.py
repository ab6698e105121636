"""A person's roles as the pages show them, and the form that gives one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms

from niubizi.apps.orgs import selectors
from niubizi.domain.roles import Role
from niubizi.web.fields import date_field

if TYPE_CHECKING:
    from niubizi.apps.orgs.models import RoleGrant


class GrantForm(forms.Form):
    """A role at a place, from a day on."""

    role = forms.ChoiceField(
        label="角色",
        choices=[(role.value, role.word) for role in Role],
        help_text="系统管理员、安全管理员、审计员不能兼任其他角色",
    )
    organization = forms.ChoiceField(
        label="在哪里",
        help_text="办公室和三员在市级，板块专班在板块，项目单位在企业，部门在部门，领导按分管范围",
    )
    valid_from = date_field("起始日期")
    valid_to = date_field("终止日期", required=False, help_text="不填表示长期")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = selectors.in_tree_order(selectors.organizations())
        self.known = {str(each.pk): each for each in known}
        field = self.fields["organization"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 for the reader of types
        field.choices = [("", "请选择")]
        field.choices += [
            (pk, f"{'　' * each.depth}{each.name}") for pk, each in self.known.items()
        ]
        field.widget.attrs["data-select"] = ""


class EndForm(forms.Form):
    """The last day of a grant; none means that it ends at once."""

    last_day = date_field("最后一天", required=False)


@dataclass(frozen=True, slots=True)
class Held:
    """A grant as a list shows it."""

    grant: RoleGrant
    role: str
    state: str

    @property
    def in_force(self) -> bool:
        return self.state == "有效"


def grants_of(user_id: int, day: date) -> list[Held]:
    """A person's grants, those in force first."""
    held = [_held(grant, day) for grant in selectors.grants(user_id=user_id)]
    return sorted(held, key=lambda each: (not each.in_force, each.grant.valid_from))


def _held(grant: RoleGrant, day: date) -> Held:
    if grant.valid_from > day:
        state = "未到起始日期"
    elif grant.valid_to and grant.valid_to < day:
        state = "已终止"
    else:
        state = "有效"
    return Held(grant, Role(grant.role).word, state)
