with

int_playbook_audiences as (
    select * from {{ ref('int_playbook_audiences') }}
),

playbooks as (
    select * from {{ ref('playbooks') }}
),

fct_segment_memberships as (
    select * from {{ ref('fct_segment_memberships') }}
    where is_current
),

dim_accounts as (
    select * from {{ ref('dim_accounts') }}
),

dim_users as (
    select * from {{ ref('dim_users') }}
),

customers as (
    select
        'account' as entity,
        account_id as entity_id,
        account_id,
        is_contactable as allows_marketing
    from dim_accounts

    union all

    select
        'user' as entity,
        user_id as entity_id,
        account_id,
        consent_marketing as allows_marketing
    from dim_users
),

members as (
    select
        int_playbook_audiences.playbook,
        fct_segment_memberships.entity,
        fct_segment_memberships.entity_id,
        fct_segment_memberships.segment,
        fct_segment_memberships.entered_because,
        row_number() over (
            partition by
                int_playbook_audiences.playbook,
                fct_segment_memberships.entity,
                fct_segment_memberships.entity_id
            order by
                case when int_playbook_audiences.is_own_segment then 0 else 1 end,
                {{ in_byte_order('fct_segment_memberships.segment') }}
        ) as place
    from int_playbook_audiences
    inner join fct_segment_memberships
        on int_playbook_audiences.segment = fct_segment_memberships.segment
),

final as (
    select
        members.playbook,
        members.entity,
        members.entity_id,
        customers.account_id,
        members.segment,
        members.entered_because,
        case
            when playbooks.needs_consent = 'marketing' and not customers.allows_marketing
                then 'no consent to marketing'
            when playbooks.needs_consent = 'marketing' and customers.allows_marketing is null
                then 'consent to marketing not known'
        end as barred_because
    from members
    inner join playbooks on members.playbook = playbooks.playbook
    inner join customers
        on
            members.entity = customers.entity
            and members.entity_id = customers.entity_id
    where members.place = 1
)

select * from final
