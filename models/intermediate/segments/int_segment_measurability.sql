{%- set figures = [
    ('active_share', 'share of active members', 'members', 'members_end', 'active_share'),
    ('activation_rate', 'activation rate', 'members', 'members_end', 'activation_rate'),
    ('churn_rate', 'churn rate', 'customer months', 'customer_months_12m',
        'customer_churn_rate_12m'),
    ('retention', 'net revenue retention', 'customers a year ago', 'customers_12m_ago',
        'net_revenue_retention_12m'),
    ('nps', 'net promoter score', 'answers in a year', 'nps_responses_12m', 'nps_12m'),
    ('ltv', 'lifetime value', 'customers', 'customers_end', 'ltv')
] -%}

with

dim_segments as (
    select * from {{ ref('dim_segments') }}
    where is_current
),

int_segment_figures as (
    select * from {{ ref('int_segment_figures') }}
),

int_segment_unknown_inputs as (
    select * from {{ ref('int_segment_unknown_inputs') }}
),

int_segment_representativeness as (
    select * from {{ ref('int_segment_representativeness') }}
),

figures as (
    {% for name, words, unit, basis, value in figures -%}
    {%- if not loop.first %}
    union all
    {% endif -%}
    select
        segment,
        case
            when {{ basis }} >= {{ var('min_segment_members') }} then '{{ words }} (unknown)'
            else
                '{{ words }} (' || cast(coalesce({{ basis }}, 0) as varchar)
                || ' of {{ var("min_segment_members") }} {{ unit }})'
        end as figure_in_words,
        {{ value }} is not null and {{ basis }} >= {{ var('min_segment_members') }}
            as is_measured
    from int_segment_figures
    {%- if name != 'active_share' %}
    where entity = 'account'
    {%- endif %}
    {% endfor %}
),

figures_by_segment as (
    select
        segment,
        count(*) as figures,
        count(*) filter (where is_measured) as figures_measured,
        {{ dbt.listagg(
            'case when not is_measured then figure_in_words end', "', '",
            'order by ' ~ in_byte_order('figure_in_words')
        ) }} as figures_not_measured
    from figures
    group by segment
),

gathered as (
    select
        dim_segments.segment,
        int_segment_representativeness.members,
        coalesce(int_segment_unknown_inputs.unknown_inputs, 0) as unknown_inputs,
        int_segment_unknown_inputs.unknown_in_words,
        figures_by_segment.figures_measured,
        figures_by_segment.figures_not_measured,
        {{ ratio('figures_by_segment.figures_measured', 'figures_by_segment.figures') }}
            as measured_share
    from dim_segments
    inner join int_segment_representativeness
        on dim_segments.segment = int_segment_representativeness.segment
    left join int_segment_unknown_inputs
        on dim_segments.segment = int_segment_unknown_inputs.segment
    left join figures_by_segment
        on dim_segments.segment = figures_by_segment.segment
),

final as (
    select
        segment,
        case
            when figures_measured = 0 or (members = 0 and unknown_inputs > 0) then 'no'
            when unknown_inputs > 0 or measured_share < 1 then 'partly'
            else 'yes'
        end as measurable,
        measured_share as measurable_figure,
        case
            when unknown_inputs = 0 and measured_share = 1 then 'all figures can be told'
            else
                coalesce(unknown_in_words, '')
                || case
                    when unknown_in_words is not null and figures_not_measured is not null
                        then '; '
                    else ''
                end
                || coalesce('too little for: ' || figures_not_measured, '')
        end as measurable_reason
    from gathered
)

select * from final
