"""Days in words: « 1er octobre 2026 », « 2 octobre 2026 ». What is not here is as Django has it."""

DATE_FORMAT = "jS F Y"
DATETIME_FORMAT = "jS F Y H:i"
MONTH_DAY_FORMAT = "jS F"
