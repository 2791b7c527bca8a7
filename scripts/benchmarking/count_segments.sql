select
    (select count(*) from intermediate.int_account_rule_inputs) as account_dates,
    (select count(*) from intermediate.int_segment_states) as states;
