# Solves a program of whole numbers with CP-SAT: FILE SECONDS THREADS. Prints one line of JSON.
import json
import sys
import time

from ortools.sat.python import cp_model

with open(sys.argv[1]) as f:
    p = json.load(f)
m = cp_model.CpModel()
v = [m.new_int_var(lo, hi, "") for lo, hi in zip(p["lo"], p["hi"])]
for row in p["rows"]:
    total = cp_model.LinearExpr.weighted_sum([v[k] for k in row[2::2]], row[3::2])
    if row[0] < 0:
        m.add(total <= row[1])
    elif row[0] > 0:
        m.add(total >= row[1])
    else:
        m.add(total == row[1])
goal = cp_model.LinearExpr.weighted_sum(v, p["cost"])
if p["maximise"]:
    m.maximize(goal)
else:
    m.minimize(goal)
s = cp_model.CpSolver()
s.parameters.max_time_in_seconds = float(sys.argv[2])
s.parameters.num_workers = int(sys.argv[3])
begun = time.time()
status = s.solve(m)
out = {"value": None, "bound": None, "seconds": time.time() - begun, "state": s.status_name(status).lower()}
if status in (cp_model.FEASIBLE, cp_model.UNKNOWN):
    out["state"] = "limit"
if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
    out["value"] = s.objective_value
if status in (cp_model.OPTIMAL, cp_model.FEASIBLE, cp_model.UNKNOWN):
    out["bound"] = s.best_objective_bound
print(json.dumps(out))
