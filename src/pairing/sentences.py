"""Every sentence that `pairing` can say, by code, in English; the catalog in ``locale`` has the Chinese."""

from __future__ import annotations

SENTENCES: dict[str, str] = {
    # against
    "against_unfounded": (
        "The plan of another policy is in the run where none is asked for, or is missing where one is."
    ),
    "against_breaks_limit": "The plan of the other policy breaks the limit {column} in {value} groups.",
    "summary_against": "What the order of goals costs: this plan against the policy {policy}",
    "against_no_plan": "no plan was found for it in the time allowed",
    "head_goal": "goal",
    "head_this_plan": "this plan",
    "head_difference": "difference",
    "file_against": "the matches under the other policy",
    # book
    "cells_merged": (
        "The cells {value} are merged, and only the first of them has the value. Unmerge them and write "
        "the value into every row that it holds for."
    ),
    "settings_twice": ("The settings stand twice, here and in {other}. Keep one: move the other out of the folder."),
    "scenario_kind": ("{value} files are not read. Save it in Excel or WPS as .xlsx, or name the scenario's folder."),
    "workbook_without_settings": (
        "The workbook has no sheets of settings, so it is no scenario by itself. `pairing init` writes "
        "one that has them."
    ),
    "workbook_locked": "The workbook may not be opened just now. Close it in Excel or WPS, and try again.",
    "example_left": (
        "{value} is an example of the template, and there are rows of your own as well. Delete the "
        "example rows of all sheets."
    ),
    "sheet_cannot_carry": (
        "A cell cannot carry {column} ({value}). Keep this scenario as a folder with scenario.toml."
    ),
    "sheet_part_unknown": "{value} is no kind of row. Choose one of: {names}.",
    "sheet_on_unknown": "{value} does not say whether the row is on. Write yes or no.",
    "sheet_of_unknown": (
        "There is no {value} above that this row could belong to. {hint}Known so far: {names}. Write its "
        "code, and its own row further up or on an earlier sheet."
    ),
    "sheet_scenario_twice": "There is a second row that describes the scenario. Keep one.",
    "sheet_key_twice": "This setting is said in another column as well. Leave one of the two cells blank.",
    "sheet_text_twice": "{value} stands on a sheet of settings already. Leave it out here.",
    "sheet_on": "On",
    "sheet_part": "What",
    "sheet_of": "Of",
    "sheet_note": "Remark",
    "sheet_code": "Code",
    "sheet_title_zh": "Title, Chinese",
    "sheet_title_en": "Title, English",
    "sheet_policy": "Policy",
    "sheet_as_of": "As of",
    "sheet_kind": "Programme kind",
    "sheet_needs": "Needs: table",
    "sheet_need_key": "Needs: key",
    "sheet_resources": "Resources: table",
    "sheet_resource_key": "Resources: key",
    "sheet_wants": "Each need wants",
    "sheet_wants_least": "Each need wants at least",
    "sheet_wants_most": "Each need wants at most",
    "sheet_holds": "Each resource takes",
    "sheet_holds_least": "Each resource takes at least",
    "sheet_holds_most": "Each resource takes at most",
    "sheet_holds_may_stay_unused": "A resource may stay unused",
    "sheet_minimum": "Smallest useful amount",
    "sheet_upper": "Most of one match",
    "sheet_top": "Best matches kept",
    "sheet_discreet": "Keep from peers",
    "sheet_via_table": "Step between: table",
    "sheet_via_key": "Step between: key",
    "sheet_via_opens": "Step between: makes up for",
    "sheet_where": "Condition",
    "sheet_says_zh": "Sentence, Chinese",
    "sheet_says_en": "Sentence, English",
    "sheet_law": "Regulation",
    "sheet_points": "Points",
    "sheet_per": "For each",
    "sheet_of_what": "Counts",
    "sheet_least": "At least",
    "sheet_most": "At most",
    "sheet_soft": "Price of a missing unit",
    "sheet_programmes": "Programmes",
    "sheet_weight": "Weight",
    "sheet_or_none": "Or nothing at all",
    "sheet_bend": "Price of bending",
    "sheet_programme": "Programme",
    "sheet_cap": "Counted at most",
    "sheet_worst": "Worst of each",
    "sheet_loss": "May cost",
    "sheet_against": "Set against",
    "part_scenario": "scenario",
    "part_programme": "programme",
    "part_rule": "rule",
    "part_score": "score of a match",
    "part_limit": "limit",
    "part_via_rule": "rule on the way",
    "part_via_score": "score on the way",
    "part_policy": "policy",
    "part_goal": "goal",
    "hint_required": "required",
    "hint_string": "text",
    "hint_any": "anything",
    "hint_integer": "whole number",
    "hint_number": "number",
    "hint_money": "amount in yuan",
    "hint_boolean": "yes / no",
    "hint_date": "date, such as 2025-12-31",
    "hint_year": "year, such as 2025",
    "hint_list": "several, with ; between",
    "hint_id_number": "identity number, 18 characters, as text",
    "hint_parent": "as on its own sheet",
    "hint_both": "{first}; {second}",
    "choice_title": "Not in the list",
    "choice_message": (
        "This is none of the choices. Other spellings may be understood all the same; `pairing check` tells."
    ),
    "set_on": "no: as if the row were not there",
    "set_part": "what the row is",
    "set_of": "code of the programme or policy; blank for a limit across programmes",
    "set_code": "short name: letters, digits, _",
    "set_kind": "one of pairing, placement, funding",
    "set_where": "n is the need, r the resource: true allows the match",
    "set_says_zh": "what to tell those whom the rule refuses",
    "set_says_en": "what to tell those whom the rule refuses, in English",
    "set_points": "how well a match fits: more is better",
    "set_per": "the columns that make a group, such as n.village",
    "set_of_what": "count, or money",
    "set_least": "at least this in each group",
    "set_most": "at most this in each group; money in yuan",
    "set_soft": "blank: the limit must be kept; a number: points lost for each unit",
    "set_programmes": "blank: all",
    "set_wants": "how much each need asks for",
    "set_holds_most": "how much each resource can take on",
    "set_holds_least": "a resource in use takes at least this",
    "set_needs": "the table whose rows ask",
    "set_resources": "the table whose rows offer",
    "set_policy": "code of the policy to follow",
    "set_as_of": "the day on which the data stand",
    "set_cap": "count each group at most this often",
    "set_weight": "how much each counts",
    "set_loss": "share of this goal that later goals may cost, such as 0.01",
    "set_worst": "share of the group that fares worst",
    "set_law": "the regulation behind it",
    "set_note": "your own remarks; not read",
    "guide_title": "How to fill in this workbook",
    "guide_fill": "1. Tables",
    "guide_fill_words": (
        "One sheet for each table, one row for each household, helper, post or fund. Brown headers are "
        "required. Leave unknown cells blank: what is unknown is never guessed, and someone is told to "
        "look."
    ),
    "guide_hints": "2. Row of hints",
    "guide_hints_words": (
        "The row below the headers, which begins with ※, says what each column takes. It is not read; it "
        "may stay or go."
    ),
    "guide_examples": "3. Examples",
    "guide_examples_words": (
        "Rows whose number begins with EX- are examples of an invented town; as they stand, the workbook "
        "can be solved. Delete them on every sheet before entering your own: mixed with real rows they "
        "are reported as faults, so that no invented money is given to real people."
    ),
    "guide_ids": "4. Numbers and dates",
    "guide_ids_words": (
        "Columns of numbers, identity numbers and phones are formatted as text, so that 18 digits and "
        "leading zeros are kept; when pasting, paste values only. Dates are real dates. Do not merge cells."
    ),
    "guide_columns": "5. Columns of your own",
    "guide_columns_words": (
        "Columns may change places, optional ones may be deleted, and further ones added: those listed "
        "below are understood by name, all others can be used in conditions by their header."
    ),
    "guide_rules": "6. Rules",
    "guide_rules_words": (
        "The three last sheets say who may be matched, which limits hold, and what comes first. Change "
        'numbers and sentences, switch rows off with "no", or add rows. A condition speaks of n (the row '
        "that asks) and r (the row that offers), by the names in brackets."
    ),
    "guide_text": "8. scenario.toml",
    "guide_text_words": (
        "Views, lists and further settings, a line a row. Leave it as it is if it means nothing to you."
    ),
    "guide_run": "7. Check and solve",
    "guide_run_words": (
        "Save as .xlsx and close it. `pairing check FILE.xlsx --mark marked.xlsx` gives back a copy with "
        "every wrong cell coloured; `pairing solve FILE.xlsx` finds the plan."
    ),
    "guide_more": "Further columns",
    "guide_more_words": "Understood where you add them, by either name:",
    "unknown_programme_kind": "There is no kind of programme {value}. {hint}There are: {names}.",
    "init_ask_lang": "Language of the workbook",
    "init_ask_programmes": "Which programmes? {choices} (several with commas)",
    "init_exists": ("{value} is there already and may hold someone's work; it is left alone. Choose another folder."),
    "init_done": "Written: {file}",
    "init_next": "Next: open it, read the first sheet, replace the examples, save and close it. Then",
    "init_tables": "Tables: {tables}",
    "init_off": "{count} rows are switched off and were written as comments.",
    "init_two": "Give either --programme or --from, not both.",
    "mark_exists": ("{value} is there already, and someone may have mended it; it is left alone. Name another file."),
    "mark_kind": "{value} must be an .xlsx file.",
    "mark_done": "Marked: {file}",
    "mark_none": "Nothing is wrong: the scenario can be solved.",
    "mark_number": "No.",
    "mark_sheet": "Sheet or file",
    "mark_cell": "Cell",
    "mark_column": "Column or setting",
    "mark_value": "What stands there",
    "mark_message": "What is wrong, and what to do",
    # claims
    "infeasible_conflict_one": "This cannot be kept, even if nothing else had to be:",
    "file_looked_at": "What it looked at",
    "why_change_datum_of": "Filling in {columns} ({resource}), so that rule {rule} can be told.",
    # cli
    "out_not_a_run": (
        "{file} holds something else than an earlier run, so nothing was written there. Choose another "
        "folder with --out."
    ),
    "out_has_other_files": (
        "{file} holds files besides those of the earlier run ({names}), and replacing it would lose "
        "them. Move them, or choose another folder with --out."
    ),
    "out_not_writable": (
        "Nothing can be written to {file}. Choose another folder with --out, or ask for the right to write there."
    ),
    "disk_full": (
        "The disk is full, so nothing was written; an earlier run is as it was. Make room and try again, "
        "or choose another disk with --out. {file}"
    ),
    "file_unusable": "{file}: {detail}.",
    "interrupted": "Stopped by Ctrl-C; nothing was written.",
    "no_plan": (
        "No plan was found in the time allowed, and none was ruled out; nothing was written. Give more "
        "time with --time-limit, or use `pairing check` to look for odd rules."
    ),
    "not_verified": (
        "The plan that was found did not pass its own verification, so nothing was written. This is a "
        "fault of the program; please report it with these findings:"
    ),
    "advice_least": "ask for at least {after} instead of {before}",
    "advice_most": "allow up to {after} instead of {before}",
    "place_row": "row {row}",
    "place_scenario": "the scenario",
    "faults_one": "1 error",
    "faults_many": "{count} errors",
    "yuan": "{yuan} yuan",
    "and_more": "and {count} more",
    "without_limit": "no limit",
    "kind_pairing": "pairing",
    "kind_placement": "placement",
    "kind_funding": "funding",
    "goal_needs": "needs that get something",
    "goal_groups": "groups by {per} that get something",
    "goal_matches": "matches",
    "goal_points": "points",
    "goal_worst": "share of the worst-off by {per}",
    "goal_proved": "proved: no plan does better",
    "goal_proved_after": "proved: no plan that keeps the goals above does better",
    "goal_claimed": "the best, as the solver claims; not proved",
    "goal_gap": "not proved the best: at most {bound} is possible ({gap} % away)",
    "summary_title": "{title}: the plan",
    "summary_run": "policy {policy}, seed {seed}, {seconds} s",
    "status_optimal": "This is the best plan there is for its goals, in their order.",
    "status_feasible": (
        "This plan keeps every limit; whether a better one exists is not settled (see the goals below)."
    ),
    "status_interrupted": (
        "STOPPED EARLY: this is the best plan found before Ctrl-C. It keeps every limit, but a better one may exist."
    ),
    "summary_got": "Who got what",
    "head_programme": "programme",
    "head_needs": "needs",
    "head_helped": "helped",
    "head_share": "share",
    "head_given": "given",
    "head_wanted": "wanted",
    "head_short": "short",
    "summary_left": "Who is left with less than they want, and why",
    "summary_none_left": "Every need got what it wants.",
    "summary_good": "How good the plan is",
    "summary_soft": "Limits that are missed, at their price",
    "soft_missing": "{group}: {amount} missing",
    "soft_excess": "{group}: {amount} too much",
    "verdict_ok": "Verified from the tables: {checks} checks, all hold.",
    "verdict_faults": "Verified from the tables: {count} of {checks} checks FAILED.",
    "summary_files": "Files in {folder}",
    "file_plan": "who is matched with whom, and how much",
    "file_unmet": "who is left with less than they want, and why",
    "file_summary": "all of the above for machines, with hashes and versions",
    "check_title": "{title}: the data is fit to use. What will be solved:",
    "check_needs": "needs",
    "check_resources": "resources",
    "check_links": "possible links",
    "check_demand": "demand",
    "check_capacity": "capacity",
    "check_blocked": "Needs without any link, by the rule that blocks them:",
    "check_unknown": "{count} needs have no link only because data is missing: a person must look.",
    "check_never": "The rule {rule} allows no pair at all: is it what you mean?",
    "check_always": "The rule {rule} allows every pair: is it needed?",
    "check_rule_unknown": "The rule {rule} cannot tell for {count} pairs, because data is missing.",
    "check_regions": "Demand against capacity by region, the tightest first:",
    "check_region": "region",
    "step_read": "reading the tables",
    "step_links": "finding who may be matched",
    "step_model": "building the model",
    "step_solve": "solving",
    "step_verify": "verifying",
    "step_explain": "finding reasons",
    "step_write": "writing the files",
    "step_gap": "{goal}: {value}, at most {bound} ({gap} % away)",
    "soft_limit": "{limit}: {groups}",
    # compare
    "compare_title": "{title}: plans side by side",
    "compare_what": "what counts",
    "compare_joint": "together",
    "compare_apart": "one by one",
    "compare_households": "households with nothing (of {count})",
    "compare_needs": "needs with nothing (of {count})",
    "compare_helped": "needs that get something (of {count})",
    "compare_lapsed": "money that lapses",
    "compare_broken": "limits broken",
    "compare_infeasible": "{column}: no plan keeps all limits.",
    "compare_no_plan": "{column}: no plan was found in the time allowed.",
    "compare_files": "Files in {folder}: compare.html, compare.csv, compare.json",
    "step_joint": "planning together",
    "step_apart": "planning programme by programme",
    "compare_order": (
        "Goals stand in strict order: a plan may reach less of a later one for the sake of an earlier one."
    ),
    "compare_note": (
        "One by one: each programme is planned by itself, in the order of the scenario, with what "
        "earlier ones have left."
    ),
    "compare_not_proved": "{column}: the best plan found; each goal is within {gap} % of its bound.",
    "compare_not_ended": ("{column}: the search ended before every programme's plan was proved the best for it."),
    "measure_coverage": "share of needs that get something",
    "measure_with_nothing": "share of households with nothing",
    "measure_given_share": "share given of what needs ask for, on average",
    "measure_worst_tenth": "share given to the tenth of households with the least",
    "measure_worst_region": "coverage of the worst region over that of the best",
    "measure_given": "money that reaches people",
    "measure_lapsed": "money left over",
    "measure_points": "points of all matches",
    "measure_blocking_pairs": "pairs that would both rather be matched",
    "measure_envious_needs": "needs that see one of lower priority in a place they would take",
    "measure_overtaken": "needs with nothing that asked before someone who is helped",
    "wish_more": "more is better",
    "wish_less": "less is better",
    "compare_points": "{points} points",
    "compare_bound": "{goal}: no plan reaches more than {bound}. Reached: {reached}.",
    "compare_bounds_title": "How near the best possible (first draw)",
    "compare_quote": "{policy}: {measure} {value}, under {against} {base}: {difference}.",
    "compare_quote_sure": (
        "{policy}: {measure} {value}, under {against} {base}: {difference} (95 % interval {low} to "
        "{high}), more than chance explains."
    ),
    "compare_quote_open": (
        "{policy}: {measure} {value}, under {against} {base}: {difference} (95 % interval {low} to "
        "{high}), which may be chance."
    ),
    "compare_unit_draws": (
        "How sure it is: 95 % intervals over {units} draws of other people, the same for all policies; "
        "{tests} comparisons with the first policy, corrected together (Holm)."
    ),
    "compare_unit_regions": (
        "How sure it is: 95 % intervals over {units} regions drawn anew, the same for all policies; "
        "{tests} comparisons with the first policy, corrected together (Holm)."
    ),
    "compare_unit_households": (
        "How sure it is: 95 % intervals over {units} households drawn anew, the same for all policies; "
        "{tests} comparisons with the first policy, corrected together (Holm)."
    ),
    "compare_unit_none": "How sure it is cannot be told: there are only {units} units to draw anew.",
    "compare_people": "What it does to people (* the best)",
    "compare_people_mean": "What it does to people, the mean of {draws} draws (* the best)",
    "compare_people_title": "What it does to people",
    "compare_sure_title": "How sure the differences are",
    "compare_unfit": "{column}: not compared. {says}",
    "compare_csv_difference": "difference from the first policy: {measure}",
    "compare_csv_low": "lower end of the 95 % interval of the difference: {measure}",
    "compare_csv_high": "upper end of the 95 % interval of the difference: {measure}",
    "compare_csv_p_holm": "p-value of the difference, after Holm: {measure}",
    "compare_page_title": "{title}: policies compared",
    "compare_page_lead": (
        "Every plan was checked from the tables; those made together keep every limit. All policies have "
        "the same people, arrivals and lots; draws: {draws}, seed {seed}."
    ),
    "compare_page_invented": "The people are invented anew in each draw ({people}).",
    "compare_goals_title": "What the goals reach",
    "compare_front_title": "{y} by {x}",
    "compare_front": "No other policy is better in one and as good in the other than: {policies}.",
    "compare_fronts_title": "What must be given up for what",
    "compare_fronts_lead": (
        "Each dot is a policy, better to the right and upwards. Full dots are those that no other policy beats in both."
    ),
    "compare_lorenz_title": "How evenly households fare",
    "compare_lorenz_lead": (
        "Households stand from the least covered to the best covered. The nearer a curve is to the "
        "dashed line, the more evenly what is given is spread. The most and the least even ones are "
        "coloured."
    ),
    "lorenz_homes": "households, the least covered first",
    "lorenz_shares": "their part of all that is covered",
    "lorenz_says": (
        "The less covered half of the households has {most} % of it under {best}, and {least} % under {worst}."
    ),
    "lorenz_alike": (
        "Under all policies the less covered half of the households has {most} % of it ({best}, {worst}: {least} %)."
    ),
    "compare_gains_title": "Who gains and who loses",
    "compare_gains_lead": "Counted by need in the first draw. Groups of fewer than ten needs are not shown.",
    "gain_says": (
        "{policy} in the place of {against}: of {needs} needs {more} get more and {less} get less; "
        "{start} get something that had nothing, {stop} lose all."
    ),
    "gain_same": "{policy} in the place of {against}: no need gets more or less ({needs} needs).",
    "gain_needs": "needs in all",
    "gain_more": "more",
    "gain_less": "less",
    "gain_net": "coverage, points",
    "gain_hidden": "Not shown: {groups} groups with {needs} needs together.",
    "compare_accepted_title": "Acceptance tests",
    "compare_holds": "holds",
    "compare_fails": "BROKEN",
    "statistic_mean": "mean",
    "statistic_median": "median",
    "statistic_least": "least of the draws",
    "statistic_most": "most of the draws",
    "statistic_low": "lower end of the 95 % interval",
    "statistic_high": "upper end of the 95 % interval",
    "accept_holds_value": (
        "{code}: {title} under {policy} is {reached} ({statistic}), as asked {operator} {due} (tolerance {tolerance})."
    ),
    "accept_broken_value": (
        "{code}: {title} under {policy} is {reached} ({statistic}), but must be {operator} {due} "
        "(tolerance {tolerance}): {short} short."
    ),
    "accept_holds_against": (
        "{code}: {title} under {policy} is {reached} against {against} ({statistic}), as asked "
        "{operator} 0 (tolerance {tolerance})."
    ),
    "accept_broken_against": (
        "{code}: {title} under {policy} is {reached} against {against} ({statistic}), but must be "
        "{operator} 0 (tolerance {tolerance}): {short} short."
    ),
    "accept_no_figure": "{code}: {policy} has no such figure ({title}, {statistic}), or no plan.",
    "accept_unknown_metric": "{column}: there is no figure {value}. {hint}Known: {names}.",
    "accept_value_or_against": (
        "{column}: an acceptance test needs either a value or the policy that it is held against."
    ),
    "expected_metric": "a measure such as coverage, or the place of a metric such as programmes.aid.coverage",
    "expected_operator": '">=", "<=" or "="',
    "expected_figure": "a number such as 0.9",
    "expected_tolerance": "a number from 0 on",
    "expected_statistic": "mean, median, least, most, low or high",
    "compare_source_unknown": "{value} is no folder, no file and no kind with a size such as sanjiao:200.",
    "compare_reached": "{policy} {value}",
    "compare_reached_short": "{policy} {value} ({gap} % short)",
    "headline_coverage": (
        "The most needs get something under {policy}: {value} of them (best of {policies} policies)."
    ),
    "headline_with_nothing": (
        "The fewest households are left with nothing under {policy}: {value} of them (best of {policies} policies)."
    ),
    "headline_worst_tenth": (
        "The tenth of households that gets least fares best under {policy}: {value} of what they ask for "
        "(best of {policies} policies)."
    ),
    "headline_given": "The most money reaches people under {policy}: {value} (best of {policies} policies).",
    "compare_span": "{low} to {high}",
    "compare_wan": "{amount}k yuan",
    "compare_in_yuan": "{measure}, yuan",
    "compare_quotes_more": "{count} other differences may be chance; the files have them.",
    "compare_open": "{policy}: {count} differences that may be chance",
    "compare_forest": "Difference from {policy}; the line is the 95 % interval.",
    "compare_star": (
        "★ marks the best of each row; where all are alike, nothing is marked. Small figures: the 95 % interval."
    ),
    # engine
    "view_name_taken": "The view {value} has the name of a table or of another view; choose another name.",
    "column_wanted": "{column} must be a column such as n.village, and {value} is not one.",
    "goal_money_kind": (
        "The goal {column} counts money, but {value} also holds programmes that give none; list funding "
        "programmes only."
    ),
    "key_empty": "{table}: {rows} rows have no {key}; every row of a programme needs one.",
    "link_unknown": (
        "The list of links names the {side} {value}, which is not in the programme's table. Mend the id "
        "or leave the row out."
    ),
    "link_twice": "The pair {value} is listed twice among the links; keep one.",
    "pin_unknown": (
        "The pin names {column} {value}, which is not in the programme {programme}. Mend the id or leave the row out."
    ),
    "pin_refused": (
        "The pin for {need} and {resource} cannot be kept: refused by {rules}. Change the pin or the rule."
    ),
    "pin_too_much": ("The pin for {need} and {resource} asks for more than the {most} that this link may carry."),
    "amount_unknown": "{table} {id}: how much it wants is unknown; fill in the columns that {column} uses.",
    "amount_negative": "{table} {id}: {column} is negative (least {least}, most {most}); amounts start at 0.",
    "amount_fine": "{table} {id}: {column} is finer than a fen; round it to two decimals.",
    "least_above_most": ("{table} {id}: {column} has a least of {least} over its most of {most}; swap or mend them."),
    "too_many_pairs": (
        "{column}: {pairs} pairs would have to be tried one by one, and {most} is the bound. Add a rule "
        "that says what both have in common, such as n.village = r.village."
    ),
    "limit_varies": (
        "The limit {column}: its bound is not the same for all rows of the group {value}. Use a column "
        "that is, or an aggregate such as max(...)."
    ),
    "limit_least_above_most": (
        "The limit {column}: in the group {value} the least {least} is over the most {most}; mend one of them."
    ),
    "goal_varies": (
        "The goal {column}: weight or cap is not the same for all needs of the group {value}; use columns that are."
    ),
    "goal_weight_negative": (
        "The goal {column} has a negative weight under a cap, which no plan could be judged by; use "
        "weights of 0 or more."
    ),
    "goal_cap_negative": "The goal {column} has a negative cap; a cap is 0 or more.",
    "unmet_banned": "A person ruled out the match that the rules allow.",
    "unmet_unknown_data": ('A datum is missing, so the rule "{rule}" cannot be told: someone must look. ({says})'),
    "unmet_no_eligible": "No one fits: {says}.",
    "unmet_no_link": "No pair is listed for this need.",
    "unmet_below_minimum": "What is left is less than the smallest amount that helps.",
    "unmet_capacity": "Everyone who fits is full.",
    "unmet_budget": "The funds that fit are used up.",
    "unmet_limit": "A limit stands in the way: {says}.",
    "unmet_link_full": "Each match already gives all it may.",
    "unmet_trade_off": "There is room, but using it would cost the plan more elsewhere.",
    "left_banned": "ruled out by a person",
    "left_unknown_data": "a datum is missing (rule {rule}): someone must look",
    "left_no_eligible": "refused by rule {rule}: {says}",
    "left_no_link": "not listed with anyone",
    "left_below_minimum": "what is left is below the smallest useful amount",
    "left_capacity": "everyone who fits is full",
    "left_budget": "the funds that fit are used up",
    "left_limit": "held back by limit {rule}: {says}",
    "left_link_full": "each match already gives all it may",
    "left_trade_off": "room is left, but using it would cost more elsewhere",
    "key_repeated": ("{table}: {key} {value} stands in {rows} rows; every row of a programme needs a key of its own."),
    "soft_without_goal": (
        "The policy {column} ends with {value}, which compares groups: soft limits are priced in points, "
        "so add a goal with the code points."
    ),
    "soft_too_dear": (
        "{column} is more than {most} points a unit; a limit that dear is better a hard one: leave soft out."
    ),
    # entitle
    "expected_column_names": "the name of a column, or one for each language",
    "condition_empty": "{column} is empty. Write the condition over n, or true where everyone may have it.",
    "entitlement_private": ("{column} names {value}, which tells who a person is. Name a column that may be shown."),
    "entitled_need_unknown": ("There is no need {value} among those of any entitlement. Entitlements: {names}."),
    "step_entitlements": "matching policies",
    "file_entitled": "which policies fit whom, and where a cell must be filled in first",
    "entitled_unfounded": "The scenario has no entitlements, so there can be no such file.",
    "entitled_row_missing": ("{entitlement}: {resource} is missing for {need}. By the tables the verdict is {due}."),
    "entitled_row_surplus": ("{entitlement}: {resource} is listed for {need}, but by the tables the verdict is {due}."),
    "entitled_row_twice": "{entitlement}: {resource} is listed for {need} twice, also in row {other}.",
    "entitled_verdict_differs": (
        "{entitlement}: {need} and {resource} have the verdict {value}, but by the tables it is {due}."
    ),
    "entitled_missing_differs": (
        "{entitlement}: for {need} and {resource} the empty columns are given as {value}, but by the "
        "tables they are {due}."
    ),
    "entitlement_none": ("This scenario has no entitlements. Add a block [[entitlement]] with a table of policies."),
    "entitled_title": "{title}: {need}",
    "entitled_yes": "Fits ({count})",
    "entitled_unknown": "Cannot be told yet ({count})",
    "entitled_no": "Does not fit ({count})",
    "entitled_because": "clause {clause} does not hold: {because}",
    "entitled_fill_in": "fill in first: {columns}",
    "entitled_no_answer": "the condition has no answer for these figures",
    "entitled_any": "{needs_with_any} of {needs} fit at least one of the {resources}",
    "entitled_pairs": "{yes} fits in all",
    "entitled_open": "{unknown} more cannot be told before something is filled in",
    "head_policy": "policy",
    "head_says": "what it gives",
    "head_fits": "fits",
    "head_unknown": "unknown",
    "head_refused": "does not fit",
    "head_refused_by": "mostly because this does not hold",
    # extra
    "did_you_mean": "Did you mean: {near}?",
    "unmet_no_room": "Everyone who fits can take nothing at all.",
    "left_no_room": "everyone who fits can take nothing at all",
    "goal_without_money": "The goal {column} counts money, but no programme of the scenario gives any.",
    "weight_not_whole": (
        "{column}: the weight {value} is not a whole number everywhere. Multiply it, and the bounds "
        "beside it, by what makes it whole."
    ),
    "limit_negative": (
        "The limit {column}: in the group {value} the most is {most}; no sum is below 0, so give at least 0."
    ),
    "expected_span": "SQL, a number or {{least, most}}",
    "expected_sql": "SQL or a number",
    "expected_truth": "true or false",
    "expected_code": "a short name of letters, digits and _, not starting with a digit",
    "expected_condition": "an SQL condition",
    "expected_texts": "text, or {{en, zh}}",
    "expected_text": "some text",
    "expected_points": "SQL that gives a number",
    "expected_columns": "a list of columns such as n.village",
    "expected_goal_measure": "count, money or points",
    "expected_natural": "a whole number from 0 on",
    "expected_programmes": "a list of programme codes",
    "expected_table_name": "the name of a table",
    "expected_source": "the name of a table or view",
    "expected_column_name": "the name of a column",
    "expected_rules": "a list of rule codes",
    "expected_kind": "pairing, placement or funding",
    "expected_table": "a table such as {{name = value}}",
    "expected_programme": "a programme's code",
    "expected_policy": "a policy's code",
    "expected_share": "a share between 0 and 1",
    "expected_date": "a date such as 2012-12-31",
    "expected_views": "a table of SELECT statements",
    "expected_tables": "a list of tables, each written as [[name]]",
    "expected_a_programme": "at least one [[programme]]",
    "control_character": (
        "{file}, row {row}: the cell under {column} has a character that cannot be seen ({value}). Type the cell anew."
    ),
    "table_name_reserved": (
        "The name {value} is reserved for a table that is made from the programmes. Choose another name."
    ),
    "key_private": (
        "The first column of {table}, {value}, tells who a person is and would stand in the plan as the "
        "key. Name another column with {setting}."
    ),
    "says_private": (
        "{column} names {value}, which tells who a person is and would be written into unmet.csv. Take "
        "it out of the sentence."
    ),
    "says_unknown": "{column} names {value}, which does not exist. {hint}Known: {names}.",
    # extra2
    "per_types_differ": (
        "{column}: {value} has different types ({types}), so one group could go by two names. Write it "
        "the same way in all tables, or cast it in a view."
    ),
    "per_skips_programme": (
        "{column}: the programme {programme} has no {value} and would be left out. {hint}Mend the name, "
        "or list the programmes that are meant under programmes."
    ),
    "goal_points_plain": ("The goal {column} adds up points as they are: it takes neither per, cap nor weight."),
    "amount_not_whole": (
        "{table} {id}: {column} is {most}, which is no whole number of matches; round it, with floor(...) for instance."
    ),
    "check_limits": "Limits, and the programmes that each binds:",
    "check_goals": "Goals, and the programmes that each counts:",
    # fair
    "goal_worst_need": "share of the need that fares worst",
    "policy_wants_tier": (
        "The policy {value} serves tier by tier, and no programme says the tiers of its needs. Give tier "
        "and tiers in [programme.standing], or choose another policy."
    ),
    "policy_tiers_differ": (
        "The policy {value} needs one and the same expression for tier in all programmes that give one. "
        "Make columns of the same name, in a view if need be."
    ),
    "policy_wants_region": (
        "The policy {value} puts the worst-off region first, and no programme says the region of its "
        "needs. Give region in [programme.standing], or choose another policy."
    ),
    "policy_regions_differ": (
        "The policy {value} needs one and the same column for region in all programmes that give one. "
        "Make columns of the same name, in a view if need be."
    ),
    "policy_region_plain": (
        'The policy {value} compares regions by a column, such as region = "n.village". Make a column of '
        "what stands there, in a view."
    ),
    "unfit_alpha": "{column}: the alpha of the procedure {value} must be a number from 0 to {most}.",
    "unfit_no_money": (
        "{column}: the procedure {value} divides money, and no programme gives any. Choose a policy for matches."
    ),
    # file
    "file_proof": "the prices that prove how good the plan is",
    "file_unreadable": (
        "{file} cannot be read ({reason}). Check that it opens in its own program, is not protected by a "
        "password, and save it again."
    ),
    "file_malformed": "This is not the file of an auditor as pairing writes it ({detail}).",
    "file_not_auditor": (
        "This file was made for the {value}. Only an auditor's file can be verified: pairing file RUN "
        "HOUSEHOLD --for auditor."
    ),
    "file_chain": ('The section "{value}" is not what its hash says: the file was changed after it was written.'),
    "file_rules": "The rules in the file are not those that its hash stands for.",
    "file_link_refused": "By the rules and rows in the file, {pair} do not fit; the file says that they do.",
    "file_link_missing": "By the rules and rows in the file, {pair} fit; the file does not list them.",
    "file_differs": "The file says {value}; it must be {due}.",
    "file_amount": "{value} is no amount that this match may have.",
    "file_below_least": "The sum is {value}, below the least of {due}.",
    "file_over_most": "The sum is {value}, above the most of {due}.",
    "file_sum": "The sum of all is {value}, less than this household's own {due}.",
    "file_not_at_its_best": (
        'At the recorded prices the household\'s part could be worth {value} more for "{goal}"; the whole '
        "plan leaves only {due} open."
    ),
    "file_out_of_range": "{value} is not what it may be at all.",
    "file_other_tables": "The file says {value}; the tables say {due}.",
    "file_other_run": "The file does not say what the run says.",
    "file_not_json": "{file} cannot be read as JSON: {detail}",
    "file_unknown_household": "{run} knows no household {value}. Near: {near}.",
    "file_no_summary": "{run} is not the folder of a run: its summary.json is missing or unreadable.",
    "file_verified": "The decision on {household} holds from this file alone: {checks} checks.",
    "file_verified_tables": (
        "The decision on {household} holds from this file, and agrees with the tables: {checks} checks."
    ),
    "file_verified_run": (
        "The decision on {household} holds from this file, and agrees with the tables and the run: {checks} checks."
    ),
    "file_not_seen": ("Not derived again, since the file leaves out personal data that their rules look at: {names}."),
    "file_alone": (
        "A file alone cannot show that its rows are those of the tables and its sums and prices those of "
        "the plan: give SCENARIO and RUN for that."
    ),
    "file_written": "{page} and {record}",
    "file_all_written": "{households} households: {folder}",
    "file_household": "Household",
    "file_title_household": "Notice to the household",
    "file_title_caseworker": "Household file",
    "file_title_auditor": "Household file for audit",
    "file_index_title": "Household files",
    "file_sum_given": "Granted in full",
    "file_sum_part": "Granted in part",
    "file_sum_open": "Not decided yet: a fact is missing",
    "file_sum_nothing": "Not granted",
    "file_sum_not_asked": "Nothing asked",
    "file_col_programme": "What for",
    "file_col_need": "Need",
    "file_col_asked": "Asked",
    "file_col_given": "Granted",
    "file_col_outcome": "Outcome",
    "file_col_files": "Files",
    "file_asked": "You asked for",
    "file_given": "You get",
    "file_from": "From",
    "file_why": "Why",
    "file_law": "Regulation",
    "file_what_to_do": "What you can do",
    "file_matches_one": "{count} helper or place",
    "file_matches_many": "{count} helpers or places",
    "file_none": "nothing",
    "file_open_amount": "as much as is possible",
    "file_via": "{resource}, after {via}",
    "file_home_part": "You get part of what you asked for.",
    "file_home_given": "You get all that you asked for.",
    "file_home_nothing_asked": "No request of this kind is on record for you.",
    "file_home_no_eligible": "The rules do not allow it: {says}.",
    "file_home_limit": "A limit allows no more: {says}.",
    "file_home_unknown_data": (
        "A fact about you is missing, so nobody could decide: {columns}. This is not a refusal."
    ),
    "file_home_banned": "The office decided beforehand that the match that would fit is not to be made.",
    "file_home_no_link": "Nobody who could give this is on the list for you.",
    "file_home_no_room": "Those who fit have nothing to give at present.",
    "file_home_capacity": "All helpers and places that fit you are taken by others.",
    "file_home_budget": "The money for this is used up.",
    "file_home_link_full": "Each of those who fit already gives you all that it may.",
    "file_home_below_minimum": "What is left of the money is less than the smallest amount that helps.",
    "file_home_trade_off": (
        "A place would be left, but giving it to you would take more from other households in hardship."
    ),
    "file_home_lottery": "Several choices were equally good; among those the draw decided.",
    "file_next_datum": (
        "Bring a paper that shows this to your village office or caseworker: {columns}. Your request is "
        "then looked at again."
    ),
    "file_next_rule": (
        "If a fact that this rests on is wrong or has changed, tell your caseworker and bring a paper "
        "that shows it. You can also object, see below."
    ),
    "file_next_full": (
        "Ask your caseworker when the next round begins. If your situation has become harder, tell them. "
        "You can also object, see below."
    ),
    "file_home_intro": "Dear household {household}: this tells what was decided on your requests, and why.",
    "file_home_none": "No request of your household is on record.",
    "file_object": "If you do not agree",
    "file_object_how": (
        "You may object, in writing or in person. Say which request you mean and what you think is "
        "wrong; bring papers if you have any. A person looks at it again: no computer decides alone."
    ),
    "file_object_where": "Where",
    "file_object_phone": "Phone",
    "file_object_until": "At the latest by",
    "file_privacy": "Nothing about other households is in this notice.",
    "file_proposal": "This is a proposal of a computer. It counts once the person who decides has signed.",
    "file_signature": "Decision and signature",
    "file_sign_decides": "Person who decides (signature)",
    "file_sign_date": "Date",
    "file_sign_seal": "Seal of the office",
    "file_sign_remark": "Decision and remarks",
    "file_sign_home": "Household has been told (signature)",
    "file_number": "Record {number}",
    "file_overview": "At a glance",
    "file_reason": "Reason",
    "file_names": "Names",
    "file_names_table": "Table",
    "file_names_id": "Id",
    "file_names_name": "Name",
    "file_points_by": "Points it has",
    "file_component": "Component",
    "file_total": "Total",
    "file_rank": "Rank",
    "file_rank_of": "{rank} of {among}",
    "file_load": "Taken",
    "file_load_of": "{load} of {most}",
    "file_cost": "What switching would cost the plan",
    "file_cost_have": "What having it would cost the plan",
    "file_backups": "Backups, in this order",
    "file_backups_short": "What else was considered",
    "file_rule": "Rule",
    "file_clause": "Condition",
    "file_values": "Values",
    "file_rule_opened": "made up for by {via}",
    "file_run": "How this was decided",
    "file_policy": "Policy of this plan",
    "file_status": "Result",
    "file_solver": "Solver",
    "file_verified_yes": "verified by a second program",
    "file_verified_no": "not verified",
    "file_status_optimal": "no better plan exists, goal by goal",
    "file_status_feasible": "a plan that keeps all limits; a better one may exist",
    "file_goal": "Goal",
    "file_value": "Reached",
    "file_bound": "No plan exceeds",
    "file_goal_proof": "Proof",
    "file_proof_proved": "proved",
    "file_proof_claimed": "the solver's claim",
    "file_proof_none": "no bound: a procedure looks for none",
    "file_hashes": "Data and rules, by hash",
    "file_hash_summary": "Run (summary.json)",
    "file_hash_rules": "Rules (scenario.toml)",
    "file_own": "This household's own part at the prices of each goal",
    "file_own_open": "Open here",
    "file_plan_open": "Open in the whole plan",
    "file_limits": "Limits that its matches count in",
    "file_limit": "Limit",
    "file_group": "Group",
    "file_least": "Lower end",
    "file_most": "Upper end",
    "file_sum_all": "Sum over all",
    "file_resource": "Resource",
    "file_points": "Its points",
    "file_how_to_verify": (
        "The JSON beside this page holds all rows, rules, sums and prices. To judge the decision again:"
    ),
    "file_index_intro": "{households} households; run {number}.",
    "file_page": "page",
    "file_data": "data",
    "file_outcomes": "{given} in full, {part} in part, {nothing} not, {open} wait for a fact",
    "verify_what": "Give SCENARIO and RUN, or --file FILE.",
    "file_one_or_all": "Give one HOUSEHOLD, or --all DIR.",
    "file_names_not_for_household": ("A household's file has no names: --with-names is for caseworkers and auditors."),
    # generate
    "generated": "The scenario is in {folder}. Next: pairing check {folder}",
    "unknown_kind": "There is no kind of scenario {value}. {hint}Known: {names}.",
    "generate_place": (
        "{value} holds something else than a scenario of this kind, so nothing was written. Choose "
        "another folder with --out."
    ),
    # help
    "help_usage": "Usage:",
    "click_try_help": "Try '{command} {option}' for help.",
    "click_error": "Error: {message}",
    "click_aborted": "Aborted!",
    "click_missing_command": "Missing command.",
    "click_missing_argument": "Missing argument",
    "click_missing_option": "Missing option",
    "click_bad_value": "Invalid value: {message}",
    "click_bad_value_for": "Invalid value for {param_hint}: {message}",
    "click_no_option": "No such option {name!r}.",
    "click_no_command": "No such command {name!r}.",
    "click_did_you_mean_one": "Did you mean {possibility}?",
    "click_did_you_mean_many": "(Did you mean one of: {possibilities}?)",
    "click_extra_one": "Got unexpected extra argument ({args})",
    "click_extra_many": "Got unexpected extra arguments ({args})",
    "click_needs_value_one": "Option {name!r} requires an argument.",
    "click_needs_value_many": "Option {name!r} requires {nargs} arguments.",
    "click_takes_no_value": "Option {name!r} does not take a value.",
    "click_not_choice_one": "{value!r} is not {choice}.",
    "click_not_choice_many": "{value!r} is not one of {choices}.",
    "click_not_number": "{value!r} is not a valid {number_type}.",
    "click_out_of_range": "{value} is not in the range {range}.",
    "click_path_missing": "{name} {filename!r} does not exist.",
    "click_path_is_file": "{name} {filename!r} is a file.",
    "click_path_is_folder": "{name} {filename!r} is a directory.",
    "click_path_unreadable": "{name} {filename!r} is not readable.",
    "help_any_options": "[OPTIONS]",
    "help_any_command": "COMMAND [ARGUMENTS]",
    "help_examples": "Examples:",
    "help_arguments": "Arguments:",
    "help_options": "Options:",
    "help_statuses": "Exit status:",
    "help_default": "[default: {value}]",
    "help_required": "[required]",
    "help_more": "`pairing COMMAND --help` says more about each command.",
    "help_pairing": ("Match needs with resources: helpers with households, people with jobs, funds with needs."),
    "help_pairing_scenario": (
        "A SCENARIO is a folder with tables (CSV, XLSX, Parquet) and one scenario.toml, or a workbook as "
        "`pairing init` writes it."
    ),
    "task_before": "Before solving:",
    "task_find": "Find a plan:",
    "task_trust": "Trust a plan:",
    "task_weigh": "Weigh plans:",
    "task_files": "Files and reports:",
    "task_try": "Try it out:",
    "exit_0": "done",
    "exit_1": "bad data: every fault is listed",
    "exit_2": "wrong usage",
    "exit_3": "no plan can keep all limits",
    "exit_4": "no plan was found in time",
    "exit_5": "a plan failed verification",
    "exit_130": "stopped by Ctrl-C",
    "example_check": "is the data fit to use?",
    "example_solve": "find the best plan",
    "example_verify": "check it again, independently",
    "example_explain": "why did this household get it?",
    "help_argument_scenario": "Folder of a scenario, or its workbook (.xlsx).",
    "help_argument_run": "Folder that `pairing solve` wrote.",
    "help_argument_need": "Number of one need; without it, all are counted.",
    "help_argument_id": "Number of a need, a household or a resource.",
    "help_argument_household": "Number of the household.",
    "help_argument_dir": "Folder to write; what is there already is left alone.",
    "help_argument_kind": "One of sanjiao, wenzhou, huichuan, fuyang, jinjiang.",
    "help_argument_shell": "One of bash, zsh, fish.",
    "scenario_not_there": (
        "There is no {file}. Give the folder of a scenario or its workbook; `pairing init DIR` starts a new one."
    ),
    "faults_next": "To see them in the tables: pairing check {scenario} --mark marked.xlsx",
    "option_json": "Print one JSON record instead of text; errors too.",
    "option_lang": "Language, en or zh; else the environment's (PAIRING_LANG, LANG).",
    "option_version": "Show the version.",
    "option_help": "Show this help.",
    "option_seed": "Decides between plans that are equally good.",
    "option_gap": "Stop a goal once the plan is within this share of its bound, such as 0.001.",
    "option_threads": "Use at most N threads.",
    "option_policy": "Policy to follow; else the one that scenario.toml names.",
    "option_quiet": "Print neither progress nor summary.",
    "option_quiet_progress": "Print no progress.",
    "option_quiet_all": "Print nothing.",
    "option_solve_seconds": "Stop after this long (else 300) and keep the best plan so far.",
    "option_each_solve_seconds": "Stop each solve after this long (else 300).",
    "option_compare_seconds": ("Stop each solve after this long (else 300); a programme planned by itself is one."),
    "option_explain_seconds": ("For all that is solved again; else 60 for each question, and 300 for --prices."),
    "option_run_scenario": ("The scenario of the run. Default: the folder that RUN is in, or the workbook beside it."),
    "help_check": "List every fault of a scenario, or say what would be solved.",
    "option_mark": ("Write the workbook, or the folder's tables as one, with every wrong cell coloured and commented."),
    "example_check_jq": "only file, row, column and what is wrong",
    "help_verify": "Check a run again from the tables, by a second program.",
    "help_verify_what": (
        "Every match is checked against the rules, every limit is summed, every goal's value and bound "
        "is computed again. With --file: one household's decision, from its file alone."
    ),
    "option_verify_file": ("JSON of an auditor's file: judge this one decision, alone or beside SCENARIO and RUN."),
    "example_verify_and": "and go on only if the plan holds",
    "example_verify_file": "one household, from its file alone",
    "example_verify_both": "the same, beside the tables and the plan",
    "help_entitled": "Say which policies fit a need, or how many each of them fits.",
    "example_entitled_all": "how many people does each policy fit?",
    "example_entitled_one": "which policies fit this person, and what must be asked first?",
    "help_screen": "Find the same person in two lists.",
    "option_same": "Only the [[same]] of this code.",
    "option_screen_out": "Write the pairs to decide, after those decided, as a table to fill in.",
    "help_init": "Start a scenario: a folder with a workbook to fill in.",
    "help_init_what": (
        "The workbook has a sheet for each table, with example rows of a small town, and sheets for the "
        "rules, limits and goals. It can be solved as it is. On a terminal, what is not given is asked."
    ),
    "option_programme": ("Kind of programme; may be given several times. Default: asks on a terminal, else pairing."),
    "option_from": ("Instead of a template: a folder as a workbook, or a workbook as a folder with scenario.toml."),
    "example_init_asks": "asks what it should hold",
    "example_init_book": "a scenario as one workbook",
    "example_init_back": "and back: tables and scenario.toml",
    "help_solve": "Find the best plan, verify it, and write it to a folder.",
    "help_solve_whole": (
        "The folder appears whole or not at all: after an error, or where no plan keeps all limits, "
        "nothing is written. Ctrl-C keeps the best plan so far where there is one, marked as interrupted."
    ),
    "help_solve_repair": (
        "Where nothing fits, standard error says what conflicts and the cheapest repair, and standard "
        "output has that repair as a file for --repair."
    ),
    "option_solve_out": (
        "Folder for the run's files; an earlier run there is replaced. Default: SCENARIO/out, or "
        "BOOK-out beside BOOK.xlsx."
    ),
    "option_repair": "Bend the limits that this file names, as printed where nothing fits.",
    "example_solve_policy": "another policy, at most a minute",
    "example_solve_jq": "only the goals, for a script",
    "example_solve_keep": "where nothing fits, keep the repair,",
    "example_solve_repair": "and solve with it",
    "help_explain": "Say why someone got what they got, and what would change it.",
    "help_explain_what": (
        "ID is a need, a household with all its needs, or a resource: why it got what it got and what "
        "would change that, or why it is full or has room. Without ID: all reasons in groups, and the "
        "places and limits that cost most."
    ),
    "option_exact": "Solve again for what the run itself could only bound.",
    "option_explain_scenario": (
        "For what is solved again: the scenario of the run. Default: the folder that RUN is in, or the "
        "workbook beside it."
    ),
    "option_with": "With --exact: what it would cost to have this one.",
    "option_prices": "Solve again without each rule, limit and pin: what would that gain?",
    "example_explain_all": "all reasons, and what costs most",
    "example_explain_one": "one household, with what would turn its no into a yes",
    "example_explain_full": "one group: why is it full?",
    "example_explain_exact": "solve again for the exact cost",
    "example_explain_prices": "what each rule, limit and pin costs the plan",
    "help_metrics": "Count from the tables what a plan does for whom.",
    "option_metrics_against": ("Another run of the same scenario: who gains, who loses, and what fairness costs."),
    "help_compare": "Set policies side by side in one table.",
    "help_compare_what": (
        "The first column is the scenario's own policy with all programmes planned together. Every plan "
        "is checked from the tables."
    ),
    "option_policies": "Further policies or procedures, with commas between.",
    "option_apart": "Plan each policy programme by programme as well.",
    "option_compare_out": "Folder for compare.html, compare.csv and compare.json.",
    "option_markdown": "Print the tables in Markdown.",
    "help_sensitivity": "Move the weights and say which decisions flip.",
    "help_sensitivity_what": (
        "The weights of the scenario's indexes, or of its scores where it has none, are moved by up to "
        "20 %. Every draw solves once more, and so does the search for the smallest change of one weight "
        "that turns a decision: how likely each is, and what turns it."
    ),
    "option_index": "Move only the weights of the [[index]] of this code.",
    "option_draws": "How often weights are drawn.",
    "option_search": "Plans to make in search of what turns each decision. Default: twice the draws.",
    "option_sensitivity_out": "Folder for sensitivity.json and sensitivity.csv.",
    "help_report": "Write the report of a run as one HTML file.",
    "help_report_what": (
        "The file needs nothing else: no network, no other file. `pairing solve` writes report.html into "
        "the run's folder in the language it spoke; this command makes it again in the language asked "
        "for. Nothing is solved."
    ),
    "option_report_out": "Where to write it; a file there is replaced. Default: report-LANG.html beside RUN.",
    "example_report_zh": "report-zh.html beside the folder run",
    "help_file": "Write the file of one household, or of all.",
    "help_file_what": (
        "What was decided and why: a page to print and sign, and the same as JSON. A household's own "
        "file has plain words and nothing about others; a caseworker's has points, rules and backups; an "
        "auditor's has all that it takes to judge the decision again with `pairing verify --file`."
    ),
    "option_file_all": "The files of all households, with an index, into a folder of their own.",
    "option_file_for": "Who may read it, and so what is in it.",
    "option_file_names": "Names of people too; not for a household.",
    "option_file_out": "Where the page and the record of one household go. Default: here.",
    "option_file_scenario": (
        "The scenario of the run; auditors' files and names need it. Default: the folder that RUN is in."
    ),
    "example_file_here": "the caseworker's page, here",
    "example_file_notice": "the notice to the household, in Chinese",
    "example_file_all": "all notices, with an index",
    "example_file_auditor": "all that an auditor needs",
    "example_file_json": "the record alone, to standard output",
    "help_generate": "Write an invented scenario of any size.",
    "help_generate_what": (
        "Invented after five real programmes: sanjiao, wenzhou, huichuan, fuyang and jinjiang. The same "
        "kind, size and seed give the same tables on every machine. Above a million households they are "
        "Parquet."
    ),
    "option_households": "How many households; everything else scales with them. Default: as published.",
    "option_generate_seed": "Other people, same structure. Default: the kind's own.",
    "option_generate_out": "Folder for the scenario.",
    "help_completion": "Print the script that makes the Tab key complete commands.",
    "help_completion_what": (
        "The Tab key then completes commands, options, scenarios, policies and ids. Run the line for "
        "your shell once, and open a new terminal."
    ),
    "help_entitled_what": (
        "With NEED: which policies fit it, and why others do not. Without: for each policy, whom it "
        "fits, and what must be filled in first."
    ),
    "help_screen_what": (
        "Two lists often name one person in two ways. What is certain is matched; the pairs that a "
        "person must decide are listed, and --out writes them as a table to fill in."
    ),
    "help_metrics_what": (
        "Coverage, gaps, evenness, groups, envy, loads and money. With --against also who gains and who "
        "loses from one plan to the other."
    ),
    "option_seeds": "How many draws.",
    "option_compare_seed": "The first draw; the next one is SEED + 1.",
    "option_arrivals": "Deal out the days of arrival anew in each draw.",
    "example_compare_draws": "thirty draws, with a page to read",
    "example_compare_invented": "invented people, drawn anew",
    "help_compare_draws": (
        "Policies meet the same people, lots and arrivals in each draw, so that they differ by what they "
        "do. A SCENARIO such as `sanjiao:200` has 200 households that are invented anew in each draw."
    ),
    "help_compare_apart": (
        "With --apart the programmes are also planned one after the other, in the order of "
        "scenario.toml, each by the goals that speak of it and within what earlier ones have left."
    ),
    "help_compare_accept": (
        "Where an acceptance test of scenario.toml ([[accept]]) does not hold, the exit status is 6."
    ),
    "help_argument_scenarios": "One or more scenarios, or invented people such as `sanjiao:200`.",
    "exit_6": "an acceptance test of `compare` does not hold",
    "check_programme": "{title} ({kind})",
    "file_not_there": "{file} is not there. Check the path.",
    "file_denied": (
        "{file} may not be opened: the right is missing, or another program holds it. Close it there, or "
        "ask for the right."
    ),
    "system_no_file": "no such file or folder",
    "system_denied": "no right to do so",
    "system_folder": "it is a folder",
    "system_no_folder": "part of its path is no folder",
    # lead
    "side_least": "at least",
    "side_most": "at most",
    # limits
    "limit_own_elsewhere": (
        "{column} does not list {value}, which the limit says something about. {hint}Listed: {names}."
    ),
    "limit_per_missing": (
        "The limit says what groups the matches of some programmes, but not of {value}. Give {column} for each of them."
    ),
    "per_counts_differ": (
        "{column} has more columns for one programme than for another; a group needs as many values in each."
    ),
    # lists
    "list_name_taken": (
        "{column}: the name {value} is taken by a table, a view or a file of the run; choose another code."
    ),
    "list_private_office": (
        "{column} would show {value}, which tells who a person is. Lists go by numbers; leave it out."
    ),
    "list_private_peers": (
        "{column} would show {value}, which peers must not see: it tells who a person is, or of hardship "
        "or aid. Name the columns that they may see."
    ),
    "list_unfounded": "The run gives a list {value} that the scenario does not ask for.",
    "list_missing": "The list {value} is missing from the run.",
    "list_length_differs": "The list has {value} rows; by the tables and the plan it has {due}.",
    "list_row_differs": "The row differs from what the tables and the plan give: {due}.",
    "expected_audience": "office or peers",
    "expected_select": "a SELECT",
    # market
    "unfit_weighed": (
        "{column}: the procedure {value} counts places, and here needs take up different parts of a "
        "resource (weight in holds)."
    ),
    "procedure_blocking": (
        "{blocking} pairs would both rather be matched: in {waste} the resource has room, in {envy} it "
        "has somebody it likes less."
    ),
    "procedure_stable": "No pair is left that would both rather be matched.",
    "unfit_no_places": (
        "{column}: the procedure {value} is for programmes that give places, one to each need; none here does."
    ),
    "unfit_tied": (
        "{column}: the procedure {value} knows exact chances where limits bind single needs or single "
        "resources; {limit} ties them together or asks for more."
    ),
    "unfit_no_shares": (
        "{column}: in the procedure {value} funds share the cost of a need, each by however little; no "
        "programme here gives money without a minimum amount."
    ),
    "procedure_elsewhere": "Programmes for which the procedure has no meaning went by {procedure}.",
    # metrics
    "sensitivity_nothing": (
        "Nothing to move: a scenario needs an [[index]] with two weighted dimensions, or two scores."
    ),
    "index_unknown": "There is no index {code}; there are: {codes}.",
    "step_sensitivity": "moving the weights",
    "sensitivity_title": "{title}: how firm the decisions are",
    "sensitivity_weights": "Policy {policy}; weights: {weights}",
    "sensitivity_flip": (
        "Weights moved by up to {span} %, {draws} times: {flip} of {decisions} decisions flip at least "
        "once ({served} needs are served as things are; {solves} plans were made)."
    ),
    "sensitivity_no_plan": "In {count} draws there was no plan; they do not count.",
    "sensitivity_tied": (
        "{tied} decisions hang on a tie: with the weights as they are, another seed decides them otherwise."
    ),
    "sensitivity_how": (
        "What turns it: the smallest change of one weight, found by solving again, from nothing to "
        "double; a turn there and back within one stretch would be missed."
    ),
    "sensitivity_bounds": (
        "What turns it: the smallest change of one weight, from nothing to double; the search ended "
        "before every stretch was narrow, so some are bounds. More draws search longer."
    ),
    "sensitivity_firm": "No decision flips, and no single weight from nothing to double turns one.",
    "sensitivity_files": "Files in {folder}: sensitivity.json, sensitivity.csv",
    "head_need": "need",
    "head_now": "now",
    "head_chance": "chance",
    "head_flips": "flips",
    "head_turn": "what turns it",
    "decision_served": "served",
    "decision_not_served": "not served",
    "decision_tied": "a tie",
    "turn_more_exact": "{weight} up by {most} %",
    "turn_less_exact": "{weight} down by {most} %",
    "turn_more_between": "{weight} up by {over} to {most} %",
    "turn_less_between": "{weight} down by {over} to {most} %",
    "metrics_title": "{title}: what the plan does, counted from the tables",
    "metrics_nothing_households": "Households with nothing from any programme: {count} of {all}",
    "metrics_nothing_needs": "Needs with nothing: {count} of {all}",
    "metrics_no_needs": "no needs",
    "metrics_coverage": "{helped} of {needs} needs get something ({share}); {filled} get all they want",
    "metrics_weighted": "by priority: {share} of the weight is reached",
    "metrics_given": "given {given} of {wanted} ({share}); {unmet} short",
    "metrics_gap": (
        "{short} of the needs are short, on average of all by {gap} of what they want; severity {severe} (FGT 0, 1, 2)"
    ),
    "metrics_worst": (
        "share given: least {least}, 5th percentile {p5}, 10th {p10}, worst tenth on average {worst_tenth}"
    ),
    "metrics_all_or_nothing": "every need gets all or nothing: Gini is 1 - coverage and says nothing more",
    "metrics_uneven": ("evenness of the share given: Gini {gini}, Theil {theil}, Atkinson {atkinson}, Jain {jain}"),
    "metrics_theil": "Theil within groups by {by} {theil_within}, between them {theil_between}",
    "metrics_no_waste": "nothing is wasted: no need that is short could still be given anything",
    "metrics_waste": ("wasted: needs that are short and could still be given something: {needs} ({links} links)"),
    "metrics_blocking": "blocking pairs, limits beyond the resource's own aside: {pairs}",
    "metrics_envy": "needs with justified envy (someone of lower priority has what they would take): {needs}",
    "metrics_pareto_yes": "Pareto efficient: no need can get more unless another gets less",
    "metrics_pareto_no": "not Pareto efficient; needs that could get more at nobody's cost: {needs}",
    "metrics_pareto_open": (
        "Pareto efficiency is open; needs that could get more at nobody's cost if only capacities "
        "counted, which other limits may forbid: {needs}"
    ),
    "metrics_load": "load of the resources ({count}): mean {mean}, most {most}, Gini {gini}, idle {idle}",
    "metrics_money": "money used {used} in {grants} grants of {each} on average; lapsed {lapsed}",
    "metrics_distance": "distance: mean {mean} km, 95th percentile {p95} km, farthest {most} km",
    "metrics_waited_helped_days": (
        "those helped waited {mean} days on average (95th percentile {p95}, longest {most})"
    ),
    "metrics_waited_with_nothing_days": (
        "those with nothing have waited {mean} days on average (95th percentile {p95}, longest {most})"
    ),
    "metrics_waited_helped_arrivals": (
        "those helped came {mean} before the last arrival on average (95th percentile {p95}, first {most})"
    ),
    "metrics_waited_with_nothing_arrivals": (
        "those with nothing came {mean} before the last arrival on average (95th percentile {p95}, first {most})"
    ),
    "metrics_overtaken": "needs with nothing that came before someone who is helped: {needs}",
    "metrics_churn": "of {earlier} earlier matches {kept} are kept and {lost} lost ({share}); {new} are new",
    "group_region": "region",
    "group_tier": "tier",
    "group_sex": "sex",
    "group_age": "age",
    "head_group": "by",
    "head_worst": "worst",
    "head_best": "best",
    "head_ratio": "ratio",
    "head_four_fifths": "four fifths",
    "head_tenth_gap": "widest gap at equal need (tenth)",
    "head_hidden": "hidden",
    "four_fifths_kept": "kept",
    "four_fifths_missed": "missed",
    "against_run": "Against the other run (this plan first)",
    "against_needs": (
        "{title}: needs that get more {gain}, less {lose}; something only here {start}, only there "
        "{stop}; matches kept {kept}, lost {lost}, new {new}"
    ),
    "against_given": "given {given}, there {there}",
    "against_points": (
        "points {here}, there {there}: this plan gives up {share} (price of fairness, where the other is the best)"
    ),
    "against_pareto_same": "every need gets the same in both",
    "against_pareto_here": "this plan dominates: nobody gets less, someone more",
    "against_pareto_there": "the other plan dominates: nobody gets less there, someone more",
    "against_pareto_neither": "neither plan dominates the other",
    "sex_1": "male",
    "sex_2": "female",
    "expected_index_method": "weighted or counting",
    "expected_dimension": "at least one [[index.dimension]]",
    "expected_anchors": (
        "at least two pairs of value and points such as [[300, 100], [1500, 0]], values rising, points "
        "whole from 0 to 100"
    ),
    "index_no_weight": "{column}: every weight is 0; at least one dimension must count.",
    "index_cutoff_weighted": '{column}: only the method "counting" has a cutoff.',
    "index_value_or_deprived": (
        "{column}: a dimension needs either a value with anchors, or a condition deprived; not both."
    ),
    "index_counts_deprived": '{column}: the method "counting" asks for a condition: write it as deprived.',
    "index_anchors_alone": "{column}: anchors map a value onto points; there is no value here.",
    "index_name_taken": ("{column}: the table {table} has a column {value} already; call the index something else."),
    "index_differs": (
        "{column}: {rows} rows of {table} have {value} (points, least, most, unsure); worked out again it is {due}."
    ),
    "goal_money": "money given",
    # prices
    "why_change_room": (
        "With {amount} more at {resource}, kept for it, it would get {more} more and nobody else less."
    ),
    "why_change_extra": (
        "With {amount} more in limit {limit} of {group}, kept for it, {resource} could give it {more} "
        "more and nobody else less."
    ),
    "price_head": "What would it gain to drop it? (solved again without it; the dearest first)",
    "price_none": "Dropping these gains nothing: {names}",
    "price_open": "Not solved in the time; at most:",
    "price_nothing": "nothing",
    "price_rule": "rule {code} of {programme}",
    "price_limit": "limit {code}",
    "price_least": "the least that resources or needs are promised in {programme}",
    "price_must": "the decision that {resource} serves {need}",
    "price_must_not": "the ban of {resource} for {need}",
    "exact_margin": "To take {resource} away from it costs the plan {loss}.",
    "exact_one_more": "With {amount} more the plan gains {worth}.",
    "exact_one_less": "With {amount} less the plan loses {worth}.",
    "limit_holds": "what the resource itself has",
    "limit_wants": "what the need wants",
    "limit_via": "the seats on the way",
    "column_of_resource": "{column} of the resource",
    "why_change_own": "One more place at {resource}: then it gets that, and the plan gains {gain}.",
    # proc
    "expected_tiers": "the tiers in their order, the first one first",
    "expected_procedure": "a procedure's name",
    "expected_settings": "a table of settings, such as { share = 0.9 }",
    "unknown_procedure": "There is no procedure {value}. {hint}Known: {names}.",
    "settings_without_procedure": "{column}: only a procedure takes settings; name one, or leave them out.",
    "sql_not_moment": (
        "{column} must give a number or a date, but {value} gives {found}. Cast it, or name another column."
    ),
    "procedure_setting_unknown": ("The procedure of the policy {column} has no setting {value}. {hint}Known: {names}."),
    "status_procedure": (
        "Made by the procedure {procedure}. It keeps every limit; the procedure goes its own way and "
        "looks for no best plan."
    ),
    "goal_measured": "measured, not aimed at",
    "procedure_changed": "To keep floors, pins and minimum grants, {count} of its decisions were changed.",
    "procedure_draw": "Lots drawn with seed {seed}; their fingerprint is {hash}.",
    "compare_procedure": "{column}: made by a procedure, which looks for no best plan.",
    "unmet_outranked": "Others have the places: by the rule of the procedure they come before it.",
    "left_outranked": "others came before them by the rule of the procedure",
    "unmet_lottery": "The lot put others before it, and they have the places.",
    "left_lottery": "the lot put others before them",
    "procedure_goals_differ": (
        "{column}: a procedure's plan has goals with a value and no bound, gap or price; this says {value}."
    ),
    "procedure_differs": "The run says that the procedure {value} made the plan; by the policy it is {due}.",
    "unfit_no_priority": (
        "{column}: the procedure {value} goes by priority, and no programme says one. Give priority or "
        "tier in [programme.standing]."
    ),
    "unfit_no_arrival": (
        "{column}: the procedure {value} goes by arrival, and no programme says when needs arrived. Give "
        "arrival in [programme.standing]."
    ),
    "unfit_share": "{column}: the share of the procedure {value} must be a number from 0 to 1, not {share}.",
    "exact_of_procedure": (
        "A procedure ({value}) made the plan in {file}: it goes its own way, so that there is no cost of "
        "a change to be found. Leave out --exact."
    ),
    "unfit_no_points": (
        "{column}: the procedure {value} keeps a share of the best points, and no match has any. Give "
        "the programmes scores."
    ),
    # reasons
    "why_head": "{programme}, {need}: wants {wanted}, gets {given}.",
    "why_head_open": "{programme}, {need}: gets {given}.",
    "why_given": "It gets all that it wants.",
    "why_nothing_asked": "It asks for nothing.",
    "why_match": "{resource} gives {amount}.",
    "why_match_via": "{resource} gives {amount}, by way of {via}.",
    "why_points": "It has {points} points: {scores}.",
    "why_rank": "It is number {rank} of the {among} that fit {resource}, which has {load} of {most}.",
    "why_rank_open": "It is number {rank} of the {among} that fit {resource}, which has {load}.",
    "why_cutoff": 'The last one let in there has {cutoff} for "{goal}"; this one has {own}.',
    "why_margin": 'It would keep this with up to {amount} less for "{goal}".',
    "why_margin_none": "Another plan that gives this elsewhere is just as good.",
    "why_pinned": "A person decided this match beforehand.",
    "why_full": "The limits {limits} are full.",
    "why_rule": "Meets rule {rule}: {values}.",
    "why_rule_plain": "Meets rule {rule}.",
    "why_without": "To give it less would cost the plan {loss}.",
    "why_runner_up": "Next best: {resource}. To switch would cost the plan {loss}.",
    "why_backup": "After that: {resource} at a cost of {loss}.",
    "why_loss": '{amount} for "{goal}"',
    "why_loss_none": "nothing: another plan is as good",
    "why_loss_open": "an amount that is not known (it takes another solve)",
    "why_loss_between": "{low} at least, {high} at most",
    "why_loss_least": "{low} at least",
    "why_loss_most": "{high} at most",
    "why_missing": "To be filled in: {columns}.",
    "why_banned": "{by} ruled out {resource} on {date}: {why}.",
    "why_funnel": "Of {resources} resources, the rules leave, one after another: {stages}.",
    "why_stage": "{rule} {left}",
    "why_eligible": "Resources that fit: {count}.",
    "why_other": (
        "{resource}: it would be number {rank} of {among}; {load} of {most} are taken. To have it would "
        "cost the plan {loss}."
    ),
    "why_other_open": (
        "{resource}: it would be number {rank} of {among}; {load} are taken. To have it would cost the plan {loss}."
    ),
    "why_bar": 'The last one let in at {resource} has {cutoff} for "{goal}"; this one has {own}.',
    "why_money": "It lacks {amount}.",
    "why_chain": "For that, {move} others would move, {lose} would lose a place and {gain} would get one.",
    "why_lottery": "Another plan is just as good: nothing but the seed decided between them.",
    "why_outranked": "Those who have the places count for more in the plan as a whole.",
    "why_floor": (
        "The floor {limit} of {group} takes the place: with one less promised there, it would go to {resource}."
    ),
    "why_reserved": "Held by decisions that people took beforehand, of what fits: {places}.",
    "why_also_limit": "Nothing more is left in: {limit}.",
    "why_change": "What would turn this into a yes:",
    "why_change_points": 'It counts for {amount} more with {resource}, for "{goal}".',
    "why_change_weight": 'It counts for {amount} more, for "{goal}".',
    "why_change_place": "One more in {limit} of {group}: then it gets {resource}, and the plan gains {gain}.",
    "why_change_floor": (
        "One less as the floor of {limit} of {group}: then it gets {resource}, and the plan gains {gain}."
    ),
    "why_change_rule": "Without rule {rule}: resources that fit would be {opens}.",
    "why_change_datum": "Filling in {columns}, so that rule {rule} can be told.",
    "resource_head": "{programme}, {resource}: has {load} of {most}; {eligible} needs fit.",
    "resource_head_open": "{programme}, {resource}: has {load}; {eligible} needs fit.",
    "resource_full": "It is full.",
    "resource_no_eligible_needs": "It has room because no need fits it.",
    "resource_needs_met": "It has room because everyone who fits has all that they want.",
    "resource_floor_not_opened": ("It stays unused: fewer than its least of {least} would be worth serving here."),
    "resource_other_limits": (
        "It has room, but the {short} needs that fit and lack something are held back by other limits."
    ),
    "resource_costs_more": (
        "It has room, but giving it to the {short} needs that fit and lack something would cost the plan "
        "more elsewhere."
    ),
    "resource_cutoff": "The last one let in counts for {cutoff}.",
    "resource_one_more": "One more place would gain the plan {gain}.",
    "resource_pinned": "{pinned} of it is held by decisions that people took beforehand.",
    "overview_reasons": "Why needs got what they got",
    "overview_full": "Resources where one more place gains most",
    "overview_limits": "Limits that cost most, per unit",
    "overview_resources": "Why resources are full or have room",
    "overview_ask": "More about one: `pairing explain RUN ID`.",
    "reason_given": "all they want is given",
    "reason_nothing_asked": "asks for nothing",
    "reason_full": "full",
    "reason_no_eligible_needs": "room, but no need fits",
    "reason_needs_met": "room, but everyone who fits has all they want",
    "reason_floor_not_opened": "unused, as its least is not reached",
    "reason_other_limits": "room, but other limits hold back those who fit",
    "reason_costs_more": "room, but using it would cost more elsewhere",
    "reasons_not_there": "{run} has no reasons.jsonl: solve again with this version.",
    "reasons_unreadable": "{run}: reasons.jsonl cannot be read (line {line}). Solve again.",
    "reasons_unknown_id": "{run} knows no need and no resource {value}. Near: {near}.",
    "reasons_no_scenario": "Where is the scenario of {run}? Name its folder with --scenario.",
    "exact_cost": "To have one more of {resource} costs the plan {loss}.",
    "exact_never": "No plan that keeps every limit has it.",
    "exact_late": "It was not solved to the end in time.",
    "exact_less": "To give it nothing costs the plan {loss}.",
    "why_cutoff_same": "The last one let in there counts for as much.",
    "why_bar_same": "The last one let in at {resource} counts for as much.",
    "why_rule_opened": "Rule {rule} would refuse it; {via} makes up for that.",
    "reasons_other_scenario": "{run} was not made from the scenario in {scenario} as it stands: solve again.",
    "exact_head": "Solved again with {resource}:",
    "why_also_banned": "A person ruled out another match.",
    "file_reasons": "why everyone got what they got: read it with `pairing explain`",
    # repair
    "expected_bend": "how many times the usual price, such as 5 (over 0, at most 1000), or false",
    "expected_limit": "the code of a limit, such as help.holds",
    "expected_group": "a group: one text, or a list of texts where several columns name it",
    "expected_side": '"least" or "most"',
    "expected_bound": "a whole number, or yuan with at most two decimals where the limit counts money",
    "infeasible": "No plan can keep all limits, so no plan was written.",
    "infeasible_conflict": "These cannot all hold together; without any one of them the others could:",
    "infeasible_conflict_late": (
        "These cannot all hold together (the time was up: some of them may not even be needed for that):"
    ),
    "infeasible_patch": (
        "Standard output has this repair as a file. Keep it as repair.toml, change it if you judge "
        "otherwise, and solve again with --repair repair.toml."
    ),
    "advice_cheapest": ("The cheapest repair that makes a plan possible (whether it is right, you must judge):"),
    "advice_found": (
        "A repair that makes a plan possible (the time was up before it was certain that none is "
        "cheaper; whether it is right, you must judge):"
    ),
    "advice_impossible": (
        "No bending of limits makes a plan possible: those that conflict have bend = false in "
        "scenario.toml, or are no limits."
    ),
    "advice_late": (
        "No repair was found in the time allowed, and none was ruled out. Give more time with --time-limit."
    ),
    "advice_price": "Price: {price}, where moving a bound by half costs 0.5, giving it up 2, and a pin 10.",
    "advice_lift": "let the pin go",
    "patch_use": "Apply with: pairing solve SCENARIO --repair THIS_FILE",
    "element_pin": "pin",
    "element_link": "match",
    "element_pin_match": "must be together",
    "element_pin_least": "must be at least {bound}",
    "element_link_most": "at most {bound} a match",
    "element_link_least": "none, or at least {bound} a match",
    "element_wants_least": "must be given at least {bound}",
    "element_wants_most": "can be given at most {bound}",
    "element_holds_least": "must take at least {bound}",
    "element_holds_most": "can take at most {bound}",
    "element_funds_least": "must give at least {bound}",
    "element_funds_most": "can give at most {bound}",
    "element_via_least": "must fill at least {bound}",
    "element_via_most": "has room for at most {bound}",
    "element_limit_least": "at least {bound}",
    "element_limit_most": "at most {bound}",
    "element_each": "{asked} each",
    "listed": "{first}, {then}",
    "summary_bent": "Limits that were bent for this plan (repair.toml):",
    "file_repair": "the repair that was applied",
    "verdict_bent": "The run bends limits, as its repair.toml says:",
    "repair_unreadable": "{file} cannot be read: {detail}.",
    "repair_format": "{value} is no format of a repair that this program knows; it reads {due}.",
    "repair_elsewhere": "This repair was made for the scenario {value}, and this one is {due}.",
    "repair_stale": ("{value} is not what it was when this repair was made. Solve without --repair for a fresh one."),
    "repair_unknown_limit": "There is no limit {value}. {hint}Limits: {names}.",
    "repair_unknown_group": "The limit {limit} has no group {value}. {hint}",
    "repair_forbidden": "The limit {limit} must not be bent: scenario.toml says bend = false.",
    "repair_soft": "The limit {limit} is soft: it bends by itself, at its price.",
    "repair_twice": "{limit} changes the same bound of {group} twice.",
    "repair_differs": ("The bound of {limit} for {group} is {now}, not {before} (in fen where it counts money)."),
    "repair_least_above_most": "After this repair {limit} would ask {group} for more than it allows.",
    "repair_no_pin": "No pin holds {need} with {resource} in {programme}.",
    "run_repair_differs": "What the repair says here is not so for this scenario, or not allowed: {value}.",
    "run_repair_missing": ("The run has a repair.toml that its summary does not tell of, or the other way round."),
    "element_says": "{asked}: {says}",
    # report
    "report_title": "{name}: report on the plan",
    "report_kicker": "Report on the plan",
    "report_as_of": "As of {day}",
    "report_policy": "Policy: {policy}",
    "report_contents": "Contents",
    "report_skip": "Skip to the report",
    "report_asked": "What was asked and what is given",
    "report_card_homes": "households ask for help",
    "report_card_needs": "with {count} needs in all",
    "report_card_homes_helped": "households get something",
    "report_card_whole": "needs are met in full",
    "report_card_matches": "helpers and posts assigned",
    "report_card_money": "money assigned",
    "report_card_of": "of {wanted} asked for: {share}",
    "report_card_homes_nothing": "households get nothing yet",
    "report_by_programme": "Programme by programme",
    "report_head_programme": "Programme",
    "report_head_asked": "Needs",
    "report_head_helped": "Get something",
    "report_head_given": "Assigned",
    "report_head_covered": "Of what is asked",
    "report_head_missing": "Still missing",
    "report_entitled": (
        "{title}: {resources} policies and services without a quota were looked up for {needs} people or "
        "households; {needs_with_any} of them fit at least one (see entitled.csv)."
    ),
    "report_quality": "How good the plan is",
    "report_quality_how": (
        "The goals are taken in strict order: a later one never costs an earlier one more than was "
        'allowed. Each is set beside the most that any plan could reach. "Proved" means that anyone can '
        "check that bound from the prices in proof.json."
    ),
    "report_goals": "The goals in their order",
    "report_head_goal": "Goal",
    "report_head_reached": "Reached",
    "report_head_possible": "Of what is possible",
    "report_head_proof": "What is known",
    "report_missed": "What could not be kept in full",
    "report_bent": "Limits that were bent",
    "report_left": "Who is left with less, and why",
    "report_left_how": (
        "Every need that got less than it asks for has one main reason. What each household was told "
        "stands in unmet.csv; here reasons are counted, and those of fewer than ten needs are put together."
    ),
    "report_kinds": "{count} needs got less than they ask for",
    "report_kind_means": "Not enough helpers, places or money",
    "report_kind_limits": "Held back by a limit, or by what comes first",
    "report_kind_rules": "The rules do not allow it",
    "report_kind_data": "A datum is missing",
    "report_mend_means": "more of them: see the wish list",
    "report_mend_limits": "a decision on the limit or the policy",
    "report_mend_rules": "nothing to mend unless the rule is changed",
    "report_mend_data": "someone looks and fills it in",
    "report_head_why": "Reason",
    "report_head_needs": "Affected needs",
    "report_head_mends": "What would mend it",
    "report_head_nothing": "Nothing at all",
    "report_left_in": "{count} needs with a gap",
    "report_left_small": "told together, as fewer than ten needs have one of them: {reasons}",
    "report_wishes": "What would help most",
    "report_wishes_how": (
        "Proposals for the wish pool: everything that is missing, by kind, those first that would reach "
        "most needs. Each figure is the most that this one thing could help."
    ),
    "report_wishes_table": "What is missing",
    "report_head_kind": "Kind",
    "report_head_wish": "Proposal",
    "report_head_helps": "Helps up to",
    "report_head_where": "Most of all in",
    "report_wish_helpers": "Helpers",
    "report_wish_jobs": "Posts",
    "report_wish_money": "Money",
    "report_wish_limits": "Decision",
    "report_wish_data": "Data",
    "report_wish_of": "{programme}: {words}",
    "report_wish_more_helpers": "{amount} more places with helpers",
    "report_wish_more_jobs": "{amount} more posts that fit",
    "report_wish_more_money": "{amount} more",
    "report_wish_fill": 'fill in "{column}" where it is empty',
    "report_fairness": "Is it fair?",
    "report_fairness_how": (
        "The upright mark in each bar is the mean of all groups. Groups of fewer than ten households are "
        "shown together."
    ),
    "report_by_place": "By place",
    "report_by_tier": "By tier of hardship",
    "report_apart": "Of what is asked, between {low} ({worst}) and {high} ({best}) is met.",
    "report_fairness_table": "How much of what is asked is met",
    "report_head_homes": "Households",
    "report_head_any": "Get something",
    "report_head_matches": "Helpers and posts",
    "report_head_money": "Money",
    "report_head_tier": "Tier",
    "report_small_groups": "small groups together ({count})",
    "report_level_village": "Village",
    "report_level_community": "Community",
    "report_level_town": "Town or street",
    "report_level_quarter": "Quarter",
    "report_level_county": "County",
    "report_level_district": "District",
    "report_level_zone": "Zone",
    "report_tier_destitute": "destitute",
    "report_tier_dibao": "dibao",
    "report_tier_marginal": "marginal to dibao",
    "report_tier_expenditure": "high expenses",
    "report_tier_temporary": "in temporary hardship",
    "report_tier_other": "other",
    "report_tier_untold": "not told",
    "report_map": "Place by place",
    "report_map_how": (
        "Each disc is a place where its households live: the larger, the more of them ask; the greener, "
        "the more of what they ask for is met."
    ),
    "report_map_grid": (
        "The tables tell no coordinates, so the places stand in order. The larger a disc, the more "
        "households ask; the greener, the more of what they ask for is met."
    ),
    "report_map_small": "Places with fewer than ten households are not drawn: {count}.",
    "report_map_picture": "What is met, place by place: {level}",
    "report_map_alt": "Map of {count} places ({level}). Least is met in {worst}.",
    "report_map_disc": "{place}: {homes} households, {share} met",
    "report_map_table": "The map as a table",
    "report_head_met": "Met on average",
    "report_money": "Where the money comes from and where it goes",
    "report_money_how": ("{total} are given. The picture shows from which source, for which purpose and to whom."),
    "report_money_picture": "From source to purpose to household",
    "report_money_alt": (
        "Flow of {total} from {sources} sources to purposes and tiers of hardship; the table below has every figure."
    ),
    "report_money_table": "The flows as a table",
    "report_head_source": "Source",
    "report_head_purpose": "Purpose",
    "report_head_yuan": "Yuan",
    "report_head_share": "Share",
    "report_head_budget": "Budget",
    "report_head_used": "Used",
    "report_head_remains": "Left",
    "report_other_sources": "{count} other sources",
    "report_funds": "The funds, and what is left of them",
    "report_funds_all": "Budgets and what is left",
    "report_funds_most": "{shown} of {count} funds, those with most left first",
    "report_load": "How helpers are loaded",
    "report_load_how": "Who is full, who still has room and why, and how evenly the work is spread.",
    "report_load_why": "Full or with room, and why",
    "report_head_state": "State",
    "report_head_helpers": "Helpers or posts",
    "report_head_room": "Free places",
    "report_load_spread": "Spread of the load",
    "report_head_load": "Each has",
    "report_pairs": "Who stands with whom",
    "report_pairs_how": (
        "Choose a place to see its helpers on the left and those they serve on the right, by their ids "
        "alone. Hollow marks on the right have no one. Of a large place the first {most} are drawn; all "
        "stand in plan.csv."
    ),
    "report_pairs_choose": "Show",
    "report_pairs_picture": "Helpers and those they serve",
    "report_pairs_alt": (
        "Lines from helpers to those they serve in the chosen place; the table below names every one by id."
    ),
    "report_pairs_table": "The picture as a table",
    "report_pairs_none": "no one yet",
    "report_head_helper": "Helper",
    "report_head_served": "Serves",
    "report_earlier": "Beside the earlier plan",
    "report_earlier_how": (
        "What the history tells of each programme, beside this plan. Shares in the bars are of then and "
        "of now, so that the shapes can be compared."
    ),
    "report_then_table": "Then and now",
    "report_head_then": "Then",
    "report_head_now": "Now",
    "report_then_served": "people or households served",
    "report_then_money": "money given in all",
    "report_then_mean": "money for each payment on average",
    "report_then_kept": "of them with the same helper or fund as before",
    "report_then_again": "of them served before",
    "report_then_amounts": "How large payments are",
    "report_then_loads": "How many helpers have how many",
    "report_prices": "Where one more place helps most",
    "report_prices_exact": (
        "Each figure is exact: what the best plan would gain if this one place were added or this one "
        "limit were one looser."
    ),
    "report_prices_proof": (
        "The prices of the proof: what one unit more could gain at most, goal by goal. They show where "
        "the plan is tightest."
    ),
    "report_prices_places": "One more place",
    "report_prices_places_table": "Helpers, posts and funds where one more place gains most",
    "report_prices_limits": "One limit looser",
    "report_prices_limits_table": "Limits that cost most",
    "report_head_gain": "Gain",
    "report_head_limit": "Limit",
    "report_limit_holds": "{programme}: how much one helper or fund can take",
    "report_limit_via": "{programme}: seats on the way",
    "report_worth": 'up to {amount} for "{goal}"',
    "report_worth_money": 'up to {amount} for "{goal}" with each 10,000 yuan',
    "report_method": "Method and data, for auditors",
    "report_method_how": (
        "Every figure here is counted from the scenario's tables and the plan's files; with these files "
        "and the command pairing verify SCENARIO RUN anyone can check the plan again by a second program."
    ),
    "report_run_policy": 'Policy "{policy}" ({code}), seed {seed} to break ties',
    "report_run_goals": "Goals in their order: {goals}",
    "report_run_links": "{links} allowed pairs of a need and a resource were weighed",
    "report_rules": "Rules and their regulations",
    "report_rules_table": "Every rule of this plan",
    "report_head_rule": "Rule",
    "report_head_refuses": "What it says where it refuses",
    "report_head_law": "Regulation",
    "report_head_sql": "Condition",
    "report_limits": "Limits and their regulations",
    "report_limits_table": "Every limit of this plan",
    "report_head_says": "What it says",
    "report_soft_limit": "soft: may be missed at a price",
    "report_hard_limit": "hard: always kept",
    "report_hashes": "Files and versions",
    "report_hashes_how": "A file is the one that was read or written here if its SHA-256 is the same.",
    "report_inputs": "Tables and settings that were read",
    "report_outputs": "Files that were written",
    "report_head_file": "File",
    "report_versions": "Versions",
    "report_head_part": "Part",
    "report_head_version": "Version",
    "report_head_at": "At",
    "report_yuan": "{amount} yuan",
    "report_why_no_eligible": "the rules do not allow it: {says}",
    "report_why_unknown_data": "a datum is missing, so that a rule cannot be told: {says}",
    "report_why_limit": "held back by a limit: {says}",
    "report_load_table": "All programmes",
    "report_head_in_use": "In use",
    "report_head_mean": "Each on average",
    "report_head_heaviest": "Most by one",
    "report_head_taken": "Places taken",
    "report_procedure_how": (
        "The plan follows a procedure: who gets what is decided by its steps, not by weighing all plans. "
        "Each goal of the policy is measured, and nothing is claimed about what other plans could reach."
    ),
    "report_level_region": "Region",
    "report_measures": "Programme by programme: the worst and the best group",
    "report_measures_how": (
        "Coverage is the share of a group's needs that get something. The upright mark stands at four "
        "fifths: where the worst group reaches less than that share of the best, someone should be able "
        "to say why."
    ),
    "report_measures_below": "Below four fifths ({count})",
    "report_measures_above": "Four fifths or more ({count})",
    "report_head_grouping": "Grouped by",
    "report_head_worst": "Worst group",
    "report_head_best": "Best group",
    "report_head_ratio": "Worst to best",
    "report_grouping_region": "place",
    "report_grouping_tier": "tier of hardship",
    "report_grouping_sex": "sex",
    "report_grouping_age": "age",
    "report_sex_1": "men",
    "report_sex_2": "women",
    "report_card_units": "needs ask for help",
    "report_card_units_helped": "needs get something",
    "report_card_units_nothing": "needs get nothing yet",
    "report_log": "Log of the solver",
    "report_privacy": (
        "This report holds figures and ids only: no name, no identity number, no telephone. Groups of "
        "fewer than ten are not shown by themselves. It asks nothing of any network and may be kept and "
        "opened as it is."
    ),
    "report_file": "{file} was written.",
    "file_report": "the plan for people: one file that opens in any browser",
    "report_not_a_run": "{file} is no folder of a run: it has no summary.json that can be read.",
    # review
    "list_column_unclear": (
        "{column}: the column {value} needs a name of its own (... as NAME); a file cannot have two alike."
    ),
    "list_not_for_peers": (
        "{column} reads {value}, which a list for peers may not see; it may read tables and the plan, "
        "not views, what stays unmet, or lists for the office."
    ),
    "against_itself": "The policy {value} cannot be held against itself. Others: {names}.",
    "screen_unknown": "There is no [[same]] of code {code}; there is {codes}.",
    "status_claimed": (
        "No better plan is to be had for its goals, in their order; for some goals only the solver says so (see below)."
    ),
    "left_in_programme": "{title}: {count} short, {nothing} of them with nothing",
    "expected_measure": "count, money or amount",
    "screen_out_exists": (
        "{file} is there already, and someone may have filled it in; choose another name with --out."
    ),
    # rules
    "sql_empty": "{column} is empty: write an expression, or leave the setting out.",
    "sql_too_long": (
        "{column} has {found} characters; at most {limit} are read. Split it into several rules or a "
        "view, or put long lists into a table."
    ),
    "sql_too_many_words": (
        "{column} has {found} words and signs; at most {limit} are read. Split it into several rules or "
        "a view, or put long lists into a table."
    ),
    "sql_too_deep": (
        "{column} is nested too deeply; at most {limit} levels of parentheses, functions and CASE are "
        "read. Split it into several rules or a view."
    ),
    "sql_character": "{column} holds an invisible character, {value}. Delete it or type the text anew.",
    "full_width_sign": (
        "{column} has the full-width sign {value} where SQL needs the plain one. Type it with a Latin "
        "keyboard, or put a name that really holds it in double quotes."
    ),
    "sql_syntax": (
        "{column} cannot be read as SQL near: {value}. Check the spelling, the commas, and that every "
        "parenthesis and quotation mark is closed."
    ),
    "sql_several": ("{column} holds a semicolon: only one expression or one SELECT is read. Leave the semicolon out."),
    "sql_statement": (
        "{column} begins with {value}: only an expression (or, in a view, one read-only SELECT) is allowed."
    ),
    "sql_subquery": ("{column} contains a sub-query: {value}. Put it into a [view] and use the view's columns."),
    "sql_window": "{column} uses the window function {value}, which is allowed only in a [view].",
    "sql_lambda": (
        "{column} uses a lambda, an arrow or a list comprehension ({value}), which is not allowed. Use "
        "list_contains, list_has_any or list_has_all."
    ),
    "sql_parameter": "{column} contains the parameter {value}; write the value itself.",
    "sql_star": ("{column} contains {value}, which stands for many columns. Name the one column that is meant."),
    "sql_aggregate": (
        "{column} uses the aggregate function {value}, which is not allowed here: it speaks of one row "
        "(or one pair). Aggregate in a [view]."
    ),
    "sql_table_function": (
        "{column} reads from the function {value}; only the scenario's own tables and views can be read."
    ),
    "sql_type": (
        "{column} casts to the type {value}. Allowed are BOOLEAN, whole numbers, DECIMAL, DOUBLE, "
        "VARCHAR, DATE, TIMESTAMP and lists of these."
    ),
    "sql_value": ("{column} contains the value {value}, which is no finite number or date. Write a finite one."),
    "sql_pattern": "{column}: the pattern {value} must be a text in quotes of at most {limit} characters.",
    "sql_parentheses": (
        "{column}: put parentheses around the parts of {value}; without them it can be read in two ways."
    ),
    "sql_refused": (
        "{column} contains {value}, which is not part of the SQL that a scenario may use. Say it with "
        "the functions and operators listed in the guide."
    ),
    "unknown_function": "{column} calls {value}, which is not known here. {hint}Known: {names}.",
    "not_deterministic": (
        "{column} uses {value}, which gives another answer on another run. Use as_of() for the date, or "
        "MIN, MAX and ORDER BY to choose a row."
    ),
    "unknown_column": "{column} names the column {value}, which does not exist. {hint}Known: {names}.",
    "unknown_alias": "{column} speaks of {value}, which is not known here. {hint}Known: {names}.",
    "ambiguous_column": (
        "{column} names the column {value}, which several tables have. Say which one is meant: {names}."
    ),
    "unknown_table": "{column} reads the table {value}, which does not exist. {hint}Known: {names}.",
    "order_needed": "{column}: the result of {value} hangs on the order of rows. Add ORDER BY.",
    "sql_not_boolean": "{column} must be true or false, but {value} gives {found}. Write a comparison.",
    "sql_not_number": ("{column} must give a number, but {value} gives {found}. Cast it, or name another column."),
    "sql_mixed": (
        "{column} compares {left} with {right} in {value}. Write try_cast(... as ...) on one side, or "
        "put the value in quotes."
    ),
    "sql_types": "{column}: the types do not fit in {value}: {detail}",
    "sql_conversion": (
        "{column}: a value cannot be converted in {value}. Check dates and numbers in quotes; for cells "
        "that may be badly written use try_cast, which gives NULL."
    ),
    "sql_out_of_range": (
        "{column}: a number grows too large in {value}. Cast it to DOUBLE or DECIMAL first, or use smaller numbers."
    ),
    "sql_error": ("{column}: the database cannot compute {value} ({kind}). Check patterns, lengths and arguments."),
    # same
    "expected_alike": "a list of columns, each a name that both tables have or {{left, right}}",
    "same_key_private": (
        "{value}, the key of {table}, tells who a person is, and keys stand in what screening prints and "
        "writes. Name another column as the key."
    ),
    "same_key_empty": "{table}: {rows} rows have no {key}; every row of a list needs one.",
    "same_key_repeated": ("{table}: {key} {value} stands in {rows} rows; every row of a list needs a key of its own."),
    "same_too_many": (
        "{column} would compare {value} pairs of rows, and {most} is the most. Some cells hold a filler "
        "that thousands of rows share, such as 000000 or 1900-01-01: leave those blank."
    ),
    "same_decided_unknown": ("A decision names {value}, which is no key of {table}. Mend the id or leave the row out."),
    "same_decided_twice": "The decisions on {value} contradict each other. Keep the one that holds.",
    "same_decided_self": "A decision compares {value} with itself. Mend the id or leave the row out.",
    "same_decided_ring": (
        "{value} are said to be two people, yet other decisions make them one. Mend the decision that is wrong."
    ),
    "screen_none": "This scenario compares no lists: it has no [[same]] block.",
    "screen_title": "{code}: who in {left} is who in {right}",
    "screen_title_one": "{code}: who stands twice in {left}",
    "screen_exact": "pairs joined on exact keys",
    "screen_near": "pairs nearly alike, to be decided",
    "screen_decided": "pairs that people have decided",
    "screen_ambiguous": "pairs with an exact key that several rows share, to be decided",
    "screen_alone": "rows of {left} without a partner",
    "screen_alone_one": "rows of {left} without a duplicate",
    "screen_open": "To be decided by a person, the most alike first:",
    "screen_how_to": (
        "To decide, name a table as `decided` in the block, with the columns {columns}: true in `same` "
        "where both rows are one person, false where they are two. `--out FILE.csv` writes that table "
        "with the pairs above to fill in."
    ),
    "screen_written": (
        "The pairs to decide are in {file}: fill in the column `same`, put the file into the scenario's "
        "folder and name it as `decided`."
    ),
    "screen_out_of_one": "--out writes the pairs of one [[same]]; choose it with --same CODE, of: {codes}.",
    "screening_open": ("{code}: {count} pairs of people may be the same and nobody has decided; see `pairing screen`."),
    "head_how_alike": "kind",
    "head_score": "score",
    "head_agrees": "agrees",
    "how_near": "near",
    "how_ambiguous": "ambiguous",
    "alike_exact": "equal: {columns}",
    "alike_sound": "same sound: {columns}",
    "alike_slip": "one slip: {columns}",
    "expected_same_method": "weights or splink",
    "same_splink_missing": (
        "{column} asks for a model of Splink, which is not installed. Install it with `pip install "
        '"pairing[splink]"`, or leave the setting out.'
    ),
    # settings
    "scenario_missing": (
        "There is no scenario.toml in this folder: a scenario is a folder with tables and one "
        "scenario.toml. Start one with `pairing init`, or check the path."
    ),
    "scenario_unreadable": "{file} cannot be read: {detail}. Mend the line named here.",
    "setting_missing": "{column} is missing; give {expected}.",
    "setting_type": "{column} is {value}; it must be {expected}.",
    "setting_unknown": "{column} is not a setting that is known here. {hint}Known: {names}.",
    "limit_without_bound": "The limit {column} has neither least nor most; give at least one.",
    "limit_soft_or_none": "The limit {column} is both soft and or_none; choose one.",
    "unknown_rule": "{column} names the rule {value}, which does not exist. {hint}Known: {names}.",
    "unknown_policy": "There is no policy {value}. {hint}Known: {names}.",
    "unknown_programme": "{column} names the programme {value}, which does not exist. {hint}Known: {names}.",
    "goal_worst_plain": ("The goal {column} compares groups by their share: it takes neither cap, weight nor points."),
    "policy_without_goals": "The policy {column} has no goals; list at least one.",
    "code_twice": "The code {value} is used twice in {column}; each must have its own.",
    # tables
    "file_missing": "{value} is not in the scenario folder. Put the file there, or correct {column}.",
    "file_kind": "{value} files are not read. Save this table as .xlsx or .csv.",
    "file_empty": (
        "The table is empty: it has not even headers. Write the headers in its first row, or remove the table."
    ),
    "path_outside": (
        '{value} lies outside the scenario folder. Copy the file into the folder and name it here without "..".'
    ),
    "table_missing": (
        "The table {table} is declared, but there is no file or sheet of that name. Add {table}.csv or a "
        "sheet {table}, or remove the declaration."
    ),
    "table_twice": "The table {table} is there twice: in {other} and in {file}. Keep one of them.",
    "sheet_missing": "The workbook has no sheet called {value}; it has {known}. Correct the name.",
    "encoding_unknown": 'The file is neither UTF-8 nor GB 18030 text. Save it as "CSV UTF-8".',
    "quotes_broken": (
        "The quotation marks in row {row} don't match, so the row cannot be split into cells. Close each "
        "quotation mark, or double it inside a text."
    ),
    "row_short": (
        "Row {row} has {cells} cells, but there are {headers} headers. Add the missing cells, even if blank."
    ),
    "row_long": (
        "Row {row} has {cells} cells, but there are {headers} headers. Remove what is too much, or put a "
        "text with commas in quotation marks."
    ),
    "row_length": "Row {row} has another number of cells than the header.",
    "header_blank": (
        "Column {column} has no header, but something stands in it (first in row {first}). Give it a "
        "header or clear it."
    ),
    "header_twice": "The headers {other} and {column} mean the same column. Keep one of them.",
    "header_reserved": "The header {column} is reserved. Choose another name.",
    "column_missing": (
        "The column {column} is missing; one of these headers is understood: {accepted}. {hint}Add the "
        "column or rename the header."
    ),
    "id_as_number": (
        "The number {value} was stored as a number, and Excel has lost every digit after the fifteenth. "
        "Format the column as text and enter the numbers again."
    ),
    "cell_error": "The cell shows the error {value}. Mend the formula, or write the value itself.",
    "formula_unsaved": (
        "The formula has no saved result. Open the workbook in Excel and save it, or write the value itself."
    ),
    "more_like_this": (
        "{more} more rows have the same fault in this place; the first {shown} are listed. Mend those, "
        "then check again."
    ),
    "value_missing": "{column} is blank in row {row}, but every row needs it. Fill it in, or remove the row.",
    "not_integer": "{value} is not a whole number. Write digits only, such as 12.",
    "not_number": "{value} is not a number. Write digits only, without a unit, such as 12.5.",
    "finer_than_fen": "{value} yuan is finer than a fen. Round it to two decimals.",
    "not_boolean": "{value} is neither yes nor no. Write 是 or 否 (or true or false, 1 or 0).",
    "not_date": "{value} is not a date that exists. Write it as 2012-03-05.",
    "not_year": "{value} is not a year. Write four digits, such as 2012.",
    "not_category": "{value} is not one of the allowed values: {allowed}. {hint}Correct it.",
    "not_in_enum": "{value} is not one of the allowed values: {allowed}. Correct it.",
    "below_minimum": "{value} is less than {minimum}, the least allowed here. Correct it.",
    "above_maximum": "{value} is more than {maximum}, the most allowed here. Correct it.",
    "too_short": "{value} is too short: at least {minimum} characters are needed. Complete it.",
    "too_long": "{value} is too long: at most {maximum} characters are allowed. Shorten it.",
    "pattern_differs": "{value} does not have the form that is asked for here ({pattern}). Correct it.",
    "pattern_unusable": "{value} is not a regular expression that can be used. Correct the pattern.",
    "least_over_most": (
        "{column} is {value}, but {most_column} is only {most}. The least must not exceed the most: "
        "correct one of them."
    ),
    "key_twice": (
        "{column} {value} stands in row {row} and in row {other}. Each row needs its own: remove or "
        "renumber one of them."
    ),
    "value_twice": (
        "{column} {value} stands in row {row} and in row {other}, but must not repeat. Correct one of them."
    ),
    "parent_missing": "{value} is not in {parent}. {hint}Correct it, or add it to {parent}.",
    "parent_blank": "{column} is blank in row {row}, but every row must name one from {parent}. Fill it in.",
    "parent_table_missing": (
        "This table refers to the table {table}, which is not there. Add it to the scenario folder."
    ),
    "id_shape": ("The identity number {value} must have 18 characters (or 15 digits). Check it against the document."),
    "id_birthday": (
        "The birth date within the identity number {value} does not exist or lies in the future. Check "
        "it against the document."
    ),
    "id_check_digit": (
        "The last character of the identity number {value} does not fit the others (GB 11643). A digit "
        "is wrong: check it against the document."
    ),
    "id_prefix": (
        "The identity number {value} starts with no known province (GB/T 2260). Check it against the document."
    ),
    "id_sex_differs": ("The identity number {value} says another sex than {other}. Check both against the document."),
    "id_birth_date_differs": (
        "The identity number {value} says another birth date than {other}. Check both against the document."
    ),
    "division_unknown": (
        "{value} is not a division code: six digits that start with a known province (GB/T 2260). Correct it."
    ),
    "declaration_key": "{column} is not known. {hint}Known: {known}.",
    "declaration_kind": "{column} is not written as expected. Write {wanted}.",
    "declared_twice": "The field {value} is declared twice. Remove one of them.",
    "type_unknown": "{value} is not a type. {hint}Known: {known}.",
    "format_unknown": "{value} is not a format that is known here. Known: {known}.",
    "constraint_type": (
        "{constraint} has no meaning for the type {value}; it is for: {known}. Change the type or remove "
        "the constraint."
    ),
    "constraint_value": "{value} is not a value of the type {type}. Correct the constraint.",
    "column_check_unknown": "{value} is not a check that is known. Known: {known}.",
    # verify
    "run_file_missing": ("{file} of the run cannot be read ({detail}). Give the folder that `pairing solve` wrote."),
    "run_file_unreadable": "{file} of the run is damaged: {detail}. Solve again.",
    "run_file_changed": (
        "{value} is not the file that the run wrote: its content was changed afterwards, or it is not listed."
    ),
    "run_column_missing": "{file} of the run has no column {column}.",
    "run_row_length": "Row {row} of {file} has {cells} cells where the header has {columns}.",
    "scenario_not_evaluable": "The scenario's own rules, limits or goals cannot be evaluated: {detail}.",
    "limit_varies_in_group": (
        "The bound of {column} differs between rows of the group {value}; it must be the same in the whole group."
    ),
    "goal_varies_in_group": (
        "The weight or cap of {column} differs between rows of the group {value}; it must be the same in "
        "the whole group."
    ),
    "plan_unknown_programme": (
        "Row {row} of the plan names the programme {value}, which the scenario does not have. It has: {names}."
    ),
    "plan_unknown_need": "Row {row} of the plan names the need {value}, which the scenario does not have.",
    "plan_unknown_resource": ("Row {row} of the plan names the resource {value}, which the scenario does not have."),
    "plan_unknown_via": "Row {row} of the plan goes through {value}, which the scenario does not have.",
    "plan_wrong_via": 'Row {row}: {need} and {resource} may be matched, but not through "{via}".',
    "plan_pair_banned": "Row {row}: {need} and {resource} must not be matched; a pin says so.",
    "plan_pair_not_eligible": (
        "Row {row}: {need} and {resource} may not be matched. Rules that refuse: {refused}; rules whose "
        "answer is unknown: {unknown}."
    ),
    "plan_pair_not_listed": "Row {row}: {need} and {resource} are not in the scenario's own list of links.",
    "plan_pair_not_kept": (
        "Row {row}: every rule allows {need} and {resource}, but the pair is not among the links that "
        "are kept (its upper amount is too small, or the need has better links)."
    ),
    "plan_row_twice": "Row {row}: {need} and {resource} stand in the plan already, in row {other}.",
    "plan_amount_not_positive": (
        "Row {row}: the amount {value} for {need} from {resource} is not a whole number above 0."
    ),
    "plan_amount_over_upper": (
        "Row {row}: {need} gets {value} from {resource}, but at most {most} is allowed for this pair."
    ),
    "plan_amount_below_minimum": (
        "Row {row}: {need} gets {value} from {resource}, less than the least useful amount, {least}."
    ),
    "plan_points_differ": (
        "Row {row}: the plan says {value} points for {need} and {resource}; the scores give {points}."
    ),
    "plan_yuan_differs": (
        'Row {row}: the plan says "{value}" yuan for {need} and {resource}; by its amount it is "{yuan}".'
    ),
    "plan_pin_not_kept": (
        "{need} and {resource} are pinned ({programme}) with at least {least}; the plan gives {given}."
    ),
    "plan_despite_status": "{file} holds something although the run says that there is no plan ({value}).",
    "infeasible_unfounded": ("The run says that no plan is possible, but doing nothing at all keeps every limit."),
    "limit_over_most": "The limit {limit} allows at most {bound} for {group}; the plan uses {total}.",
    "limit_below_least": "The limit {limit} asks for at least {bound} for {group}; the plan gives {total}.",
    "unmet_need_missing": (
        "{need} ({programme}) got {due}, less than it wants, but is not in the list of unmet needs."
    ),
    "unmet_need_surplus": (
        "Row {row}: {need} ({programme}) is listed as unmet, but it got all that it wants or does not exist."
    ),
    "unmet_need_twice": "Row {row}: {need} ({programme}) is listed as unmet twice.",
    "unmet_wanted_differs": ("Row {row}: the list says that {need} ({programme}) wants {value}; it wants {due}."),
    "unmet_given_differs": (
        "Row {row}: the list says that {need} ({programme}) got {value}; by the plan it got {due}."
    ),
    "unmet_reason_missing": "Row {row}: no reason is given why {need} ({programme}) is unmet.",
    "unmet_reason_differs": (
        "Row {row}: the reason {value} does not fit {need} ({programme}): whether any link exists for it "
        "says otherwise."
    ),
    "summary_malformed": "{column} in the summary is missing or not of the right form: {value}.",
    "summary_unknown_policy": (
        "The summary names the policy {value}, which the scenario does not have. {hint}It has: {names}."
    ),
    "summary_differs": (
        "The summary says {column} = {value}; it should be {due}. Is this the run of another scenario?"
    ),
    "summary_input_changed": ("{value} has changed since the run was made, so the run is out of date. Solve again."),
    "summary_rules_changed": (
        "scenario.toml has changed since the run was made, so the run is out of date. Solve again."
    ),
    "summary_goals_differ": "The goals in the summary are not those of the policy, which are: {due}.",
    "summary_soft_differs": (
        "The summary's entry on {column} for {value} is wrong; missing/excess/price are {due} by the plan."
    ),
    "summary_reasons_differ": "The summary's counts of reasons are not those of the list of unmet needs.",
    "summary_programme_differs": ("The summary and the scenario disagree on whether there is a programme {value}."),
    "summary_count_differs": "The summary says {column} = {value}; counted again it is {due}.",
    "summary_status_differs": ('The summary says that the plan is "{value}"; by its values and bounds it is "{due}".'),
    "summary_verdict_differs": ("The summary carries a verdict that the run is faulty, but nothing wrong was found."),
    "goal_value_differs": "The goal {goal} is worth {due} under the plan, not {value}.",
    "goal_below_floor": (
        "The goal {goal} is worth {value} under the plan, less than the {due} that later goals must leave of it."
    ),
    "goal_loss_differs": "The permitted loss in {column} is {value} in the summary and {due} in the policy.",
    "goal_bound_below_value": (
        "The bound {value} of the goal {goal} is below what the plan reached, so it is no bound."
    ),
    "goal_bound_above_proof": (
        "The bound {value} of the goal {goal} is above {due}, which the run's own prices prove."
    ),
    "goal_gap_differs": "The gap of the goal {goal} is {due}, not {value}.",
    "goal_proof_differs": ('The proof of the goal {goal} is labelled "{value}"; by the prices it is "{due}".'),
    "proof_levels": (
        "The proof must have one level for each goal of the policy, in order ({due} in all); {column} does not fit."
    ),
    "proof_number": ("{column} in the proof is not a whole number, table or yes/no of the right form: {value}."),
    "proof_rate": (
        "{column} in the proof must be a whole number of at least 0 for an earlier goal, and there is "
        "none on a face: {value}."
    ),
    "proof_unknown": "The proof prices {value} in {column}, which the scenario does not have.",
    "proof_face_not_tight": (
        "{column}: a level may stay on the face of the earlier ones only where each of those is met "
        "exactly and no loss is permitted."
    ),
    "proof_unbounded": (
        "The prices of {column} in the proof bound nothing: a price has a sign that its limit does not allow."
    ),
    "proof_too_large": "The prices of {column} in the proof are too large to be added up exactly.",
    "proof_below_value": (
        "The prices prove that the goal {goal} cannot exceed {due}, yet {value} is stated as reached."
    ),
    # via
    "held_by_via": "every place on the way there is taken",
    "unmet_by_via": "Every place on the way there (such as a training seat) is taken.",
    # xlsx
    "book_summary": "Summary",
    "book_left": "Unmet needs",
    "book_load": "Resources and load",
    "book_money": "Money ledger",
    "book_changes": "Changes",
    "book_sheets": "Sheets",
    "book_rows": "rows: {count}",
    "book_total": "Total",
    "book_page": "Page {page} of {pages}",
    "book_with_names": "Holds names of people: keep it safe",
    "book_unit_yuan": "yuan",
    "book_unit_matches": "places",
    "book_from_pairing": "Helper id",
    "book_from_placement": "Post id",
    "book_from_funding": "Fund id",
    "book_head_need": "Need id",
    "book_head_home": "Household id",
    "book_head_person": "Person id",
    "book_head_name": "Name",
    "book_head_resource": "Helper, post or fund",
    "book_head_title": "Called",
    "book_head_helper_name": "Name of the helper",
    "book_head_via": "By way of",
    "book_head_via_title": "What that is",
    "book_head_yuan": "Yuan",
    "book_head_matches": "Places",
    "book_head_points": "Points",
    "book_head_fixed": "Decided beforehand",
    "book_fixed": "yes",
    "book_head_wanted": "Asked for",
    "book_head_given": "Assigned",
    "book_head_missing": "Short",
    "book_head_unit": "Unit",
    "book_head_kind": "Kind of reason",
    "book_head_least": "At least",
    "book_head_held": "Holds",
    "book_head_most": "At most",
    "book_head_free": "Free",
    "book_head_used": "Used",
    "book_head_serves": "Needs served",
    "book_head_year": "Year",
    "book_money_budget": "Budget (yuan)",
    "book_money_given": "Assigned (yuan)",
    "book_money_left": "Left (yuan)",
    "book_head_payments": "Payments",
    "book_head_change": "Change",
    "book_head_who": "Who",
    "book_head_then": "Last plan",
    "book_head_now": "In this plan",
    "book_head_remark": "Remark",
    "book_change_kept": "stays",
    "book_change_new": "new",
    "book_change_ended": "ended",
    "book_had": "had {others} before",
    "book_had_none": "had none before",
    "book_has": "now {others}",
    "book_has_none": "has none now",
    "book_not_asked": "does not ask now",
    "file_book": "the plan as a workbook",
    "book_left_out": (
        "plan.xlsx is left out: with {rows} rows it would be larger than a workbook should be. plan.csv has them all."
    ),
    "option_with_names": "Write names of people into plan.xlsx; without it, ids only.",
}
