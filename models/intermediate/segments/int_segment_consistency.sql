with

int_run as (
    select * from {{ ref('int_run') }}
),

dim_segments as (
    select * from {{ ref('dim_segments') }}
),

int_segment_foundations as (
    select * from {{ ref('int_segment_foundations') }}
),

segments as (
    select
        dim_segments.segment,
        dim_segments.segment_version,
        dim_segments.added_as_of_date,
        dim_segments.evaluated_from,
        cast({{ dbt.dateadd('month', -12, 'int_run.as_of_date') }} as date) as a_year_ago
    from dim_segments
    cross join int_run
    where dim_segments.is_current
),

changes_beneath as (
    select
        int_segment_foundations.segment,
        int_segment_foundations.known_from as changed_on,
        int_segment_foundations.foundation_kind || ' ' || int_segment_foundations.foundation
        || coalesce(' (now ' || int_segment_foundations.state || ')', '') as change_in_words
    from int_segment_foundations
    where int_segment_foundations.change_number > 1

    union all

    select
        segments.segment,
        segments.added_as_of_date as changed_on,
        'the rule (now version ' || cast(segments.segment_version as varchar) || ')'
            as change_in_words
    from segments
    where
        exists (
            select 1
            from dim_segments
            where
                dim_segments.segment = segments.segment
                and dim_segments.segment_version < segments.segment_version
        )
),

last_changes as (
    select
        segments.segment,
        segments.evaluated_from,
        segments.a_year_ago,
        max(changes_beneath.changed_on) as last_changed_on,
        {{ dbt.listagg(
            "case when changes_beneath.changed_on > segments.a_year_ago"
            ~ " then changes_beneath.change_in_words || ' on '"
            ~ " || cast(changes_beneath.changed_on as varchar) end",
            "', '",
            'order by changes_beneath.changed_on desc, '
            ~ in_byte_order('changes_beneath.change_in_words')
        ) }} as changes_in_words
    from segments
    left join changes_beneath
        on segments.segment = changes_beneath.segment
    group by
        segments.segment,
        segments.evaluated_from,
        segments.a_year_ago
),

final as (
    select
        segment,
        case when last_changed_on > a_year_ago then 'no' else 'yes' end as consistent,
        coalesce(last_changed_on, evaluated_from) as consistent_figure,
        case
            when last_changed_on > a_year_ago then 'changed: ' || changes_in_words
            else 'rule, parents, features and seeds unchanged over the last 12 months'
        end as consistent_reason
    from last_changes
)

select * from final
