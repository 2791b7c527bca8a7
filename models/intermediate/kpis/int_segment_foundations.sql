{{
    config(
        materialized='incremental',
        incremental_strategy='append',
        partition_by='added_by_run',
        full_refresh=false,
        on_schema_change='append_new_columns',
        pre_hook="{{ forget_unfinished_runs() }}",
    )
}}

{#- The rows come from vars.yml, the YAML of the features, and the checksums of the seeds. -#}
with

int_run as (
    select * from {{ ref('int_run') }}
),

known as (
    {% if is_incremental() -%}
    select * from {{ this }}
    {%- else -%}
    select
        cast(null as varchar) as segment,
        cast(null as varchar) as foundation_kind,
        cast(null as varchar) as foundation,
        cast(null as varchar) as fingerprint,
        cast(null as integer) as change_number
    where 1 = 0
    {%- endif %}
),

latest_known as (
    select
        segment,
        foundation_kind,
        foundation,
        fingerprint,
        change_number,
        row_number() over (
            partition by segment, foundation_kind, foundation
            order by change_number desc
        ) as recency
    from known
),

foundations_now as (
    select
        cast(null as varchar) as segment,
        cast(null as varchar) as foundation_kind,
        cast(null as varchar) as foundation,
        cast(null as varchar) as state,
        cast(null as varchar) as fingerprint
    where 1 = 0
    {%- for foundation in segment_foundations() %}
    union all
    select
        {{ sql_text(foundation['segment']) }} as segment,
        {{ sql_text(foundation['kind']) }} as foundation_kind,
        {{ sql_text(foundation['name']) }} as foundation,
        nullif({{ sql_text(foundation['state']) }}, '') as state,
        {{ sql_text(foundation['fingerprint']) }} as fingerprint
    {%- endfor %}
),

final as (
    select
        foundations_now.segment,
        foundations_now.foundation_kind,
        foundations_now.foundation,
        foundations_now.state,
        foundations_now.fingerprint,
        coalesce(latest_known.change_number, 0) + 1 as change_number,
        int_run.as_of_date as known_from,
        '{{ invocation_id }}' as added_by_run
    from foundations_now
    cross join int_run
    left join latest_known
        on
            foundations_now.segment = latest_known.segment
            and foundations_now.foundation_kind = latest_known.foundation_kind
            and foundations_now.foundation = latest_known.foundation
            and latest_known.recency = 1
    where
        latest_known.segment is null
        or latest_known.fingerprint <> foundations_now.fingerprint
)

select * from final
