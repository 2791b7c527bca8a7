-- Matches are known by hashes: who was erased is nobody's match any more, and who refuses profiling
-- is neither, however the match was found.
with

int_run as (
    select as_of_date from {{ ref('int_run') }}
),

int_users_checked as (
    select * from {{ ref('int_users_checked') }}
    where rejected_because is null
),

identity_runs as (
    select * from {{ ref('stg_registry__identity_runs') }}
),

identity_matches as (
    select * from {{ ref('stg_registry__identity_matches') }}
),

identity_reviews as (
    select * from {{ ref('identity_reviews') }}
    where entity = 'user'
),

int_profiling_refusals as (
    select * from {{ ref('int_profiling_refusals') }}
),

users as (
    select
        int_users_checked.user_id,
        {{ entity_hash('int_users_checked.user_id', 'int_users_checked.signed_up_at') }}
            as entity_hash
    from int_users_checked
    inner join int_run on cast(int_users_checked.signed_up_at as date) <= int_run.as_of_date
    left join int_profiling_refusals
        on
            int_users_checked.user_id = int_profiling_refusals.user_id
            and int_run.as_of_date >= int_profiling_refusals.valid_from
            and (
                int_profiling_refusals.valid_to is null
                or int_run.as_of_date < int_profiling_refusals.valid_to
            )
    where int_profiling_refusals.user_id is null
),

latest_run as (
    select max(run_number) as run_number from identity_runs
),

said as (
    select
        left_users.user_id as one_user_id,
        right_users.user_id as other_user_id,
        identity_matches.probability,
        cast(null as varchar(16)) as decision,
        cast(null as date) as reviewed_on,
        identity_matches.because
    from identity_matches
    inner join latest_run on identity_matches.run_number = latest_run.run_number
    inner join users as left_users on identity_matches.left_hash = left_users.entity_hash
    inner join users as right_users on identity_matches.right_hash = right_users.entity_hash
    union all
    select
        left_users.user_id as one_user_id,
        right_users.user_id as other_user_id,
        cast(null as double precision) as probability,
        identity_reviews.decision,
        identity_reviews.reviewed_on,
        identity_reviews.reason as because
    from identity_reviews
    inner join users as left_users on identity_reviews.left_id = left_users.user_id
    inner join users as right_users on identity_reviews.right_id = right_users.user_id
),

in_order as (
    select
        case
            when {{ in_byte_order('one_user_id') }} < {{ in_byte_order('other_user_id') }}
                then one_user_id
            else other_user_id
        end as left_user_id,
        case
            when {{ in_byte_order('one_user_id') }} < {{ in_byte_order('other_user_id') }}
                then other_user_id
            else one_user_id
        end as right_user_id,
        probability,
        decision,
        reviewed_on,
        because
    from said
    where one_user_id <> other_user_id
),

by_authority as (
    select
        left_user_id,
        right_user_id,
        max(probability) over (partition by left_user_id, right_user_id) as probability,
        decision,
        reviewed_on,
        because,
        row_number() over (
            partition by left_user_id, right_user_id
            order by
                case when decision is null then 1 else 0 end,
                reviewed_on desc,
                {{ in_byte_order('decision') }}
        ) as place
    from in_order
),

final as (
    select
        left_user_id,
        right_user_id,
        probability,
        decision,
        reviewed_on,
        coalesce(decision, 'same') = 'same' as is_same_person,
        because
    from by_authority
    where
        place = 1
        and (
            decision is not null
            or probability >= {{ identity_setting('threshold') }}
        )
)

select * from final
