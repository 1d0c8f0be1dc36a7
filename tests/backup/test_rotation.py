"""Which archives are kept: dense for the last days, sparse for the year, and never another file."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dts_platform.backup.folders import PREVIOUS, REGULAR, free_path, name_of, newest, stored
from dts_platform.backup.rotation import PREVIOUS_KEPT, kept, rotate

NOW = datetime(2026, 11, 28, 2, 30, tzinfo=UTC)
NIGHTS = [NOW - timedelta(days=days) for days in range(800)]


def ages(moments) -> list[int]:
    return sorted((NOW - moment).days for moment in moments)


def test_nights_of_two_years_leave_two_weeks_of_days_then_weeks_then_months():
    assert ages(kept(NIGHTS, NOW)) == [
        *range(15),
        *(20, 27, 28, 34, 41, 48, 55, 59, 62),  # Sundays, and the last days of September and October
        *(89, 120, 151, 181, 212, 242, 273, 301, 332, 363),  # last days of months
    ]  # fmt: skip


def test_archives_made_by_hand_the_same_day_are_all_kept_for_two_days():
    hours = [NOW - timedelta(hours=hour) for hour in range(96)]
    left = kept(hours, NOW)
    assert {moment for moment in hours if NOW - moment <= timedelta(days=2)} <= left
    assert (
        len([moment for moment in left if NOW - moment > timedelta(days=2)]) == 2
    )  # the last of the 24th and of the 25th


moments = st.sets(st.integers(0, 3 * 366 * 24).map(lambda hours: NOW - timedelta(hours=hours)), max_size=60)


@given(made=moments)
def test_last_archive_and_those_of_two_days_are_kept_whatever_there_is(made):
    left = kept(made, NOW)
    assert left <= made
    assert not made or max(made) in left
    assert {moment for moment in made if NOW - moment <= timedelta(days=2)} <= left


@given(made=moments)
def test_rotation_done_twice_deletes_nothing_more(made):
    assert kept(kept(made, NOW), NOW) == kept(made, NOW)


@given(nights=st.integers(1, 500))
def test_rotation_done_each_night_keeps_about_thirty_archives(nights):
    left: set[datetime] = set()
    for night in range(nights):
        now = NOW + timedelta(days=night)
        left = kept(left | {now}, now)
    assert len(left) <= 36
    assert nights < 300 or (max(left) - min(left)).days > 270


def test_rotation_of_a_folder_leaves_every_other_file(tmp_path):
    others = ["notes.txt", "territoires-2020-99-99T000000Z.tar", "territoires-2020-01-01T000000Z.tar.partial", ".env"]
    for name in [
        *(name_of(night, REGULAR) for night in NIGHTS),
        *(name_of(night, PREVIOUS) for night in NIGHTS),
        *others,
    ]:
        (tmp_path / name).touch()
    rotate(tmp_path, NOW)
    assert {archive.made_at for archive in stored(tmp_path)} == kept(NIGHTS, NOW)
    assert [archive.made_at for archive in stored(tmp_path, PREVIOUS)] == NIGHTS[:PREVIOUS_KEPT]
    assert all((tmp_path / name).exists() for name in others)


def test_newest_archive_is_not_one_that_a_wrong_clock_put_in_the_future(tmp_path):
    for moment in (NOW - timedelta(days=1), NOW + timedelta(minutes=5), NOW + timedelta(days=400)):
        (tmp_path / name_of(moment, REGULAR)).touch()
    assert newest(tmp_path, NOW).made_at == NOW + timedelta(minutes=5)


def test_two_archives_of_one_second_have_two_names(tmp_path):
    first = free_path(tmp_path, NOW, REGULAR)
    first.touch()
    second = free_path(tmp_path, NOW, REGULAR)
    assert second.name == "territoires-2026-11-28T023001Z.tar"
    assert first != second


@pytest.mark.parametrize("kind", [REGULAR, PREVIOUS])
def test_name_says_the_moment_in_universal_time(tmp_path, kind):
    moment = datetime.fromisoformat("2026-10-25T02:30:00+01:00")  # the second time that night
    (tmp_path / name_of(moment, kind)).touch()
    assert stored(tmp_path, kind)[0].made_at == moment
