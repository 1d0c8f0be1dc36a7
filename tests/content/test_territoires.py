"""Reference data of the State."""

from dts_platform.content.territoires import DEPARTEMENTS, REGIONS


def test_france_has_eighteen_regions_and_a_hundred_and_one_departments():
    assert len(REGIONS) == 18
    assert len(DEPARTEMENTS) == 101


def test_each_department_is_in_one_region():
    assert sum(len(region.departements) for region in REGIONS.values()) == 101
    assert all(region.departements for region in REGIONS.values())


def test_region_names_of_2010_number_twenty_seven():
    # 22 regions of metropolitan France, 4 overseas, and Mayotte, a department since 2011.
    assert len({departement.region_2010 for departement in DEPARTEMENTS.values()}) == 27


def test_map_tiles_never_share_a_place():
    assert len({(region.column, region.row) for region in REGIONS.values()}) == 18
