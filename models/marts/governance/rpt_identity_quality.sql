with

identity_measures as (
    select * from {{ ref('identity_measures') }}
),

int_identity_figures as (
    select * from {{ ref('int_identity_figures') }}
),

with_shares as (
    select
        identity_measures.measure,
        identity_measures.kind,
        identity_measures.entity,
        identity_measures.meaning,
        int_identity_figures.entities_seen,
        int_identity_figures.entities_found,
        cast(int_identity_figures.entities_found as double precision)
        / nullif(int_identity_figures.entities_seen, 0) as share_found,
        identity_measures.least_share,
        identity_measures.most_share,
        nullif(int_identity_figures.examples, '') as examples,
        identity_measures.advice
    from identity_measures
    inner join int_identity_figures
        on identity_measures.measure = int_identity_figures.measure
),

final as (
    select
        cast(measure as varchar) as measure,
        cast(kind as varchar) as kind,
        cast(entity as varchar) as entity,
        cast(meaning as varchar) as meaning,
        entities_seen,
        entities_found,
        share_found,
        cast(examples as varchar) as examples,
        cast(
            case
                when entities_seen = 0 then 'not measurable'
                when share_found > most_share or share_found < least_share then 'look into it'
                when most_share is null and least_share is null then 'for information'
                else 'good'
            end as varchar
        ) as verdict,
        cast(advice as varchar) as advice
    from with_shares
)

select * from final
