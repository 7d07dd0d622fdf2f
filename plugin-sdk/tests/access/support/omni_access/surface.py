"""All that Tortoise offers, and the lines of the table that try it: a newer Tortoise's new method is in none."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from importlib import import_module
from typing import Any

CLASSES = {
    "tortoise.models": ["Model", "ModelMeta"],
    "tortoise.manager": ["Manager"],
    "tortoise.queryset": ["QuerySet", "UnionQuery"],
    "tortoise.fields.relational": ["ReverseRelation", "ManyToManyRelation"],
}
"""Whose public methods are walked, one by one."""
MODULES = ["queryset", "expressions", "functions", "query_utils", "query_api", "transactions", "connection", "contrib.pydantic"]
"""Whose public classes and functions are."""
NO_ROWS = "-"
"""In place of a path: it reads and writes nothing."""
ANSWERS = {"__await__", "__aiter__", "__iter__", "__len__", "__bool__", "__contains__", "__getitem__"}


def found() -> Iterator[str]:
    """What there is."""
    for module, names in CLASSES.items():
        for name in names:
            base = dir(type) if name == "ModelMeta" else dir(object)
            for method in dir(getattr(import_module(module), name)):
                if method not in base and (method in ANSWERS or not method.startswith("_")):
                    yield f"{name}.{method}"
    for place in MODULES:
        module = f"tortoise.{place}"
        yield from (n for n, thing in vars(import_module(module)).items() if made_in(thing, module) and not n.startswith("_"))


def made_in(thing: Any, module: str) -> bool:
    """A class or a function of that module, and no import of it."""
    return (inspect.isclass(thing) or inspect.isfunction(thing)) and thing.__module__.startswith(module)


SURFACE = {
    # Model
    "Model.Meta": NO_ROWS, "Model.describe": NO_ROWS, "Model.pk": "save-repointed", "Model.__iter__": NO_ROWS,
    "Model.__await__": NO_ROWS, "Model.register_listener": "listeners", "Model.get_table": "get-table",
    "Model.all": "all", "Model.annotate": "annotate-f annotate-over-the-owner", "Model.filter": "filter filter-by-id",
    "Model.exclude": "exclude", "Model.get": "get lookup-by-id", "Model.get_or_none": "get-or-none", "Model.exists": "exists",
    "Model.first": "first-of-model", "Model.last": "last-of-model", "Model.latest": "latest",
    "Model.earliest": "earliest-of-model", "Model.in_bulk": "in-bulk", "Model.select_for_update": "select-for-update",
    "Model.raw": "raw", "Model.refresh_from_db": "refresh refresh-forged", "Model.fetch_related": "fetch-related",
    "Model.fetch_for_list": "fetch-for-list fetch-for-list-of-theirs", "Model.construct": "save-built",
    "Model.clone": "clone-theirs", "Model.update_from_dict": "save-updated", "Model.save": "save-tamper save-their-author",
    "Model.delete": "delete-row-tamper", "Model.create": "create-for-b", "Model.bulk_create": "bulk-create-for-b",
    "Model.bulk_update": "bulk-update-tamper", "Model.get_or_create": "get-or-create-for-b",
    "Model.update_or_create": "update-or-create-for-b", "ModelMeta.__getitem__": "getitem", "ModelMeta.build_meta": NO_ROWS,
    # managers and relations
    "Manager.get_queryset": "manager-of-model manager-by-hand",
    "ReverseRelation.__await__": "relation", "ReverseRelation.__aiter__": "iterate-relation",
    "ReverseRelation.__iter__": "prefetch-back", "ReverseRelation.__len__": "relation-not-fetched iterate-relation",
    "ReverseRelation.__bool__": "relation-not-fetched", "ReverseRelation.__contains__": "iterate-relation",
    "ReverseRelation.__getitem__": "iterate-relation", "ReverseRelation.all": "relation-all",
    "ReverseRelation.filter": "relation-filter", "ReverseRelation.limit": "relation-limit",
    "ReverseRelation.offset": "relation-offset", "ReverseRelation.order_by": "relation-order-by",
    "ReverseRelation.create": "create-back create-back-for-b",
    **{f"ManyToManyRelation.{name}": "many-to-many" for name in (
        "__await__", "__aiter__", "__iter__", "__len__", "__bool__", "__contains__", "__getitem__",
        "add", "all", "clear", "create", "filter", "limit", "offset", "order_by", "remove",
    )},
    # queries
    "QuerySet.__await__": "all", "QuerySet.__aiter__": "iterate", "QuerySet.__getitem__": "slice", "QuerySet.all": "all-all",
    "QuerySet.annotate": "annotate-f", "QuerySet.bulk_create": "bulk-create-for-b lookup-bulk-create",
    "QuerySet.bulk_update": "bulk-update-query lookup-bulk-update", "QuerySet.capabilities": NO_ROWS,
    "QuerySet.contains": "contains", "QuerySet.count": "count count-distinct", "QuerySet.delete": "delete lookup-delete",
    "QuerySet.distinct": "distinct", "QuerySet.earliest": "earliest", "QuerySet.exclude": "exclude",
    "QuerySet.exists": "exists-query", "QuerySet.explain": "explain", "QuerySet.fields": NO_ROWS, "QuerySet.filter": "filter",
    "QuerySet.first": "first", "QuerySet.force_index": "index-hints", "QuerySet.get": "get", "QuerySet.get_or_none": "get-or-none",
    "QuerySet.group_by": "group-by", "QuerySet.in_bulk": "in-bulk-by-digest", "QuerySet.last": "last",
    "QuerySet.latest": "latest-join", "QuerySet.limit": "limit-offset", "QuerySet.model": NO_ROWS,
    "QuerySet.offset": "limit-offset", "QuerySet.only": "only only-join", "QuerySet.order_by": "order-by-join",
    "QuerySet.prefetch_related": "prefetch prefetch-back", "QuerySet.query": "base-query", "QuerySet.raw": "raw-query",
    "QuerySet.resolve_filters": "count-by-hand", "QuerySet.resolve_ordering": "default-ordering",
    "QuerySet.select_for_update": "select-for-update-query", "QuerySet.select_related": "select-related",
    "QuerySet.sql": "sql", "QuerySet.union": "union", "QuerySet.update": "update update-owner base-method",
    "QuerySet.use_index": "index-hints", "QuerySet.using_db": "using-db", "QuerySet.values": "values values-join-dict",
    "QuerySet.values_list": "values-list values-join",
    "UnionQuery.__await__": "union", "UnionQuery.__aiter__": "iterate-union", "UnionQuery.count": "union-count",
    "UnionQuery.limit": "union-ordered", "UnionQuery.offset": "union-ordered", "UnionQuery.order_by": "union-ordered",
    "UnionQuery.union": "union-of-unions", "UnionQuery.model": NO_ROWS, "UnionQuery.query": NO_ROWS,
    "UnionQuery.TORTOISE_APP_FIELD": NO_ROWS, "UnionQuery.TORTOISE_MODEL_FIELD": NO_ROWS,
    "QuerySet": "queryset-by-hand", "QuerySetSingle": "get", "AwaitableQuery": "count-by-hand", "FieldSelectQuery": "values",
    "BulkCreateQuery": "bulk-create-for-b", "BulkUpdateQuery": "bulk-update-query", "ContainsQuery": "contains",
    "CountQuery": "count-by-hand", "DeleteQuery": "delete-by-hand", "ExistsQuery": "exists-query",
    "RawSQLQuery": "raw-sql-query", "UnionCountQuery": "union-count", "UnionQuery": "union", "UpdateQuery": "update-by-hand",
    "ValuesListQuery": "values-list", "ValuesQuery": "values", "Prefetch": "prefetch-query prefetch-by-hand",
    # expressions and functions
    "Aggregate": "aggregates", "Case": "annotate-case case-join", "CombinedExpression": "annotate-f", "Connector": NO_ROWS,
    "Expression": "annotate-f", "F": "annotate-join", "Function": "annotate-join-function", "Q": "filter-or filter-join-q",
    "RawSQL": "raw-sql-annotation raw-sql-filter", "ResolveContext": NO_ROWS, "ResolveResult": NO_ROWS,
    "Subquery": "subquery subquery-by-hand", "Value": "annotate-value save-an-expression", "When": "case-join",
    "Avg": "aggregate-average", "Coalesce": "annotate-functions", "Concat": "annotate-functions", "Count": "count-back",
    "Length": "annotate-functions", "Lower": "annotate-join-function", "Max": "max-back", "Min": "aggregates",
    "Sum": "sum-back", "Trim": "annotate-functions", "Upper": "annotate-functions",
    # what is around
    "EmptyCriterion": NO_ROWS, "QueryModifier": NO_ROWS, "expand_lookup_expression": NO_ROWS, "get_json_filter_operator": NO_ROWS,
    "resolve_field_json_path": NO_ROWS, "resolve_nested_field": "annotate-join",
    "QueryResult": NO_ROWS, "execute_pypika": "base-query pypika-table", "in_transaction": "in-a-transaction transaction-connection",
    "atomic": "atomic-function", "ConnectionHandler": "connections", "ConnectionToken": NO_ROWS,
    "get_connection": "connection-by-name", "get_connections": "connections", "PydanticModel": "pydantic-row pydantic-single",
    "PydanticListModel": "pydantic-list", "pydantic_model_creator": "pydantic-queryset",
    "pydantic_queryset_creator": "pydantic-list",
}  # fmt: skip
