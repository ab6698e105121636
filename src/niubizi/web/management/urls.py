"""管理: what the system administrator, the security administrator and the auditor have to do."""

from django.urls import include, path

from niubizi.web.management import (
    grants,
    home,
    imports,
    organizations,
    people,
    person,
    security,
    settings,
    trail,
)

_pages = [
    path("", home.management, name="management"),
    path("organizations/", organizations.organizations, name="organizations"),
    path("organizations/new/", organizations.create, name="organization_new"),
    path("organizations/import/", imports.organizations, name="organizations_import"),
    path("organizations/template/", imports.organizations_blank, name="organizations_template"),
    path("organizations/<int:organization_id>/", organizations.edit, name="organization_edit"),
    path("people/", people.people, name="people"),
    path("people/new/", people.create, name="person_new"),
    path("people/import/", imports.people, name="people_import"),
    path("people/template/", imports.people_blank, name="people_template"),
    path("people/<int:user_id>/", person.person, name="person"),
    path("people/<int:user_id>/edit/", people.edit, name="person_edit"),
    path("people/<int:user_id>/reset/", people.reset, name="person_reset"),
    path("grants/", grants.grants, name="grants"),
    path("grants/import/", imports.grants, name="grants_import"),
    path("people/<int:user_id>/give/", grants.give, name="grant_give"),
    path("grants/<int:grant_id>/end/", grants.end, name="grant_end"),
    path("people/<int:user_id>/unlock/", security.unlock_person, name="person_unlock"),
    path("people/<int:user_id>/release/", security.release_person, name="person_release"),
    path("people/<int:user_id>/sessions/end/", security.end_sessions, name="person_sessions_end"),
    path(
        "people/<int:user_id>/second-factor/reset/",
        security.reset_second_factor,
        name="person_second_factor_reset",
    ),
    path("security/", security.policy, name="security"),
    path("security/sessions/end/", security.end_all_sessions, name="sessions_end_all"),
    path("tokens/", security.tokens, name="tokens"),
    path("tokens/<int:token_id>/revoke/", security.revoke_token, name="token_revoke_any"),
    path("settings/", settings.settings, name="settings"),
    path("trail/", trail.trail, name="audit_trail"),
    path("trail/export/", trail.export, name="audit_export"),
    path("trail/check/", trail.check, name="audit_check"),
]

urlpatterns = [path("management/", include(_pages))]
