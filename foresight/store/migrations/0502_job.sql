-- Work that one of several replicas does at a time. When it was done last stands in one table; the rows of the other
-- are only locked, for as long as somebody is at the work, so a process that dies gives its turn back with its connection.

create table job (
    name varchar not null,
    done_on varchar not null,
    done_by varchar not null,
    primary key (name)
);

insert into job (name, done_on, done_by)
select name, done_on, holder from background_job where done_on <> '';

drop table background_job;

create table job_turn (
    name varchar not null,
    primary key (name)
);
