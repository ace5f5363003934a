"""`plan.xlsx`: the plan as a planner works on with it. One module for each sheet."""
