{#- Memberships from states: one becomes a member on the date on which the condition to enter has
    held for as many evaluated dates in a row as the segment asks for, and leaves likewise; a user who
    may not be profiled leaves at once. No state has both. The result depends on the states alone, not on when they were
    evaluated. Ends with the CTE `<prefix>_intervals`. -#}
{% macro membership_intervals(prefix, states) -%}
{{ prefix }}_dates as (
    select
        int_segment_versions.segment,
        int_segment_versions.segment_version,
        int_segment_versions.enter_after_days,
        int_segment_versions.exit_after_days,
        int_segment_versions.has_exit,
        int_as_of_dates.as_of_date,
        row_number() over (
            partition by int_segment_versions.segment, int_segment_versions.segment_version
            order by int_as_of_dates.as_of_date
        ) as date_number
    from int_segment_versions
    inner join int_as_of_dates
        on
            int_as_of_dates.as_of_date >= int_segment_versions.evaluated_from
            and (
                int_segment_versions.ended_on is null
                or (
                    int_as_of_dates.as_of_date <= int_segment_versions.evaluated_until
                    and int_as_of_dates.as_of_date < int_segment_versions.ended_on
                )
            )
            and (
                int_as_of_dates.is_month_end
                or int_as_of_dates.as_of_date >= int_segment_versions.evaluated_daily_from
            )
),

{{ prefix }}_numbered as (
    select
        states.segment,
        states.segment_version,
        states.entity,
        states.entity_id,
        states.enter_holds,
        {{ prefix }}_dates.date_number,
        {{ prefix }}_dates.enter_after_days,
        {{ prefix }}_dates.exit_after_days,
        {{ prefix }}_dates.has_exit,
        {{ prefix }}_dates.date_number - row_number() over (
            partition by
                states.segment, states.segment_version, states.entity_id, states.enter_holds
            order by {{ prefix }}_dates.date_number
        ) as island
    from {{ states }} as states
    inner join {{ prefix }}_dates
        on
            states.segment = {{ prefix }}_dates.segment
            and states.segment_version = {{ prefix }}_dates.segment_version
            and states.as_of_date = {{ prefix }}_dates.as_of_date
),

{{ prefix }}_streaks as (
    select
        segment,
        segment_version,
        entity,
        entity_id,
        enter_holds,
        enter_after_days,
        exit_after_days,
        has_exit,
        min(date_number) as first_number,
        max(date_number) as last_number
    from {{ prefix }}_numbered
    group by
        segment, segment_version, entity, entity_id, enter_holds, island,
        enter_after_days, exit_after_days, has_exit
),

{{ prefix }}_followed as (
    select
        *,
        lead(first_number) over (
            partition by segment, segment_version, entity_id, enter_holds order by first_number
        ) as next_number
    from {{ prefix }}_streaks
),

{{ prefix }}_withdrawals as (
    select
        streaks.segment,
        streaks.segment_version,
        streaks.entity,
        streaks.entity_id,
        min({{ prefix }}_dates.date_number) as date_number
    from {{ prefix }}_streaks as streaks
    inner join int_profiling_refusals on streaks.entity_id = int_profiling_refusals.user_id
    inner join {{ prefix }}_dates
        on
            streaks.segment = {{ prefix }}_dates.segment
            and streaks.segment_version = {{ prefix }}_dates.segment_version
            and int_profiling_refusals.valid_from <= {{ prefix }}_dates.as_of_date
            and (
                int_profiling_refusals.valid_to > {{ prefix }}_dates.as_of_date
                or int_profiling_refusals.valid_to is null
            )
    where streaks.entity = 'user'
    group by
        streaks.segment, streaks.segment_version, streaks.entity, streaks.entity_id,
        int_profiling_refusals.valid_from
),

{{ prefix }}_signals as (
    select
        segment,
        segment_version,
        entity,
        entity_id,
        first_number - 1
        + case when enter_holds then enter_after_days else exit_after_days end as date_number,
        case when enter_holds then 1 else 0 end as is_in
    from {{ prefix }}_streaks
    where
        last_number - first_number + 1
        >= case when enter_holds then enter_after_days else exit_after_days end
    union all
    select
        segment,
        segment_version,
        entity,
        entity_id,
        last_number + exit_after_days as date_number,
        0 as is_in
    from {{ prefix }}_followed
    where
        enter_holds
        and not has_exit
        and (next_number > last_number + exit_after_days or next_number is null)
    union all
    select
        segment,
        segment_version,
        entity,
        entity_id,
        date_number,
        0 as is_in
    from {{ prefix }}_withdrawals
),

{{ prefix }}_changes as (
    select
        *,
        lag(is_in, 1, 0) over (
            partition by segment, segment_version, entity_id order by date_number
        ) as was_in
    from {{ prefix }}_signals
),

{{ prefix }}_turns as (
    select
        {{ prefix }}_changes.segment,
        {{ prefix }}_changes.segment_version,
        {{ prefix }}_changes.entity,
        {{ prefix }}_changes.entity_id,
        {{ prefix }}_changes.is_in,
        {{ prefix }}_dates.as_of_date as valid_from,
        lead({{ prefix }}_dates.as_of_date) over (
            partition by
                {{ prefix }}_changes.segment,
                {{ prefix }}_changes.segment_version,
                {{ prefix }}_changes.entity_id
            order by {{ prefix }}_changes.date_number
        ) as valid_to
    from {{ prefix }}_changes
    inner join {{ prefix }}_dates
        on
            {{ prefix }}_changes.segment = {{ prefix }}_dates.segment
            and {{ prefix }}_changes.segment_version = {{ prefix }}_dates.segment_version
            and {{ prefix }}_changes.date_number = {{ prefix }}_dates.date_number
    where {{ prefix }}_changes.is_in <> {{ prefix }}_changes.was_in
),

{{ prefix }}_intervals as (
    select
        turns.segment,
        turns.segment_version,
        turns.entity,
        turns.entity_id,
        turns.valid_from,
        coalesce(turns.valid_to, int_segment_versions.ended_on) as valid_to,
        turns.valid_to is null and int_segment_versions.ended_on is not null
            as is_cut_by_version
    from {{ prefix }}_turns as turns
    inner join int_segment_versions
        on
            turns.segment = int_segment_versions.segment
            and turns.segment_version = int_segment_versions.segment_version
    where turns.is_in = 1
)
{%- endmacro %}
