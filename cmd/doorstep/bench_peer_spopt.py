# Solves a plain location model with PySAL spopt and the CBC that PuLP brings: FILE SECONDS THREADS. Prints one line of JSON; its
# seconds count the building of the model, which is most of them.
import json
import sys
import time
import warnings

import numpy
import pulp

warnings.filterwarnings("ignore")
from spopt.locate import LSCP, MCLP, PMedian

with open(sys.argv[1]) as f:
    p = json.load(f)
n, m = p["clients"], p["sites"]
weights = numpy.array(p["weight"] or [1] * n)
begun = time.time()
if p["kind"] == "median":
    cost = numpy.array(p["distance"]).reshape(n, m)
    model = PMedian.from_cost_matrix(cost, weights, p_facilities=p["p"])
else:
    cost = numpy.full((n, m), 2.0)
    for j, clients in enumerate(p["covers"]):
        cost[clients, j] = 1.0
    if p["kind"] == "maximal":
        model = MCLP.from_cost_matrix(cost, weights, service_radius=1.5, p_facilities=p["p"])
    else:
        reached = (cost < 1.5).any(axis=1)
        model = LSCP.from_cost_matrix(cost[reached], service_radius=1.5)
left = max(1.0, float(sys.argv[2]) - (time.time() - begun))
solver = pulp.PULP_CBC_CMD(msg=False, timeLimit=left, threads=int(sys.argv[3]), gapRel=0)
state = "optimal"
try:
    model = model.solve(solver, results=False)
    problem = model.problem
    value = float(pulp.value(problem.objective))
    if problem.sol_status != pulp.LpSolutionOptimal:
        state = "limit"
    if problem.sol_status not in (pulp.LpSolutionOptimal, pulp.LpSolutionIntegerFeasible):
        value = None
except RuntimeError as problem:  # spopt says so where the solver has no answer
    value, state = None, "limit"
print(json.dumps({"value": value, "bound": value if state == "optimal" else None, "seconds": time.time() - begun, "state": state}))
