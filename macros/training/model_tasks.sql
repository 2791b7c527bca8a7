{#- What each task of a model may be told, by its name under `task`. -#}
{% macro model_tasks() %}
    {%- set of_all = ['model', 'label', 'question', 'entity', 'task', 'population', 'kinds',
        'features', 'exclude', 'retrain_every_days'] -%}
    {%- do return({
        'propensity': {
            'keys': of_all + ['outcome', 'horizon_days', 'buckets'],
            'kinds': ['logistic', 'ebm'],
        },
        'hazard': {
            'keys': of_all + ['outcome', 'horizon_days', 'buckets'],
            'kinds': ['logistic', 'ebm'],
        },
        'uplift': {
            'keys': of_all + ['outcome', 'horizon_days', 'experiment', 'treatment', 'control',
                'least_effect', 'likely'],
            'kinds': ['two_logistics', 'doubly_robust'],
        },
        'personas': {
            'keys': of_all + ['clusters', 'scaling', 'components'],
            'kinds': ['kmeans', 'mixture', 'density', 'spectral'],
        },
    }) -%}
{% endmacro %}
