"""Sentences about files that are imported: the file as a whole, and its single rows and cells.

Braces name facts of the refusal; a cell's text comes shortened, amounts of money are said in the
reader's way.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

FILES: Mapping[str, object] = {
    "file_missing": _("There is no file {file}."),
    "file_empty": _("The file is empty."),
    "file_without_rows": _("The file has a header and no rows: {columns}."),
    "file_unreadable": _("The file {file} cannot be read: {problem}."),
    "bad_encoding": _("The file's text is in none of: {known}."),
    "broken_utf8": _("The text is broken at line {line}: the file may be damaged or cut off."),
    "zero_byte": _("A zero byte stands in line {line}: the file is damaged, or is not text."),
    "quotes_unbalanced": _("A quotation mark is never closed; the first suspect is line {line}."),
    "columns_unreadable": _("The first row does not name columns."),
    "columns_twice": _("Two columns have one name: {columns}."),
    "too_many_columns": _("The file has {count} columns; at most {most} are read."),
    "columns_missing": _(
        "The file has no column for: {missing}. It has: {columns}. Name them with --map."
    ),
    "columns_unknown": _(
        "--map names what is not there: {unknown}. The file has: {columns}. Known are: {known}."
    ),
    "column_not_text": _("The column {column} holds lists or maps, not text."),
    "no_good_rows": _("Not one row of the file can be used."),
    "dates_unclear": _(
        "{text} may be day first or month first: say --dates day-first or --dates month-first."
    ),
    "dates_in_both_orders": _(
        "The dates are in two orders: {day_first} is day first, {month_first} is month first. "
        "Say with --dates which is right; rows of the other are faults."
    ),
    "bad_file_id": _("A file's id has at most {most} characters and no spaces."),
    "import_overtaken": _(
        "Another import of the same content is under way ({file}) and has gone further: it goes on."
    ),
    "sample_missing": _("The sample needs the package {package}; install it."),
}
ROWS: Mapping[str, object] = {
    "wrong_width": _("the row has {cells} cells, and there are {columns} columns"),
    "not_json": _("the line is no JSON object: {text}"),
    "not_one_value": _("the cell holds a list or a map"),
    "empty": _("the cell is empty"),
    "too_long": _("the text is longer than {most} characters"),
    "zero_byte_in_cell": _("a zero byte stands in the text"),
    "not_a_number": _("“{text}” is no number"),
    "negative": _("“{text}” is negative"),
    "more_places": _("“{text}” has more than {places} decimal places"),
    "other_currency": _("the currency is {stands}, not {wanted}"),
    "not_a_time": _("“{text}” is no date and time; write 2026-12-31 18:30 or 31.12.2026"),
    "unlikely_date": _("“{text}” is not a likely date"),
    "date_in_the_future": _("“{text}” lies in the future"),
    "known_before_placed": _("the order was known before it was placed"),
    "order_in_two_states": _("the order {order} has another status in an earlier row"),
    "unknown_status": _(
        "“{text}” is no known status: paid, pending, cancelled or refunded; "
        "--map status= ignores them"
    ),
    "not_yes_or_no": _("“{text}” is neither yes nor no"),
    "order_twice": _("the order {order} stands in row {row} already"),
    "order_of_two_members": _("the order {order} is of the member {member} in an earlier row"),
    "order_lines_do_not_sum": _(
        "the lines of the order {order} come to {lines_minor}, not to {total_minor}; "
        "if its total is of something else, take it away with --map total="
    ),
    "member_twice": _("the member {value} stands in row {row} already"),
    "card_twice": _("the card {value} stands in row {row} already"),
    "no_such_member": _("there is no member {member}; import the members first"),
    "no_such_wallet": _("the program has no wallet {wallet}; it has: {known}"),
    "which_wallet": _("the program has several wallets, say which: {known}"),
    "row_twice": _("the row says the same as row {row}"),
    "already_lapsed": _("the units had lapsed by now: {at}"),
    "lapses_before_available": _("the units lapse before they become available"),
    "expiry_missing": _(
        "units that become available later need the day they lapse: those of this wallet do"
    ),
}
