-- Work that is done by one of several replicas at a time: who holds it until when, and when it was done last.
create table background_job (
    name varchar not null,
    holder varchar not null,
    held_until varchar not null,
    done_on varchar not null,
    primary key (name)
);
