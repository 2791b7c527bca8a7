-- Every rule is new again: what is kept of segments for good stands in these two tables.
drop table if exists intermediate.int_segment_states;
drop table if exists intermediate.int_segment_versions;
