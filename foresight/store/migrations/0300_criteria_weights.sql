-- How important a stakeholder group holds the criteria, as the facilitator entered it: points, or pairs compared.
create table criteria_judgement (
    session varchar not null,
    way varchar not null,
    stakeholder_group varchar not null,
    criterion varchar not null,
    other varchar not null,
    value double precision not null,
    primary key (session, way, stakeholder_group, criterion, other)
);
-- Needs of different sessions that a person has called the same, or not the same, whatever their spelling.
create table need_match (
    first varchar not null,
    second varchar not null,
    same boolean not null,
    primary key (first, second)
);
