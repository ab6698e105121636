"""Rows that the database itself refuses to change or delete: the trail, frozen figures, issued papers.

A guard is a constraint of its model, so that migrations make it, take it away again and carry it
over when SQLite builds a table anew. It stops every client of the database, also one that comes
past the application; who owns the database can drop it, and is found by the chains of hashes.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import DEFAULT_DB_ALIAS
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.backends.ddl_references import Statement, Table
from django.db.models import BaseConstraint, Model

_FUNCTION = """
CREATE OR REPLACE FUNCTION niubizi_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION USING ERRCODE = 'restrict_violation',
        MESSAGE = TG_OP || ' refused: rows of ' || TG_TABLE_NAME || ' are kept as they are';
END $$"""


class Guard(BaseConstraint):
    """Refuses UPDATE and DELETE, and on PostgreSQL TRUNCATE, with an ``IntegrityError``.

    ``columns`` are those that may not be written, all where none is named. ``update`` and
    ``delete`` are SQL conditions over ``OLD`` (and ``NEW``) under which the deed is refused:
    always, where nothing is given. PostgreSQL changes the type of no column that a guard names;
    a migration that has to takes the guard away first.
    """

    def __init__(
        self, *, name: str, columns: Sequence[str] = (), update: str = "", delete: str = ""
    ) -> None:
        super().__init__(name=name)
        self.columns, self.update, self.delete = tuple(columns), update, delete

    def constraint_sql(self, model: type[Model] | None, schema_editor: Any) -> Any:
        """Triggers can't stand inside CREATE TABLE: they follow it."""
        if model is not None:
            schema_editor.deferred_sql.extend(self._statements(model, schema_editor))

    def create_sql(self, model: type[Model] | None, schema_editor: Any) -> Any:
        if model is None:
            return None
        *first, last = self._statements(model, schema_editor)
        for statement in first:
            schema_editor.execute(statement)
        return last

    def remove_sql(self, model: type[Model] | None, schema_editor: Any) -> Any:
        """Asked on PostgreSQL only: SQLite builds the table anew, without the triggers."""
        if model is None:
            return None
        quote = schema_editor.quote_name
        table = Table(model._meta.db_table, quote)
        *first, last = (
            Statement("DROP TRIGGER %(name)s ON %(table)s", name=quote(name), table=table)
            for name in self._names()
        )
        for statement in first:
            schema_editor.execute(statement)
        return last

    def validate(
        self,
        model: type[Model],
        instance: Model,
        exclude: Any = None,
        using: str = DEFAULT_DB_ALIAS,
    ) -> None:
        """Says nothing of values: what is guarded is what was done to them."""

    def deconstruct(self) -> Any:
        path, args, kwargs = super().deconstruct()
        for name in ("columns", "update", "delete"):
            if getattr(self, name):
                kwargs[name] = getattr(self, name)
        return path, args, kwargs

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Guard) and self.deconstruct() == other.deconstruct()

    def __hash__(self) -> int:
        return hash((self.name, self.columns, self.update, self.delete))

    def _names(self) -> list[str]:
        return [f"{self.name}_{deed}" for deed in ("update", "delete", "truncate")]

    def _statements(
        self, model: type[Model], editor: BaseDatabaseSchemaEditor
    ) -> list[str | Statement]:
        quote = editor.quote_name
        table = Table(model._meta.db_table, quote)
        of = f" OF {', '.join(map(quote, self.columns))}" if self.columns else ""
        deeds = [(f"UPDATE{of}", self.update), ("DELETE", self.delete)]
        postgresql = editor.connection.vendor == "postgresql"
        if postgresql:
            body = "EXECUTE FUNCTION niubizi_refuse()"
        else:
            body = "BEGIN SELECT RAISE(ABORT, 'refused: these rows are kept as they are'); END"
        made: list[str | Statement] = [_FUNCTION] if postgresql else []
        for name, (deed, condition) in zip(self._names(), deeds, strict=False):
            when = f" WHEN ({condition})" if condition else ""
            made.append(
                Statement(
                    f"CREATE TRIGGER %(name)s BEFORE {deed} ON %(table)s FOR EACH ROW{when} {body}",
                    name=quote(name),
                    table=table,
                )
            )
        if postgresql:
            made.append(
                Statement(
                    f"CREATE TRIGGER %(name)s BEFORE TRUNCATE ON %(table)s FOR EACH STATEMENT {body}",
                    name=quote(self._names()[-1]),
                    table=table,
                )
            )
        return made
