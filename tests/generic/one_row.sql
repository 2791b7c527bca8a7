{#- Fails when the model has no row, or more than one. -#}
{% test one_row(model) %}

select count(*) as rows_found
from {{ model }}
having count(*) <> 1

{% endtest %}
