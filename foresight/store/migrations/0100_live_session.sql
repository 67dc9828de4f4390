-- A session while it is live. Ballots stay sealed here until the rule of visibility lets a round be shown; only then are they
-- copied to rating, where every other part of the workbench finds them.

-- Groups too small to be shown apart are shown together, so a released rating may belong to a combined group.
create table released_rating (
    session varchar not null,
    round integer not null,
    need varchar not null,
    criterion varchar not null,
    rater varchar not null,
    stakeholder_group varchar not null,
    value double precision,
    source varchar not null,
    primary key (session, round, need, criterion, rater),
    check (stakeholder_group in ('government', 'business', 'public', 'science', 'combined')),
    check (source in ('phone', 'paper', 'facilitator')),
    check (value is null or (value >= -1000000 and value <= 1000000)),
    check (round >= 1)
);
insert into released_rating (session, round, need, criterion, rater, stakeholder_group, value, source)
    select session, round, need, criterion, rater, stakeholder_group, value, source from rating;
drop table rating;
alter table released_rating rename to rating;

-- The key of the voters' tags is destroyed when the session closes. Codes and links are kept as hashes.
create table live_session (
    session varchar not null,
    template varchar not null,
    mode varchar not null,
    life varchar not null,
    version bigint not null,
    link_hash varchar not null,
    code_hash varchar not null,
    code_generation integer not null,
    code_expires_on varchar not null,
    voter_key varchar not null,
    cards varchar not null,
    demonstration boolean not null,
    primary key (session),
    check (mode in ('open', 'tokens'))
);

-- What a live session knows of a need beyond the need itself; the author is a mark of the session, blank after its close.
create table live_need (
    need varchar not null,
    session varchar not null,
    author varchar not null,
    language varchar not null,
    proposals integer not null,
    primary key (need)
);

-- Who is in the room: no time, and no key that a ballot has.
create table live_attendee (
    session varchar not null,
    mark varchar not null,
    stakeholder_group varchar not null,
    language varchar not null,
    token_number integer not null,
    primary key (session, mark),
    check (stakeholder_group in ('government', 'business', 'public', 'science'))
);

create table live_token (
    session varchar not null,
    number integer not null,
    token_hash varchar not null,
    stakeholder_group varchar not null,
    used boolean not null,
    answered_round integer not null,
    primary key (session, number),
    check (stakeholder_group in ('government', 'business', 'public', 'science'))
);

-- One row a voter and round; no time, sequence, address or user here or in any table of ballots.
create table live_voter (
    session varchar not null,
    round integer not null,
    voter_tag varchar not null,
    stakeholder_group varchar not null,
    source varchar not null,
    primary key (session, round, voter_tag),
    check (stakeholder_group in ('government', 'business', 'public', 'science', 'combined')),
    check (source in ('phone', 'paper', 'facilitator')),
    check (round >= 1)
);

create table live_ballot (
    session varchar not null,
    round integer not null,
    need varchar not null,
    criterion varchar not null,
    voter_tag varchar not null,
    scale varchar not null,
    value double precision,
    state varchar not null,
    primary key (session, round, need, criterion, voter_tag),
    check (round >= 1),
    check (
        (state = 'answered' and value is not null and (
            (scale = 'one_to_nine' and value in (1, 2, 3, 4, 5, 6, 7, 8, 9))
            or (scale = 'chnri' and value in (0, 0.5, 1))
            or (scale = 'points' and value >= 0 and value <= 1000 and value = floor(value))
        ))
        or (state in ('dont_know', 'not_informed') and value is null)
    )
);

create table live_rationale (
    session varchar not null,
    round integer not null,
    need varchar not null,
    voter_tag varchar not null,
    text varchar not null,
    primary key (session, round, need, voter_tag)
);

create table live_weight (
    session varchar not null,
    criterion varchar not null,
    voter_tag varchar not null,
    stakeholder_group varchar not null,
    importance double precision not null,
    primary key (session, criterion, voter_tag),
    check (importance >= 0 and importance <= 10)
);

-- Reasons as they may be shown: by the side on which the writer stood, without the writer.
create table released_rationale (
    session varchar not null,
    round integer not null,
    need varchar not null,
    number integer not null,
    side varchar not null,
    text varchar not null,
    primary key (session, round, need, number),
    check (side in ('low', 'middle', 'high'))
);

create table released_receipt (
    session varchar not null,
    receipt varchar not null,
    answers integer not null,
    check_value varchar not null,
    primary key (session, receipt)
);

-- A paper ballot counts when two people have typed it in alike.
create table live_paper (
    session varchar not null,
    round integer not null,
    number integer not null,
    entry integer not null,
    stakeholder_group varchar not null,
    answers varchar not null,
    typed_by varchar not null,
    primary key (session, round, number, entry),
    check (entry in (1, 2))
);

create table live_undo (
    session varchar not null,
    number integer not null,
    action varchar not null,
    earlier varchar not null,
    primary key (session, number)
);

-- Wrong codes by minute; the source is a hash under a key kept outside the database.
create table live_refusal (
    source varchar not null,
    minute bigint not null,
    refusals integer not null,
    primary key (source, minute)
);

-- What the journal said where the session was held; the chain of this installation notes only that it was brought in.
create table imported_journal (
    session varchar not null,
    number integer not null,
    happened varchar not null,
    actor varchar not null,
    action varchar not null,
    detail varchar not null,
    primary key (session, number)
);
