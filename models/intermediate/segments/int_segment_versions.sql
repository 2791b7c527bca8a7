{{
    config(
        materialized='incremental',
        incremental_strategy=by_partition('delete+insert'),
        partition_by='added_by_run',
        unique_key=['segment', 'segment_version'],
        full_refresh=false,
        on_schema_change='append_new_columns',
        pre_hook="{{ forget_unfinished_runs() }}",
    )
}}

with

int_segment_definitions as (
    select * from {{ ref('int_segment_definitions') }}
),

int_run as (
    select * from {{ ref('int_run') }}
),

int_as_of_dates as (
    select * from {{ ref('int_as_of_dates') }}
),

fct_account_features as (
    select * from {{ ref('fct_account_features') }}
),

fct_user_features as (
    select * from {{ ref('fct_user_features') }}
),

stg_state__successful_runs as (
    select * from {{ ref('stg_state__successful_runs') }}
),

-- Versions that a successful run has built. Of an end that was set by a run which then failed,
-- nothing is kept.
known_versions as (
    {%- if is_incremental() %}
    select
        versions.*,
        exists(
            select 1
            from stg_state__successful_runs
            where stg_state__successful_runs.run_id = versions.ended_by_run
        ) as is_ended
    from {{ this }} as versions
    {%- else %}
    select
        segment,
        segment_version,
        label,
        question,
        owner,
        entity,
        playbook,
        definition_hash,
        definition,
        segment_level,
        parents,
        has_exit,
        enter_after_days,
        exit_after_days,
        is_built_in,
        cast(null as date) as added_as_of_date,
        cast(null as date) as evaluated_from,
        cast(null as date) as evaluated_daily_from,
        cast(null as date) as evaluated_until,
        cast(null as date) as ended_on,
        cast(null as varchar) as ended_because,
        cast(null as varchar) as added_by_run,
        cast(null as varchar) as ended_by_run,
        cast(null as boolean) as is_current,
        cast(null as boolean) as is_new,
        cast(null as boolean) as is_ended
    from int_segment_definitions
    where 1 = 0
    {%- endif %}
),

last_successful_run as (
    select max(as_of_date) as as_of_date
    from stg_state__successful_runs
),

grid_start as (
    select min(as_of_date) as first_date
    from int_as_of_dates
),

feature_dates as (
    select distinct
        'account' as entity,
        as_of_date
    from fct_account_features
    union all
    select distinct
        'user' as entity,
        as_of_date
    from fct_user_features
),

-- Feature rows of older days are thinned out to month ends: a new segment can be evaluated day by
-- day only from here on.
daily_starts as (
    select
        feature_dates.entity,
        min(feature_dates.as_of_date) as first_daily_date
    from feature_dates
    inner join int_as_of_dates on feature_dates.as_of_date = int_as_of_dates.as_of_date
    where not int_as_of_dates.is_month_end
    group by feature_dates.entity
),

earlier_versions as (
    select
        segment,
        max(segment_version) as last_version
    from known_versions
    group by segment
),

new_versions as (
    select
        int_segment_definitions.segment,
        int_segment_definitions.segment_version,
        int_segment_definitions.label,
        int_segment_definitions.question,
        int_segment_definitions.owner,
        int_segment_definitions.entity,
        int_segment_definitions.playbook,
        int_segment_definitions.definition_hash,
        int_segment_definitions.definition,
        int_segment_definitions.segment_level,
        int_segment_definitions.parents,
        int_segment_definitions.has_exit,
        int_segment_definitions.enter_after_days,
        int_segment_definitions.exit_after_days,
        int_segment_definitions.is_built_in,
        int_run.as_of_date as added_as_of_date,
        case
            when earlier_versions.segment is null then grid_start.first_date
            else int_run.as_of_date
        end as evaluated_from,
        coalesce(daily_starts.first_daily_date, int_run.as_of_date) as evaluated_daily_from,
        cast(null as date) as evaluated_until,
        cast(null as date) as ended_on,
        cast(null as varchar) as ended_because,
        cast('{{ invocation_id }}' as varchar) as added_by_run,
        cast(null as varchar) as ended_by_run,
        true as is_current,
        true as is_new
    from int_segment_definitions
    cross join int_run
    cross join grid_start
    left join daily_starts on int_segment_definitions.entity = daily_starts.entity
    left join earlier_versions on int_segment_definitions.segment = earlier_versions.segment
    left join known_versions
        on
            int_segment_definitions.segment = known_versions.segment
            and int_segment_definitions.segment_version = known_versions.segment_version
    where known_versions.segment is null
),

-- What may change under an unchanged rule (label, question, owner, playbook, the parents' levels)
-- is taken from today's definition.
continued_versions as (
    select
        known_versions.segment,
        known_versions.segment_version,
        int_segment_definitions.label,
        int_segment_definitions.question,
        int_segment_definitions.owner,
        known_versions.entity,
        int_segment_definitions.playbook,
        known_versions.definition_hash,
        known_versions.definition,
        int_segment_definitions.segment_level,
        known_versions.parents,
        known_versions.has_exit,
        known_versions.enter_after_days,
        known_versions.exit_after_days,
        known_versions.is_built_in,
        known_versions.added_as_of_date,
        known_versions.evaluated_from,
        known_versions.evaluated_daily_from,
        cast(null as date) as evaluated_until,
        cast(null as date) as ended_on,
        cast(null as varchar) as ended_because,
        known_versions.added_by_run,
        cast(null as varchar) as ended_by_run,
        true as is_current,
        false as is_new
    from known_versions
    inner join int_segment_definitions
        on
            known_versions.segment = int_segment_definitions.segment
            and known_versions.segment_version = int_segment_definitions.segment_version
),

ended_versions as (
    select
        known_versions.segment,
        known_versions.segment_version,
        known_versions.label,
        known_versions.question,
        known_versions.owner,
        known_versions.entity,
        known_versions.playbook,
        known_versions.definition_hash,
        known_versions.definition,
        known_versions.segment_level,
        known_versions.parents,
        known_versions.has_exit,
        known_versions.enter_after_days,
        known_versions.exit_after_days,
        known_versions.is_built_in,
        known_versions.added_as_of_date,
        known_versions.evaluated_from,
        known_versions.evaluated_daily_from,
        case
            when known_versions.is_ended then known_versions.evaluated_until
            else last_successful_run.as_of_date
        end as evaluated_until,
        case
            when known_versions.is_ended then known_versions.ended_on else int_run.as_of_date
        end as ended_on,
        case
            when known_versions.is_ended then known_versions.ended_because
            when successors.segment is null then 'the segment was removed'
            else
                'version ' || cast(successors.segment_version as varchar)
                || ' of the segment took over'
        end as ended_because,
        known_versions.added_by_run,
        case
            when known_versions.is_ended then known_versions.ended_by_run
            else '{{ invocation_id }}'
        end as ended_by_run,
        false as is_current,
        false as is_new
    from known_versions
    cross join int_run
    cross join last_successful_run
    left join int_segment_definitions as successors
        on known_versions.segment = successors.segment
    where
        successors.segment is null
        or known_versions.segment_version <> successors.segment_version
),

final as (
    select * from new_versions
    union all
    select * from continued_versions
    union all
    select * from ended_versions
)

select * from final
