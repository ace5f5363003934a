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
    "goal_money": "money given",
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
    "file_proof": "the prices that prove how good the plan is",
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
    "compare_files": "Files in {folder}: compare.json, compare.csv",
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
    # generate
    "generated": "The scenario is in {folder}. Next: pairing check {folder}",
    "unknown_kind": "There is no kind of scenario {value}. {hint}Known: {names}.",
    "generate_place": (
        "{value} holds something else than a scenario of this kind, so nothing was written. Choose "
        "another folder with --out."
    ),
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
    "why_rule": "Rule {rule} allows it: {clause} ({values}).",
    "why_rule_plain": "Rule {rule} allows it: {clause}.",
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
    "why_also_limit": "Limit {limit} leaves no more.",
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
    "file_unreadable": (
        "{file} cannot be read ({reason}). Check that it opens in its own program, is not protected by a "
        "password, and save it again."
    ),
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
}
