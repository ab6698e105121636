"""``project__among=ids``: ``IN`` for thousands of integers, as one parameter.

Django prepares each value of an ``IN`` by itself, which takes longer than the query, and a database
takes so many parameters and no more.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db.models import Field, ForeignKey, Lookup


@ForeignKey.register_lookup
@Field.register_lookup
class Among(Lookup):
    """Whether a column of integers holds one of them."""

    lookup_name = "among"
    prepare_rhs = False
    rhs: Collection[int]

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        ids = list(self.rhs)
        if not ids:
            # As Django's own: then the database isn't asked.
            raise EmptyResultSet
        column, params = self.process_lhs(compiler, connection)
        if connection.vendor == "postgresql":
            return f"{column} = ANY(%s)", (*params, ids)
        in_json = f"{column} IN (SELECT value FROM json_each(%s))"  # noqa: S608 Django's own name
        return in_json, (*params, json.dumps(ids))
