with

int_segment_inputs as (
    select * from {{ ref('int_segment_inputs') }}
),

int_segment_input_coverage as (
    select * from {{ ref('int_segment_input_coverage') }}
    where not is_known
),

int_segment_input_tables as (
    select * from {{ ref('int_segment_input_tables') }}
),

int_verdicts_counted as (
    select * from {{ ref('int_verdicts_counted') }}
    where rejected_because is null
),

int_model_refusals as (
    select * from {{ ref('int_model_refusals') }}
),

unknown_inputs as (
    select
        int_segment_inputs.segment,
        int_segment_inputs.entity,
        int_segment_inputs.input_kind,
        int_segment_inputs.input_name,
        int_segment_inputs.input_name
        || coalesce(' (' || int_model_refusals.because || ')', '') as input_in_words
    from int_segment_inputs
    inner join int_segment_input_coverage
        on
            int_segment_inputs.entity = int_segment_input_coverage.entity
            and int_segment_inputs.input_kind = int_segment_input_coverage.input_kind
            and int_segment_inputs.input_name = int_segment_input_coverage.input_name
    left join int_model_refusals
        on
            int_segment_inputs.input_name = int_model_refusals.model
            and int_segment_inputs.input_kind = 'model'
),

unknown_inputs_by_segment as (
    select
        segment,
        count(*) as unknown_inputs,
        {{ dbt.listagg(
            "case when input_kind <> 'model' then input_name end",
            "', '",
            'order by ' ~ in_byte_order('input_name')
        ) }} as input_names,
        {{ dbt.listagg(
            "case when input_kind = 'model' then input_in_words end",
            "', '",
            'order by ' ~ in_byte_order('input_name')
        ) }} as model_names
    from unknown_inputs
    group by segment
),

absent_tables as (
    select distinct
        unknown_inputs.segment,
        int_segment_input_tables.table_name
    from unknown_inputs
    inner join int_segment_input_tables
        on
            unknown_inputs.entity = int_segment_input_tables.entity
            and unknown_inputs.input_kind = int_segment_input_tables.input_kind
            and unknown_inputs.input_name = int_segment_input_tables.input_name
    left join int_verdicts_counted
        on int_segment_input_tables.table_name = int_verdicts_counted.table_name
    where int_verdicts_counted.table_name is null
),

absent_tables_by_segment as (
    select
        segment,
        {{ dbt.listagg('table_name', "', '", 'order by ' ~ in_byte_order('table_name')) }}
            as table_names
    from absent_tables
    group by segment
),

final as (
    select
        unknown_inputs_by_segment.segment,
        unknown_inputs_by_segment.unknown_inputs,
        concat_ws(
            '; ',
            'the rule reads what nobody has: ' || unknown_inputs_by_segment.input_names
            || coalesce(' (no rows in ' || absent_tables_by_segment.table_names || ')', ''),
            'no champion: ' || unknown_inputs_by_segment.model_names
        ) as unknown_in_words
    from unknown_inputs_by_segment
    left join absent_tables_by_segment
        on unknown_inputs_by_segment.segment = absent_tables_by_segment.segment
)

select * from final
