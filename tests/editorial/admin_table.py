"""Which role opens which address of the administration: the whole table, read by `test_admin_addresses`."""

CLOSED, NO_ROLE, NO_REGION, REFERENT, REVIEWER, ADMIN = (
    "closed",
    "no role",
    "no region",
    "referent",
    "reviewer",
    "admin",
)
ALL = (CLOSED, NO_ROLE, NO_REGION, REFERENT, REVIEWER, ADMIN)
STAFF, WORKING = ALL[1:], ALL[2:]
WRITING, REVIEWING, LIMITED = ALL[3:], ALL[4:], ALL[:4]
NOBODY: tuple[str, ...] = ()

# what: (list, add, open, delete, compare). A text has one line for each kind of object, the list and the form to add in the first.
OWN, OTHER, NATIONAL_DRAFT, PUBLIC = "own draft", "draft of another region", "national draft", "public"
OWN_COPY, OTHER_COPY = "own copy", "copy by another, sent back with a word"
TEXT = {
    OWN: (WORKING, WRITING, WRITING, (ADMIN,), NOBODY),
    OTHER: (WORKING, WRITING, REVIEWING, (ADMIN,), NOBODY),
    PUBLIC: (WORKING, WRITING, WORKING, NOBODY, NOBODY),
    OWN_COPY: (WORKING, WRITING, WRITING, NOBODY, WRITING),
    OTHER_COPY: (WORKING, WRITING, REVIEWING, NOBODY, REVIEWING),
}
FRAMEWORK = {"": (REVIEWING, REVIEWING, REVIEWING, REVIEWING)}
WITH_PAGES = {"": (REVIEWING, REVIEWING, REVIEWING, (ADMIN,))}
TABLE = {
    "fiches.fiche": TEXT | {NATIONAL_DRAFT: TEXT[OTHER]},
    "experiences.experience": TEXT,
    **dict.fromkeys([f"missions.{name}" for name in ("mission", "principe", "strategie")], WITH_PAGES),
    "missions.repere": {"": (WORKING, REVIEWING, REVIEWING, (ADMIN,), NOBODY)},
    "references.regle": {
        OTHER: (WORKING, REVIEWING, REVIEWING, (ADMIN,), NOBODY),
        PUBLIC: (WORKING, REVIEWING, WORKING, NOBODY, NOBODY),
    },
    "references.perimetre": {"": (WORKING, REVIEWING, WORKING, REVIEWING)},
    "references.document": {"": (WORKING, WRITING, WORKING, REVIEWING)},
    "references.linkcheck": {"": (REVIEWING, NOBODY, REVIEWING, NOBODY)},
    **dict.fromkeys([f"missions.{name}" for name in ("volet", "theme", "terme", "public")], FRAMEWORK),
    "fiches.situation": WITH_PAGES,
    "dts_platform.grouperessource": {
        OWN: (WORKING, WRITING, WRITING, REVIEWING),
        OTHER: (WORKING, WRITING, REVIEWING, REVIEWING),
    },
    "dts_platform.editeur": {"": (WORKING, NOBODY, WORKING, NOBODY)},  # there is one
    "dts_platform.textedusite": {"": (WORKING, NOBODY, WORKING, NOBODY)},
    "dts_platform.synonyme": {"": (WORKING, REVIEWING, WORKING, REVIEWING)},
    "dts_platform.fruitlesssearch": {"": (WORKING, NOBODY, WORKING, REVIEWING)},
    "dts_platform.foundsearch": {"": (REVIEWING, NOBODY, REVIEWING, (ADMIN,))},
    "dts_platform.user": {"": ((ADMIN,),) * 4},
    "auth.group": {"": ((ADMIN,),) * 4},
    "dts_platform.outgoingmail": {"": ((ADMIN,), NOBODY, (ADMIN,), NOBODY)},
    **dict.fromkeys(
        ("contact.message", "contact.notice"),
        {OWN: (WORKING, NOBODY, WRITING, REVIEWING), OTHER: (WORKING, NOBODY, REVIEWING, REVIEWING)},
    ),
    "fiches.builtdocument": {"": (WORKING, NOBODY, WORKING, NOBODY)},
    "fiches.edition": {"": (REVIEWING, REVIEWING, REVIEWING, (ADMIN,))},
}  # fmt: skip
COLUMN = {"list": 0, "add": 1, "change": 2, "history": 2, "preview": 2, "delete": 3, "password": 2, "comparer": 4}
APART = {"acte", "apercu.pdf"}  # what is sent, what is laid out: tests/desk says to whom
ELSEWHERE = {
    "admin_password_reset": ALL,
    "password_reset_done": ALL,
    "password_reset_confirm": ALL,
    "password_reset_complete": ALL,
    "index": STAFF,
    "login": ALL,
    "logout": NOBODY,  # asks to be sent
    "password_change": STAFF,
    "password_change_done": STAFF,
    "jsi18n": STAFF,
    "guide": STAFF,
    "guide_redaction": STAFF,
    "autocomplete": NOBODY,  # without a field; test_autocomplete_shows_what_one_may_open gives one
    # Of nothing; test_way_to_the_site_opens_for_who_may_open_the_text gives a text.
    "r/<path:content_type_id>/<path:object_id>/": NOBODY,
    "app_list": NOBODY,  # of no app; test_list_of_an_app_opens_for_who_has_something_there
    "(?P<url>.*)$": NOBODY,
}
APPS = {
    "fiches": WORKING,
    "experiences": WORKING,
    "missions": WORKING,
    "references": WORKING,
    "contact": WORKING,
    "dts_platform": WORKING,
    "auth": (ADMIN,),
}
