with

int_segment_states as (
    select * from {{ ref('int_segment_states') }}
),

int_segment_versions as (
    select * from {{ ref('int_segment_versions') }}
),

int_as_of_dates as (
    select * from {{ ref('int_as_of_dates') }}
),

int_profiling_refusals as (
    select * from {{ ref('int_profiling_refusals') }}
),

{{ membership_intervals('membership', 'int_segment_states') }}

select * from membership_intervals
