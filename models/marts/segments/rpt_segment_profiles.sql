{%- set features = [
    'mrr', 'tenure_days', 'active_days_28d', 'sessions_per_week', 'features_used_28d',
    'adoption_depth', 'usage_to_limit', 'error_rate_28d', 'tickets_90d', 'nps_score', 'profit_180d'
] -%}

with

int_run as (
    select as_of_date from {{ ref('int_run') }}
),

dim_features as (
    select * from {{ ref('dim_features') }}
    where entity = 'account'
),

fct_account_features as (
    select * from {{ ref('fct_account_features') }}
),

fct_segment_memberships as (
    select * from {{ ref('fct_segment_memberships') }}
    where entity = 'account' and is_current
),

features_today as (
    select
        fct_account_features.account_id,
        {%- for feature in features %}
        cast(fct_account_features.{{ feature }} as double precision) as {{ feature }},
        {%- endfor %}
        int_run.as_of_date
    from fct_account_features
    inner join int_run on fct_account_features.as_of_date = int_run.as_of_date
),

everyone as (
    select
        max(as_of_date) as as_of_date,
        {%- for feature in features %}
        avg({{ feature }}) as {{ feature }},
        stddev_samp({{ feature }}) as {{ feature }}_deviation,
        {%- endfor %}
        count(*) as accounts
    from features_today
),

members as (
    select
        fct_segment_memberships.segment,
        {%- for feature in features %}
        count(features_today.{{ feature }}) as {{ feature }}_members,
        avg(features_today.{{ feature }}) as {{ feature }},
        {%- endfor %}
        features_today.as_of_date
    from fct_segment_memberships
    inner join features_today
        on fct_segment_memberships.entity_id = features_today.account_id
    group by fct_segment_memberships.segment, features_today.as_of_date
),

by_feature as (
    {%- for feature in features %}
    select
        members.segment,
        members.as_of_date,
        '{{ feature }}' as feature,
        members.{{ feature }}_members as members,
        members.{{ feature }} as members_mean,
        everyone.{{ feature }} as everyone_mean,
        everyone.{{ feature }}_deviation as everyone_deviation
    from members
    cross join everyone
    where members.{{ feature }}_members > 0
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
),

final as (
    select
        cast(by_feature.segment as varchar) as segment,
        cast(by_feature.feature as varchar) as feature,
        cast(dim_features.unit as varchar) as unit,
        cast(by_feature.members as bigint) as members,
        by_feature.members_mean,
        by_feature.everyone_mean,
        by_feature.everyone_deviation,
        -- what the order of a sum does to its last digits is no distance
        cast({{ round_half_up(
            '(by_feature.members_mean - by_feature.everyone_mean)'
            ~ ' / nullif(by_feature.everyone_deviation, 0)', 9
        ) }} as double precision) as distance,
        by_feature.as_of_date
    from by_feature
    left join dim_features on by_feature.feature = dim_features.feature
)

select * from final
