"""The style sheet of the states: a class in the place of each state, layers and conditions kept, the rest left out."""

import pytest

from dts_platform.web.bundles import with_night_chosen
from dts_platform.web.shown_states import shown_states


@pytest.mark.parametrize(
    ("sheet", "shown"),
    [
        ("a:hover { color: red }", "a.at-hover { color: red }"),
        ("a, b:focus-visible, c:active { color: red }", "a, b.at-focus-visible, c.at-active { color: red }"),
        (".x:is(:hover, :focus) p { color: red }", ".x:is(.at-hover, .at-focus) p { color: red }"),
        ("a { color: red } b:disabled { color: red }", ""),
        ("a:focus-within { color: red }", ""),
        (
            "@layer one { @media (min-width: 1rem) { a:hover { x: y } } b { x: y } }",
            "@layer one { @media (min-width: 1rem) { a.at-hover { x: y } } }",
        ),
        ("@layer one, two; @media print { a { x: y } } @font-face { src: url(x) }", ""),
        ("@media (forced-colors: active) { a { x: y } }", ".forced-colours { a { x: y } }"),
    ],
)
def test_rules_of_a_state_are_written_again_for_its_class_and_no_other(sheet, shown):
    assert shown_states(sheet).split() == shown.split()


def test_night_is_given_again_to_who_chooses_it():
    sheet = (
        '@media screen and (prefers-color-scheme: dark) {\n  :root:not([data-theme="light"]) {\n --a: #000;\n }\n}\n'
    )
    assert with_night_chosen(sheet).split() == [
        *sheet.split(),
        *["@media", "screen", "{", '[data-theme="dark"]', "{", "--a:", "#000;", "}", "}"],
    ]
    assert with_night_chosen(":root { --a: #fff }") == ":root { --a: #fff }"
