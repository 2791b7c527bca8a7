-- Fails where a view that was made anew still shows what it showed before: a build would read the
-- input of the one before it.
{% set view = state_relation('replaced_view').incorporate(type='view') %}
{% if execute and flags.WHICH in ['build', 'test'] %}
    {% for answer in [1, 2] %}
        {% do run_query(replace_view(view, 'select ' ~ answer ~ ' as answer')) %}
    {% endfor %}
    {% do commit_hook() %}
{% endif %}
{% set answers = view if flags.WHICH in ['build', 'test'] else '(select 2 as answer)' %}

select replaced.answer
from {{ answers }} as replaced
where replaced.answer <> 2
