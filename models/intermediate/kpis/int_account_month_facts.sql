with

int_kpi_months as (
    select * from {{ ref('int_kpi_months') }}
),

int_trials as (
    select * from {{ ref('int_trials') }}
),

int_opportunities_checked as (
    select * from {{ ref('int_opportunities_checked') }}
    where rejected_because is null
),

int_tickets_checked as (
    select * from {{ ref('int_tickets_checked') }}
    where rejected_because is null
),

int_survey_responses_checked as (
    select * from {{ ref('int_survey_responses_checked') }}
    where rejected_because is null
),

int_account_life_facts as (
    select * from {{ ref('int_account_life_facts') }}
),

-- An opportunity has one row per stage entered: it is won once.
opportunities_won as (
    select
        account_id,
        opportunity_id,
        min(coalesce(closed_at, stage_entered_at)) as won_at
    from int_opportunities_checked
    where is_won
    group by
        account_id,
        opportunity_id
),

facts as (
    select
        account_id,
        fact,
        amount,
        fact_date
    from int_account_life_facts

    union all

    select
        account_id,
        'trial started' as fact,
        cast(null as double precision) as amount,
        cast(trial_started_at as date) as fact_date
    from int_trials

    union all

    select
        account_id,
        'trial converted' as fact,
        cast(null as double precision) as amount,
        cast(converted_at as date) as fact_date
    from int_trials

    union all

    select
        account_id,
        'opportunity won' as fact,
        cast(null as double precision) as amount,
        cast(won_at as date) as fact_date
    from opportunities_won

    union all

    select
        account_id,
        'ticket' as fact,
        cast(handle_minutes as double precision) as amount,
        cast(opened_at as date) as fact_date
    from int_tickets_checked

    union all

    select
        account_id,
        survey_type as fact,
        cast(score as double precision) as amount,
        cast(responded_at as date) as fact_date
    from int_survey_responses_checked
),

final as (
    select
        facts.account_id,
        int_kpi_months.kpi_month,
        count(*) filter (where facts.fact = 'signed_up') as signed_up,
        count(*) filter (where facts.fact = 'product_qualified') as product_qualified,
        count(*) filter (where facts.fact = 'sales_qualified') as sales_qualified,
        min(facts.amount) filter (where facts.fact = 'first value') as hours_to_first_value,
        max(facts.amount) filter (where facts.fact = 'churned') as days_to_churn,
        count(*) filter (where facts.fact = 'trial started') as trials_started,
        count(*) filter (where facts.fact = 'trial converted') as trials_converted,
        count(*) filter (where facts.fact = 'opportunity won') as opportunities_won,
        count(*) filter (where facts.fact = 'ticket') as tickets,
        sum(facts.amount) filter (where facts.fact = 'ticket') as support_minutes,
        count(facts.amount) filter (where facts.fact = 'nps') as nps_responses,
        count(*) filter (where facts.fact = 'nps' and facts.amount >= 9) as nps_promoters,
        count(*) filter (where facts.fact = 'nps' and facts.amount <= 6) as nps_detractors,
        count(facts.amount) filter (where facts.fact = 'csat') as csat_responses,
        sum(facts.amount) filter (where facts.fact = 'csat') as csat_total
    from int_kpi_months
    inner join facts
        on facts.fact_date between int_kpi_months.kpi_month and int_kpi_months.month_end_date
    group by
        facts.account_id,
        int_kpi_months.kpi_month
)

select * from final
