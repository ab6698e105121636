"""The two administrators' use cases: keeping the tree, giving and ending roles."""

from niubizi.apps.orgs.services.grants import role_grant, role_revoke
from niubizi.apps.orgs.services.organizations import organization_create, organization_update

__all__ = ["organization_create", "organization_update", "role_grant", "role_revoke"]
