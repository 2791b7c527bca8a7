{#- Stripe's amounts are whole numbers of a currency's smallest unit. Which currencies have none, or
    one of a thousandth, is Stripe's own list: ISK and UGX count as hundredths there. -#}
{% macro in_major_units(amount, currency) -%}
    cast(
        {{ amount }} * case
            when upper({{ currency }}) in (
                'BIF', 'CLP', 'DJF', 'GNF', 'JPY', 'KMF', 'KRW', 'MGA', 'PYG', 'RWF', 'VND', 'VUV',
                'XAF', 'XOF', 'XPF'
            ) then cast(1 as numeric(4, 3))
            when upper({{ currency }}) in ('BHD', 'JOD', 'KWD', 'OMR', 'TND')
                then cast(0.001 as numeric(4, 3))
            else cast(0.01 as numeric(4, 3))
        end as numeric(18, 2)
    )
{%- endmacro %}
