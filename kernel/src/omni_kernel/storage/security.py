"""Row-level security on PostgreSQL: the database itself refuses a row of another tenant, whatever SQL asks for it.

Three roles: the login owns the tables and migrates; `omni_app` serves, and sees the rows of whoever the connection was
told to act for (`postgres.py`); `omni_admin` sees all rows, for `Model.unscoped()`. The login is a member of both, and
`omni_app` of neither. It stops mistakes, not hostile SQL: whoever sends SQL of his own can set the tenant himself.

Tables of the kernel (`omni_…`) are its own business, and a `CredentialModel` is read before a tenant is known: neither
is secured here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from zlib import crc32

from omni_sdk._scoping import bound_of
from omni_sdk.models import CredentialModel

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tortoise.backends.base.client import BaseDBAsyncClient
    from tortoise.models import Model

    from .database import App, Database

APP: Final = "omni_app"
ADMIN: Final = "omni_admin"
ROLES_LOCK: Final = 7_162_002
"""Roles belong to the server, not to one database: two migrations at a time must not both make them."""

_UNPROTECTED: Final = """
SELECT DISTINCT c.relname AS name FROM pg_class c
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname IN ('tenant_id', 'account_id') AND NOT a.attisdropped
WHERE c.relkind IN ('r', 'p') AND c.relnamespace = current_schema()::regnamespace AND c.relname NOT LIKE 'omni\\_%'
  AND NOT (c.relrowsecurity AND c.relforcerowsecurity AND EXISTS (SELECT 1 FROM pg_policy p WHERE p.polrelid = c.oid))
ORDER BY 1
"""


class CannotSecure(RuntimeError):
    """The login may not make the roles, or not give them what they need."""


async def secure(client: BaseDBAsyncClient, apps: Iterable[App]) -> None:
    """Make roles, grants, policies and composite foreign keys what they should be; harmless when they are."""
    await _roles(client)
    for app in apps:
        for model in app.models:
            for statement in _statements(model):
                await client.execute_script(statement)


async def unprotected(db: Database, apps: Iterable[App]) -> list[str]:
    """Tables with a tenant's or an account's rows that nothing narrows, but for those exempt by their model."""
    exempt = {model._meta.db_table for app in apps for model in app.models if issubclass(model, CredentialModel)}
    return [row["name"] for row in await db.rows(_UNPROTECTED) if row["name"] not in exempt]


async def _roles(client: BaseDBAsyncClient) -> None:
    await client.execute_query(f"SELECT pg_advisory_xact_lock({ROLES_LOCK})")
    (login,) = await client.execute_query_dict("SELECT quote_ident(current_user) AS name, current_user AS plain")
    schema = (await client.execute_query_dict("SELECT quote_ident(current_schema()) AS name"))[0]["name"]
    for role in (APP, ADMIN):
        await _role(client, role, login["plain"])
        for statement in (
            f"GRANT USAGE ON SCHEMA {schema} TO {role}",
            # No TRUNCATE, which no policy sees.
            f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {schema} TO {role}",
            f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA {schema} TO {role}",
        ):
            await client.execute_script(statement)


async def _role(client: BaseDBAsyncClient, role: str, login: str) -> None:
    known = await client.execute_query_dict("SELECT rolsuper OR rolbypassrls AS strong FROM pg_roles WHERE rolname = $1", [role])
    if known and known[0]["strong"]:
        msg = f"the role {role} may pass by row-level security: ALTER ROLE {role} NOSUPERUSER NOBYPASSRLS"
        raise CannotSecure(msg)
    member = "SELECT pg_has_role($1, $2, 'USAGE') AS yes"  # not MEMBER: whoever made a role is one that cannot be it
    try:
        if not known:
            await client.execute_script(f"CREATE ROLE {role} NOLOGIN")
        if not (await client.execute_query_dict(member, [login, role]))[0]["yes"]:
            await client.execute_script(f'GRANT {role} TO "{login}"')
    except Exception as exc:
        msg = (
            f"{login!r} cannot make the role {role} ({exc}): as a superuser, CREATE ROLE {role} NOLOGIN; GRANT {role} TO {login}"
        )
        raise CannotSecure(msg) from exc


def _statements(model: type[Model]) -> Iterator[str]:
    bound: Any = bound_of(model)
    if bound is None or issubclass(model, CredentialModel):
        return
    table, column = model._meta.db_table, bound.column
    # Never set: the setting is NULL and nothing is found; reset: '' is no uuid. The cast makes both an error instead.
    whose = f"\"{column}\" = (SELECT coalesce(current_setting('omni.{column}', true), '')::uuid)"
    yield f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY'
    yield f'ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY'
    yield f'DROP POLICY IF EXISTS omni_scope ON "{table}"'
    yield f'CREATE POLICY omni_scope ON "{table}" TO {APP} USING ({whose})'
    yield f'DROP POLICY IF EXISTS omni_all ON "{table}"'
    yield f'CREATE POLICY omni_all ON "{table}" TO {ADMIN} USING (true)'
    yield from _parents(model, table, column)


def _parents(model: type[Model], table: str, column: str) -> Iterator[str]:
    """A row's parent is of the same tenant: the plain foreign key is checked by the server with no policy in the way."""
    for name in sorted(model._meta.fk_fields | model._meta.o2o_fields):
        field: Any = model._meta.fields_map[name]
        parent = field.related_model
        if getattr(bound_of(parent), "column", None) != column or issubclass(parent, CredentialModel):
            continue
        target, key, here = parent._meta.db_table, field.to_field_instance, model._meta.fields_map[field.source_field]
        there, mine = key.source_field or key.model_field_name, here.source_field or here.model_field_name
        # The index behind it has its name in the schema, not in the table.
        yield _unless(f"omni_own_{there}_{crc32(target.encode()):08x}", target, f'UNIQUE ("{column}", "{there}")')
        yield _unless(
            f"omni_own_{mine}",
            table,
            f'FOREIGN KEY ("{column}", "{mine}") REFERENCES "{target}" ("{column}", "{there}") DEFERRABLE INITIALLY IMMEDIATE',
        )


def _unless(name: str, table: str, constraint: str) -> str:
    found = f"SELECT 1 FROM pg_constraint WHERE conname = '{name}' AND conrelid = '\"{table}\"'::regclass"  # noqa: S608  (names of our own)
    added = f'ALTER TABLE "{table}" ADD CONSTRAINT "{name}" {constraint}'
    return f"DO $$ BEGIN IF NOT EXISTS ({found}) THEN {added}; END IF; END $$"
