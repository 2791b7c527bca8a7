{#- Fails where two accepted rows have the same key, or one has none. -#}
{% test unique_accepted(model, columns) %}

select {{ columns | join(', ') }}
from {{ model }}
where rejected_because is null
group by {{ columns | join(', ') }}
having count(*) > 1

{% endtest %}
