"""SQL expressions that rules may have, and what they answer, the same on every engine."""

from __future__ import annotations

from collections.abc import Sequence

import duckdb

COLUMNS = {
    "mrr": "numeric(18,2)",
    "seats_used": "bigint",
    "country": "varchar",
    "renewal_date": "date",
    "is_cancel_requested": "boolean",
    "as_of_date": "date",
    "error_rate_28d": "double precision",
}
FEATURES = (
    "select cast(12.5 as numeric(18, 2)) as mrr, "
    "cast(3 as bigint) as seats_used, 'SE' as country, "
    "date '2026-03-01' as renewal_date, true as is_cancel_requested, "
    "date '2026-02-20' as as_of_date, cast(2.5 as double precision) as error_rate_28d"
)
"""One row with a value of each type that features have."""

HARMLESS = [
    "mrr > 10 * seats_used",
    "is_cancel_requested",
    "not is_cancel_requested or (mrr / nullif(seats_used, 0)) >= 3.5 and mrr is not null",
    "country in ('SE', 'it''s; -- $1') and country not like 'N%'",
    "renewal_date - interval '30' day < as_of_date",
    "renewal_date between date '2026-01-01' and date '2026-12-31'",
    "cast(mrr as double precision) > 1 and mrr::numeric(10, 2) <> 2",
    "case when mrr > 1 then country = 'SE' else false end",
    "extract(year from renewal_date) = 2026",
    "date_trunc('month', renewal_date) > date_trunc('month', as_of_date)",
    "country is distinct from 'SE' or upper(trim(country)) = 'SE'",
    "greatest(abs(mrr), power(seats_used, 2), round(mrr, 1), ceil(mrr)) > least(1, mrr)",
    "substring(country, 1, 1) || left(country, 1) = 'SS' and length(country) % 2 = 0",
    "coalesce(mrr > 5, false)",
    "not country like ('N%') and (country) not ilike ('S' || '%')",
    "cast(as_of_date as timestamp) > as_of_date",
    "as_of_date > timestamp '2026-01-31' or as_of_date = date '2026-02-20'",
    "as_of_date + interval '1 month' > renewal_date - interval '30 days'",
    "extract(week from as_of_date) = 8 and extract(doy from as_of_date) = 51",
    "cast(date_trunc('week', as_of_date) as date) = date '2026-02-16'",
    "seats_used / 2.0 = 1.5 and 1.0 * seats_used / 2 = 1.5",
    "coalesce(seats_used, 0.0) / -2 < 0 and (case when mrr > 1 then 1 else 0.5 end) / 2 = 0.5",
    "cast(floor(error_rate_28d) as integer) = 2 and cast(ceil(mrr) as bigint) = 13",
    "cast(seats_used as integer) = 3 and cast(is_cancel_requested as integer) = 1",
    "round(cast(error_rate_28d as numeric(18, 4)), 0) = 3 and round(mrr) = 13",
    "cast(mrr as numeric(10)) = 13 and cast(mrr as varchar) || country = '12.50SE'",
    "seats_used % 2 = 1 and mod(seats_used, nullif(seats_used, 0)) = 0",
    "country = 'extract(dow from it), interval 5, date_trunc(x'",
]


def asked(expressions: Sequence[str] = HARMLESS) -> str:
    """A query for what each expression says of the row, in the place where rules put it."""
    said = " union all ".join(
        f"select {place} as place, case when (\n{sql}\n) then 'true' when not (\n{sql}\n) "
        "then 'false' else 'null' end as answer from features"
        for place, sql in enumerate(expressions)
    )
    return (
        f"with features as ({FEATURES}), answers as ({said}) "
        "select answer from answers order by place"
    )


def answers() -> list[str]:
    """What DuckDB answers."""
    with duckdb.connect() as connection:
        return [answer for (answer,) in connection.execute(asked()).fetchall()]
