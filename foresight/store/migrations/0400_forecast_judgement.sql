-- What a published forecast stood on (prices, breaks, the method shown), and who published it.
alter table forecast_run add column choices varchar default '{}';
alter table forecast_run add column published_by varchar default '';

-- What people know and the figures do not: kept beside the base it changes, never instead of it.
create table forecast_adjustment (
    id varchar not null,
    indicator varchar not null,
    region varchar not null,
    years varchar not null,
    kind varchar not null,
    value double precision not null,
    reason varchar not null,
    author varchar not null,
    made_on varchar not null,
    vintage varchar not null,
    method varchar not null,
    base varchar not null,
    kept_on varchar not null,
    withdrawn_on varchar,
    withdrawn_by varchar,
    primary key (id),
    check (kind in ('factor', 'amount')),
    check (value >= 0)
);
