-- The need that the facilitator has put on the projector; without one the projector goes through all of them.
create table live_spotlight (
    session varchar not null,
    need varchar not null,
    primary key (session)
);
