{#- One column is counted for each feature that a rule in vars.yml reads. -#}
{%- set features = {'account': [], 'user': []} -%}
{%- for input in segment_inputs() -%}
{%- if input['kind'] == 'feature' and input['name'] not in features[input['entity']] -%}
{%- do features[input['entity']].append(input['name']) -%}
{%- endif -%}
{%- endfor -%}

with

int_run as (
    select * from {{ ref('int_run') }}
),

int_segment_inputs as (
    select * from {{ ref('int_segment_inputs') }}
),

int_daily_activity as (
    select * from {{ ref('int_daily_activity') }}
),

fct_account_features as (
    {{ features_as_read() }}
),

fct_user_features as (
    select * from {{ ref('fct_user_features') }}
),

int_models_served as (
    select * from {{ ref('int_models_served') }}
    where is_served
),

{%- for entity in ['account', 'user'] %}

{{ entity }}_values_known as (
    select
        {% for feature in features[entity] -%}
        count(fct_{{ entity }}_features.{{ feature }}) as {{ feature }},
        {% endfor -%}
        count(*) as entities
    from fct_{{ entity }}_features
    inner join int_run
        on fct_{{ entity }}_features.as_of_date = int_run.as_of_date
),
{%- endfor %}

features_known as (
    select
        cast(null as varchar) as entity,
        cast(null as varchar) as input_name,
        cast(null as bigint) as entities,
        cast(null as bigint) as entities_known
    where 1 = 0
    {%- for entity in ['account', 'user'] %}
    {%- for feature in features[entity] %}
    union all
    select
        '{{ entity }}' as entity,
        '{{ feature }}' as input_name,
        entities,
        {{ feature }} as entities_known
    from {{ entity }}_values_known
    {%- endfor %}
    {%- endfor %}
),

wanted_events as (
    select distinct
        entity,
        input_name
    from int_segment_inputs
    where input_kind = 'event'
),

events_known as (
    select
        wanted_events.entity,
        wanted_events.input_name,
        count(distinct int_daily_activity.account_id) as accounts_known
    from wanted_events
    left join int_daily_activity
        on wanted_events.input_name = int_daily_activity.event_name
    group by
        wanted_events.entity,
        wanted_events.input_name
),

models_known as (
    select
        int_segment_inputs.entity,
        int_segment_inputs.input_name,
        count(distinct int_models_served.model_id) as champions
    from int_segment_inputs
    left join int_models_served
        on int_segment_inputs.input_name = int_models_served.model
    where int_segment_inputs.input_kind = 'model'
    group by
        int_segment_inputs.entity,
        int_segment_inputs.input_name
),

final as (
    select
        entity,
        'feature' as input_kind,
        input_name,
        entities_known > 0 as is_known,
        {{ ratio('entities_known', 'entities') }} as known_share
    from features_known

    union all

    select
        entity,
        'event' as input_kind,
        input_name,
        accounts_known > 0 as is_known,
        cast(null as double precision) as known_share
    from events_known

    union all

    select
        entity,
        'model' as input_kind,
        input_name,
        champions > 0 as is_known,
        cast(null as double precision) as known_share
    from models_known
)

select * from final
