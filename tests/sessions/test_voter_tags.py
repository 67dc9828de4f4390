"""Who voted is told only by a tag that dies with its key; what a phone leaves with proves that the ballot is there."""

import secrets

from foresight.sessions import receipts, voter_tags

SECRET = "a phone's secret"


def test_one_phone_has_another_tag_in_every_session():
    keys = [voter_tags.new_key(secrets.token_bytes) for _ in range(50)]
    assert len({voter_tags.voter_tag(key, SECRET) for key in keys}) == 50
    assert voter_tags.voter_tag(keys[0], SECRET) == voter_tags.voter_tag(keys[0], SECRET)


def test_ballots_proposals_and_attendance_of_one_phone_have_nothing_in_common():
    key = voter_tags.new_key(secrets.token_bytes)
    marks = {
        voter_tags.voter_tag(key, SECRET),
        voter_tags.author_mark(key, SECRET),
        voter_tags.attendee_mark("session", SECRET),
    }
    assert len(marks) == 3
    assert all(len(mark) == voter_tags.TAG_LENGTH for mark in marks)


def test_a_slip_leads_to_its_secret_only_with_the_key_of_the_installation():
    one = voter_tags.token_secret(b"a" * 32, "session", "TOKEN")
    assert one != voter_tags.token_secret(b"b" * 32, "session", "TOKEN")
    assert one == voter_tags.token_secret(b"a" * 32, "session", "TOKEN")


def test_a_receipt_is_found_however_it_is_typed():
    code = receipts.receipt("tag")
    listed = [("AAAA-BBBB-CCCC", 1, "x"), (code, 5, "y")]
    assert receipts.find(code.lower().replace("-", " "), listed) == (code, 5, "y")
    assert receipts.find("", listed) is None
    assert receipts.find("AAAA", listed) is None


def test_the_check_value_changes_with_any_answer_and_with_nothing_else():
    answers = [(1, "n1", "c1", 7.0, "answered"), (1, "n1", "c2", None, "dont_know")]
    value = receipts.check_value("tag", answers)
    assert receipts.check_value("tag", reversed(answers)) == value
    assert receipts.check_value("tag", [(1, "n1", "c1", 8.0, "answered"), answers[1]]) != value
    assert receipts.check_value("tag", answers[:1]) != value
    assert receipts.check_value("another", answers) != value
