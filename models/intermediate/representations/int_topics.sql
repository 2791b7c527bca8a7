-- What a topic is about: its strongest words name it, and the words of an area claim it.
with

int_representation_models as (
    select * from {{ ref('int_representation_models') }}
    where representation = 'text_topics'
),

stg_registry__centroids as (
    select * from {{ ref('stg_registry__centroids') }}
),

topic_areas as (
    select * from {{ ref('topic_areas') }}
),

words as (
    select
        stg_registry__centroids.cluster as topic,
        stg_registry__centroids.dimension as word,
        stg_registry__centroids.value as weight,
        row_number() over (
            partition by stg_registry__centroids.cluster
            order by
                stg_registry__centroids.value desc,
                {{ in_byte_order('stg_registry__centroids.dimension') }}
        ) as place
    from stg_registry__centroids
    inner join int_representation_models
        on stg_registry__centroids.model_id = int_representation_models.model_id
    where stg_registry__centroids.value > 0
),

names as (
    select
        topic,
        {{ dbt.listagg(
            'case when place <= 3 then word end', "', '", 'order by place'
        ) }} as topic_name,
        {{ dbt.listagg('word', "', '", 'order by place') }} as topic_words
    from words
    where place <= 10
    group by topic
),

areas as (
    select
        words.topic,
        topic_areas.product_area,
        row_number() over (
            partition by words.topic
            order by sum(words.weight) desc, {{ in_byte_order('topic_areas.product_area') }}
        ) as place
    from words
    inner join topic_areas
        on words.word = topic_areas.word
    group by
        words.topic,
        topic_areas.product_area
),

final as (
    select
        names.topic,
        names.topic_name,
        names.topic_words,
        areas.product_area
    from names
    left join areas
        on
            names.topic = areas.topic
            and areas.place = 1
)

select * from final
