"""Personal data reaches no mart but the restricted ones."""

from __future__ import annotations

import copy
import json

import pytest

from conftest import Build
from personal_lineage import (
    Columns,
    LineageError,
    Node,
    in_order,
    is_tagged,
    meta_of,
    origins,
    personal_columns,
    reached_columns,
    relation_of,
    released_columns,
)

TAGGED_AT_LEAST = {
    "raw.users": {"email"},
    "raw.accounts": {"owner"},
    "raw.tickets": {"subject", "body"},
    "raw.survey_responses": {"comment"},
    "raw.account_notes": {"body", "author"},
    "raw.action_outcomes": {"author"},
    "raw.entity_attributes": {"value"},
    "raw.events": {"properties"},
    "seeds.identity_reviews": {"reviewed_by", "reason"},
    "seeds.manual_reviews": {"reviewer", "because"},
}
"""Addresses, names of people, and free text, in which anything may stand."""


@pytest.fixture(scope="module")
def manifest(tiny_build: Build) -> Node:
    """What dbt knows of the project after a build."""
    path = tiny_build.warehouse.with_suffix(".target") / "manifest.json"
    return json.loads(path.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def columns(tiny_build: Build) -> Columns:
    """Every relation's columns, as they were built."""
    found: dict[str, list[str]] = {}
    for schema, table, column in tiny_build.query(
        "select table_schema, table_name, column_name from information_schema.columns "
        "order by ordinal_position"
    ):
        found.setdefault(f"{schema}.{table}".lower(), []).append(column)
    return found


@pytest.fixture(scope="module")
def personal(manifest: Node, columns: Columns) -> dict[str, set[str]]:
    """What holds personal data, relation by relation, released columns included."""
    return personal_columns(manifest, columns, with_released=True)


def leaks(manifest: Node, personal: dict[str, set[str]]) -> set[str]:
    """Columns of marts that hold personal data and are open to everybody."""
    return {
        f"{model['name']}.{column}"
        for model in in_order(manifest)
        if model["schema"] == "marts" and not meta_of(model).get("restricted")
        for column in personal[relation_of(model)] - released_columns(model)
    }


def test_personal_data_is_tagged_where_it_comes_in(manifest: Node) -> None:
    """What nobody has tagged, no test follows."""
    sources = {relation_of(one): one["columns"] for one in origins(manifest)}
    assert not {
        f"{relation}.{name}"
        for relation, names in TAGGED_AT_LEAST.items()
        for name in names
        if not is_tagged(sources[relation][name])
    }


def test_personal_data_reaches_restricted_marts_alone(manifest: Node, columns: Columns) -> None:
    """Whoever may read the marts may read no address, name or free text."""
    assert not leaks(manifest, personal_columns(manifest, columns))


def test_restricted_marts_say_so_twice_and_with_reason(
    manifest: Node, personal: dict[str, set[str]]
) -> None:
    """Grants go by `meta`, selections by the tag; what holds nothing personal is open."""
    restricted = {
        model["name"]: model for model in in_order(manifest) if meta_of(model).get("restricted")
    }
    assert "quarantined_rows" in restricted
    for name, model in restricted.items():
        assert model["schema"] == "marts", name
        assert personal[relation_of(model)], f"{name} holds no personal data"
    tagged = {model["name"] for model in in_order(manifest) if "restricted" in model["tags"]}
    assert tagged == set(restricted)


def test_tags_and_releases_below_the_sources_are_true(
    manifest: Node, personal: dict[str, set[str]]
) -> None:
    """A model's own tags claim nothing that its SQL doesn't do, and no release is for nothing."""
    said = {
        f"{model['name']}.{name}"
        for model in in_order(manifest)
        for name, one in model["columns"].items()
        if is_tagged(one) or meta_of(one).get("released_because")
        if name not in personal[relation_of(model)]
    }
    assert not said


def test_a_mart_that_leaks_is_found(manifest: Node, columns: Columns) -> None:
    """A made-up mart, two models away from the address, without a tag of its own."""
    with_leak = copy.deepcopy(manifest)
    middle = {
        "resource_type": "model",
        "schema": "intermediate",
        "alias": "int_made_up",
        "name": "int_made_up",
        "columns": {},
        "tags": [],
        "depends_on": {"nodes": ["model.saas_segments.int_users_checked"]},
        "compiled_code": "with users as (select * from intermediate.int_users_checked) "
        "select user_id, concat(role, ': ', email) as words from users",
    }
    mart = {
        **middle,
        "schema": "marts",
        "alias": "dim_made_up",
        "name": "dim_made_up",
        "depends_on": {"nodes": ["model.saas_segments.int_made_up"]},
        "compiled_code": "select user_id, upper(words) as shouted from intermediate.int_made_up",
    }
    with_leak["nodes"] = {
        key: node
        for key, node in with_leak["nodes"].items()
        if key.endswith((".int_users_checked", ".stg_crm__users"))
    } | {"model.saas_segments.int_made_up": middle, "model.saas_segments.dim_made_up": mart}
    known = {**columns, "intermediate.int_made_up": ["user_id", "words"]}
    found = personal_columns(with_leak, known, with_released=True)
    assert leaks(with_leak, found) == {"dim_made_up.shouted"}
    # a relation that is named outright, without ref(), is read all the same
    mart["depends_on"] = {"nodes": []}
    found = personal_columns(with_leak, known, with_released=True)
    assert leaks(with_leak, found) == {"dim_made_up.shouted"}


@pytest.mark.parametrize(
    ("sql", "reached"),
    [
        ("select email as address from raw.users", {"address"}),
        ("select * from raw.users", {"email"}),
        ("select users.* from raw.users as users", {"email"}),
        ("select u.role || '<' || lower(u.email) || '>' as who from raw.users as u", {"who"}),
        ("with rows as (select * from raw.users) select to_json(rows) as j from rows", {"j"}),
        ("select role as a from raw.users union all select email from raw.users", {"a"}),
        ("select case when role is null then 'x' else email end as a from raw.users", {"a"}),
        ("select sha256(email) as unsalted from raw.users", {"unsalted"}),
        ("select max(email) over (partition by role) as a from raw.users", {"a"}),
        ("select (select max(email) from raw.users) as a, 1 as b", {"a"}),
        ("select string_agg(email, ',') as a from raw.users group by role", {"a"}),
        ("select length(email) as a from raw.users", {"a"}),
        ("select salted_hash(email) as h from raw.users", set()),
        ("select email is null as h, count(distinct email) as n from raw.users group by 1", set()),
        ("select row_number() over (order by email) as place from raw.users", set()),
        ("select case when email like '%x' then 1 end as is_x from raw.users", set()),
        ("select role from raw.users where email = 'a'", set()),
        ("select * exclude (role) from raw.users", {"email"}),
        ("select * replace (email as role) from raw.users", {"role", "email"}),
        ("from raw.users", {"email"}),
        ("select part from raw.users, unnest(string_split(email, '@')) as t(part)", {"part"}),
        ("with t(a, b) as (select email, role from raw.users) select a, b from t", {"a"}),
        ("select list_transform([role], x -> x || email) as a from raw.users", {"a"}),
        ("select salted_hash(email) || email as a from raw.users", {"a"}),
        ("select exists(select email from raw.users) as is_any", set()),
        ("select mode() within group (order by email) as a from raw.users", {"a"}),
        ("select percentile_disc(0.5) within group (order by email) as a from raw.users", {"a"}),
        ("select quantile_disc(0.5 order by email) as a from raw.users", {"a"}),
        ("select mode(order by email) as a from raw.users", {"a"}),
        ("select string_agg(role, ',' order by email) as a from raw.users", set()),
        ("select unnest as a from raw.users, unnest([email])", {"a"}),
        ("select a from (select 1), lateral (select email as a from raw.users) as t", {"a"}),
        ("(select email as a from raw.users)", {"a"}),
        (
            "select 'x' as a, 'y' as b union by name select email as b, role as a from raw.users",
            {"b"},
        ),
        ("select 'x' as a union all by name select email as b from raw.users", {"b"}),
        (
            "with recursive r(a, b, n) as (select email, role, 1 from raw.users union all "
            "select b, a, n + 1 from r where n < 3) select b from r",
            {"b"},
        ),
        ("select t.s.x.y as a from (select {'x': {'y': email}} as s from raw.users) as t", {"a"}),
        ("select * rename (email as a) from raw.users", {"a"}),
        ("select [x || '!' for x in [email]] as a from raw.users", {"a"}),
        ("select email as a, count(*) from raw.users group by all", {"a"}),
        ("select email as a from raw.users using sample 10%", {"a"}),
        ("select role as a from raw.users qualify max(email) over () = 'a'", set()),
        ("select count(*) || to_json(users) as a from raw.users", {"a"}),
        ("select a_macro(email) as a from raw.users", {"a"}),
    ],
)
def test_values_are_followed_and_questions_are_not(sql: str, reached: set[str]) -> None:
    """What flows into a column, by whichever way, and what only asks about it."""
    known = {"raw.users": ["user_id", "role", "email"]}
    assert reached_columns(sql, {"raw.users": {"email"}}, known) == reached


@pytest.mark.parametrize(
    "sql",
    [
        "select columns(*) from raw.users",
        "select text from raw.users unpivot (text for name in (email, role))",
        "pivot raw.users on role using max(email)",
        "select columns('em.*') from raw.users",
        "select least(*columns('em.*')) as a from raw.users",
        "select u.e as a from raw.users as u(i, r, e)",
        "select a from (values ((select max(email) from raw.users))) as v(a)",
        "select a from unnest((select array_agg(email) from raw.users)) as t(a)",
        "select unnest((select array_agg(email) from raw.users)) as a",
        "select a from query('select email as a from raw.users')",
        "select email as a from query_table('raw.users')",
        "select value as a from (select to_json(u) as j from raw.users as u), json_each(j)",
        "select #3 as a from raw.users",
        "select email.upper() as a from raw.users",
        "select lower(email) from raw.users",
        'select "lower(email)" as a from (select lower(email) from raw.users)',
        "select unnest({'x': email}) from raw.users",
        "select email as a from raw.users union all select email, role from raw.users",
        "summarize raw.users",
    ],
)
def test_what_cannot_be_followed_is_no_clean_model(sql: str) -> None:
    """Rather an error than a column that nobody has looked at."""
    with pytest.raises(LineageError):
        reached_columns(sql, {"raw.users": {"email"}}, {"raw.users": ["user_id", "role", "email"]})
