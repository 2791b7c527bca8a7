{#- Readers query views. Each publication is copies of the marts under names of its own, `<mart>__<number>`:
    a session that has read a table keeps the list of its files, so no name is used twice. A view reads two
    copies, the published one and the next, by the number in state.publication. Spark looks that up once per
    query and before it plans, so a query reads one publication whatever marts it names, and not the others'
    files. Older copies are dropped just before the switch: by then each view has read the two for a while,
    also for a query that was being planned when it was replaced.
    A view whose mart has other columns in the two can only read one of them: it is replaced once the number
    is. -#}
{% macro switch_marts(marts) %}
    {%- for schema in ['marts', 'marts_published'] -%}
        {%- do run_query('create schema if not exists ' ~ schema) -%}
    {%- endfor -%}
    {%- set numbers, found = published_numbers(), columns_by_table_of('marts_published') -%}
    {%- set number = next_publication(numbers, found) -%}
    {%- set made_by_an_earlier_version = tables_among_views('marts') -%}
    {%- for mart in marts -%}
        {%- do create_copy(mart, 'marts_published.' ~ mart.alias ~ '__' ~ number, building_schema('marts')) -%}
    {%- endfor -%}
    {%- set built = columns_by_table_of('marts_published') -%}
    {%- set kept, replaced_later = [], [] -%}
    {%- for mart in marts -%}
        {%- set published = mart.alias ~ '__' ~ numbers.get(kind_of_mart(mart)) -%}
        {%- do kept.extend([published, mart.alias ~ '__' ~ number]) -%}
        {%- if built.get(published) == built[mart.alias ~ '__' ~ number] -%}
            {%- do show_mart(mart, number, numbers[kind_of_mart(mart)]) -%}
        {%- else -%}
            {%- if published in built -%}
                {%- do run_query('create or replace view marts.' ~ mart.alias
                                 ~ ' as select * from marts_published.' ~ published) -%}
            {%- endif -%}
            {%- do replaced_later.append(mart) -%}
        {%- endif -%}
    {%- endfor -%}
    {%- do drop_older_copies(marts, built, kept) -%}
    {%- do switch_publication(marts, numbers, number) -%}
    {%- for mart in replaced_later -%}
        {%- if mart.alias in made_by_an_earlier_version -%}
            {%- do run_query('drop table marts.' ~ mart.alias) -%}
        {%- endif -%}
        {%- do show_mart(mart, number) -%}
    {%- endfor -%}
{% endmacro %}


{#- The near-real-time marts are published by themselves too. -#}
{% macro kind_of_mart(mart) %}
    {%- do return('near_real_time' if 'near_real_time' in mart.tags else 'daily') -%}
{% endmacro %}


{% macro published_numbers() %}
    {%- set publication = state_relation('publication') -%}
    {%- set numbers = {} -%}
    {%- if run_query('show views in ' ~ publication.schema ~ " like '" ~ publication.identifier ~ "'").rows -%}
        {%- set found = run_query('select * from ' ~ publication) -%}
        {%- for kind in found.column_names -%}
            {%- do numbers.update({kind: found.rows[0][kind] | int}) -%}
        {%- endfor -%}
    {%- endif -%}
    {%- do return(numbers) -%}
{% endmacro %}


{#- Above those of copies, too, that a run has left which was killed while it published. -#}
{% macro next_publication(numbers, copies) %}
    {%- set used = [0] + numbers.values() | list -%}
    {%- for name in copies -%}
        {%- do used.append(name.split('__')[-1] | int) -%}
    {%- endfor -%}
    {%- do return(used | max + 1) -%}
{% endmacro %}


{% macro switch_publication(marts, numbers, number) %}
    {%- set next_numbers, named = dict(numbers), [] -%}
    {%- for mart in marts -%}
        {%- do next_numbers.update({kind_of_mart(mart): number}) -%}
    {%- endfor -%}
    {%- for kind, published in next_numbers.items() -%}
        {%- do named.append(published ~ ' as ' ~ kind) -%}
    {%- endfor -%}
    {%- do run_query('create or replace view ' ~ state_relation('publication') ~ ' as select '
                     ~ named | join(', ')) -%}
{% endmacro %}


{#- Of the marts that are published, and of marts that are no more, with their views. -#}
{% macro drop_older_copies(marts, copies, kept) %}
    {%- set published = marts | map(attribute='alias') | list -%}
    {%- set known = mart_nodes() | map(attribute='alias') | list -%}
    {%- for copy in copies if copy not in kept -%}
        {%- set mart = copy.rpartition('__')[0] -%}
        {%- if mart not in known -%}
            {%- do run_query('drop view if exists marts.' ~ mart) -%}
        {%- endif -%}
        {%- if mart in published or mart not in known -%}
            {%- do run_query('drop table marts_published.' ~ copy) -%}
        {%- endif -%}
    {%- endfor -%}
{% endmacro %}


{#- As Spark writes them, for comparison alone. -#}
{% macro columns_by_table_of(schema) %}
    {%- set columns = {} -%}
    {%- for row in run_query('show table extended in ' ~ schema ~ " like '*'").rows
        if not row['isTemporary'] -%}
        {%- do columns.update({row[1]: row[3].split('\nSchema: ')[-1]}) -%}
    {%- endfor -%}
    {%- do return(columns) -%}
{% endmacro %}


{% macro create_copy(mart, copy, schema) %}
    {%- set key = mart.config.get('partition_by') -%}
    {%- do run_query(
        'create table ' ~ copy ~ ' using parquet' ~ (' partitioned by (' ~ key ~ ')' if key else '')
        ~ ' as select * from ' ~ schema ~ '.' ~ mart.alias
    ) -%}
{% endmacro %}


{% macro show_mart(mart, number, published=none) %}
    {%- set names, described, parts = [], [], [] -%}
    {%- for column in mart.columns.values() -%}
        {%- do names.append(adapter.quote(column.name)) -%}
        {%- do described.append(adapter.quote(column.name) ~ ' comment ' ~ sql_text(column.description)) -%}
    {%- endfor -%}
    {%- set is_published = '(select ' ~ kind_of_mart(mart) ~ ' from ' ~ state_relation('publication') ~ ') ' -%}
    {%- for copy, comparison in [(published, '= '), (number, '<> ')] if copy is not none -%}
        {%- do parts.append(
            'select ' ~ names | join(', ') ~ ' from marts_published.' ~ mart.alias ~ '__' ~ copy
            ~ (' where ' ~ is_published ~ comparison ~ published if published is not none else '')
        ) -%}
    {%- endfor -%}
    {%- do run_query('create or replace view marts.' ~ mart.alias ~ ' (' ~ described | join(', ')
                     ~ ') comment ' ~ sql_text(mart.description) ~ ' as ' ~ parts | join(' union all ')) -%}
{% endmacro %}
