select count(*) as days_opened from intermediate.int_open_days;
