with

int_collaboration_contacts as (
    select * from {{ ref('int_collaboration_contacts') }}
),

int_representation_dates as (
    select * from {{ ref('int_representation_dates') }}
),

final as (
    select
        int_representation_dates.as_of_date,
        int_collaboration_contacts.account_id,
        int_collaboration_contacts.from_user_id,
        int_collaboration_contacts.to_user_id,
        cast(sum(int_collaboration_contacts.contacts) as bigint) as contacts
    from int_collaboration_contacts
    inner join int_representation_dates
        on
            int_collaboration_contacts.begun_on > int_representation_dates.day_90_before
            and int_collaboration_contacts.contact_day <= int_representation_dates.as_of_date
    group by
        int_representation_dates.as_of_date,
        int_collaboration_contacts.account_id,
        int_collaboration_contacts.from_user_id,
        int_collaboration_contacts.to_user_id
)

select * from final
