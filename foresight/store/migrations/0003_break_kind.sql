-- What a marked year is: an outlier leaves out itself, a break of level leaves out the years before it, and so on.
alter table break_mark add column kind varchar default 'level_break';
