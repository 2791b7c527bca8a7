with

int_opportunities_checked as (
    select * from {{ ref('int_opportunities_checked') }}
    where rejected_because is null
),

opportunity_stages as (
    select * from {{ ref('opportunity_stages') }}
),

final as (
    select
        int_opportunities_checked.account_id,
        int_opportunities_checked.opportunity_id,
        min(
            case
                when coalesce(opportunity_stages.is_sales_qualified, true)
                    then int_opportunities_checked.stage_entered_at
            end
        ) as sales_qualified_at,
        min(
            case
                when int_opportunities_checked.is_won
                    then coalesce(
                        int_opportunities_checked.closed_at,
                        int_opportunities_checked.stage_entered_at
                    )
            end
        ) as won_at
    from int_opportunities_checked
    left join opportunity_stages on int_opportunities_checked.stage = opportunity_stages.stage
    group by int_opportunities_checked.account_id, int_opportunities_checked.opportunity_id
)

select * from final
