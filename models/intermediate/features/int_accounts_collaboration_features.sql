with

int_account_activity as (
    select * from {{ ref('int_account_activity') }}
),

int_rate_priors as (
    select * from {{ ref('int_rate_priors') }}
    where entity = 'account' and rate = 'collaboration_share'
),

final as (
    select
        int_account_activity.account_id,
        int_account_activity.as_of_date,
        int_account_activity.invites_28d,
        int_account_activity.collaboration_events_28d,
        int_account_activity.collaborating_users_28d,
        {{ shrink(
            'int_account_activity.collaboration_events_28d',
            'int_account_activity.events_28d',
            'int_rate_priors'
        ) }} as collaboration_share,
        {{ relative_change('collaboration_events', 'int_account_activity') }}
            as collaboration_change
    from int_account_activity
    left join int_rate_priors
        on int_account_activity.as_of_date = int_rate_priors.as_of_date
)

select * from final
