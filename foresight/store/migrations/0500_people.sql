-- People who sign in, their sign-ins, and whose session is whose. Participants of sessions are never here.

create table staff (
    login varchar not null,
    name varchar not null,
    role varchar not null,
    password_hash varchar not null,
    one_time_until varchar not null,
    state varchar not null,
    revoked_before varchar not null,
    created_on varchar not null,
    primary key (login),
    check (role in ('administrator', 'facilitator', 'planner', 'leader')),
    check (state in ('active', 'disabled'))
);

-- The cookie itself is not kept, only its hash.
create table signed_in (
    token_hash varchar not null,
    login varchar not null,
    started_on varchar not null,
    expires_on varchar not null,
    primary key (token_hash)
);

-- Wrong passwords by minute; the source is a hash under a key kept outside the database.
create table sign_in_refusal (
    source varchar not null,
    minute bigint not null,
    refusals integer not null,
    primary key (source, minute)
);

create table session_facilitator (
    session varchar not null,
    login varchar not null,
    primary key (session, login)
);
