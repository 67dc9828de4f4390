-- The chain from official figures and sessions to what really happened.
-- Moments and days are text in UTC (see foresight/store/clock.py); JSON is text; money is mln KZT in current prices.

create table vintage (
    id varchar not null,
    name varchar not null,
    loaded_on varchar not null,
    sha256 varchar not null,
    source varchar not null,
    primary key (id)
);

create table observation (
    vintage varchar not null,
    indicator varchar not null,
    region varchar not null,
    year integer not null,
    value double precision,
    unit varchar not null,
    status varchar not null,
    source varchar not null,
    note varchar not null,
    primary key (vintage, indicator, region, year),
    check (status in ('published', 'cross_checked', 'derived', 'estimate', 'unverified', 'not_published', 'missing')),
    check (status not in ('not_published', 'missing') or value is null)
);

create table break_mark (
    indicator varchar not null,
    region varchar not null,
    year integer not null,
    reason varchar not null,
    marked_by varchar not null,
    marked_on varchar not null,
    primary key (indicator, region, year)
);

create table session (
    id varchar not null,
    code varchar,
    title varchar not null,
    region varchar not null,
    held_on varchar not null,
    stage varchar not null,
    round integer not null,
    method varchar not null,
    copied_from varchar,
    created_on varchar not null,
    closed_on varchar,
    primary key (id),
    check (round >= 0)
);

create table need (
    id varchar not null,
    session varchar not null,
    position integer not null,
    title_en varchar not null,
    title_ru varchar not null,
    title_kk varchar not null,
    why varchar not null,
    beneficiary varchar not null,
    horizon varchar not null,
    area varchar not null,
    status varchar not null,
    parents varchar not null,
    primary key (id),
    check (horizon in ('short', 'medium', 'long', '')),
    check (status in ('proposed', 'accepted', 'hidden', 'merged'))
);

-- A ballot carries no time, sequence, address or user; the rater is a tag that means nothing outside the session.
create table rating (
    session varchar not null,
    round integer not null,
    need varchar not null,
    criterion varchar not null,
    rater varchar not null,
    stakeholder_group varchar not null,
    value double precision,
    source varchar not null,
    primary key (session, round, need, criterion, rater),
    check (stakeholder_group in ('government', 'business', 'public', 'science')),
    check (source in ('phone', 'paper', 'facilitator')),
    check (value is null or (value >= -1000000 and value <= 1000000)),
    check (round >= 1)
);

-- How many were in the room; shares no key with the ballots.
create table attendance (
    session varchar not null,
    stakeholder_group varchar not null,
    people integer not null,
    primary key (session, stakeholder_group),
    check (people >= 0)
);

create table specification (
    id varchar not null,
    session varchar,
    need varchar,
    region varchar not null,
    title varchar not null,
    content varchar not null,
    state varchar not null,
    instrument varchar,
    called_on varchar,
    created_on varchar not null,
    changed_on varchar not null,
    primary key (id),
    check (state in ('draft', 'review', 'approved', 'submitted', 'in_call', 'contracted', 'rejected', 'withdrawn'))
);

create table initiative (
    id varchar not null,
    specification varchar,
    session varchar,
    need varchar,
    region varchar not null,
    title varchar not null,
    owner varchar not null,
    instrument varchar not null,
    step varchar not null,
    state varchar not null,
    starts_year integer,
    ends_year integer,
    content varchar not null,
    created_on varchar not null,
    changed_on varchar not null,
    primary key (id),
    check (instrument in ('grant', 'programme')),
    check (state in ('planned', 'active', 'completed', 'stopped')),
    check (starts_year is null or ends_year is null or starts_year <= ends_year)
);

-- How an initiative moved along the steps; one row a move.
create table initiative_move (
    initiative varchar not null,
    position integer not null,
    step varchar not null,
    state varchar not null,
    moved_on varchar not null,
    moved_by varchar not null,
    note varchar not null,
    primary key (initiative, position)
);

create table initiative_money (
    initiative varchar not null,
    year integer not null,
    payer varchar not null,
    planned double precision,
    paid double precision,
    primary key (initiative, year, payer),
    check (payer in ('republican', 'local', 'private')),
    check (planned is null or planned >= 0),
    check (paid is null or paid >= 0)
);

create table recommendation (
    id varchar not null,
    session varchar,
    region varchar,
    title varchar not null,
    content varchar not null,
    addressee varchar not null,
    state varchar not null,
    issued_on varchar,
    created_on varchar not null,
    changed_on varchar not null,
    primary key (id),
    check (state in ('draft', 'issued', 'accepted', 'implemented', 'declined'))
);

create table saved_scenario (
    name varchar not null,
    content varchar not null,
    hash varchar not null,
    saved_by varchar not null,
    saved_on varchar not null,
    primary key (name)
);

create table simulation_result (
    hash varchar not null,
    content varchar not null,
    made_on varchar not null,
    primary key (hash)
);

create table forecast_run (
    id varchar not null,
    vintage varchar not null,
    indicator varchar not null,
    horizon integer not null,
    method varchar not null,
    content varchar not null,
    made_on varchar not null,
    primary key (id)
);

create table setting (
    name varchar not null,
    content varchar not null,
    changed_on varchar not null,
    primary key (name)
);

-- Append-only; each row's hash covers the row before it.
create table journal (
    number bigint not null,
    happened varchar not null,
    actor varchar not null,
    action varchar not null,
    subject varchar not null,
    detail varchar not null,
    previous_hash varchar not null,
    hash varchar not null,
    primary key (number)
);
