# Plans works with the routing library of OR-Tools: FILE SECONDS THREADS. Prints one line of JSON. One thread, whatever is
# asked for. Worth weighs far more than travel, as the aims want. Its library can state breaks, two crews at once and works
# that wait for others, and was given them first: it then found no visit at all for a district's week in 10 seconds (nor in
# 40). So shifts are shorter by their break, works for two crews are left out, and what its answer breaks of the rest is
# taken out before it is judged.
import json
import sys
import time

from ortools.constraint_solver import pywrapcp, routing_enums_pb2

WORTH, SHEET, OVER = 1000, 20000, 10  # seconds of travel for one of worth, one sheet, one second of overtime

begun = time.time()
with open(sys.argv[1]) as f:
    p = json.load(f)
n, tables, shifts, works = p["places"], p["tables"], p["shifts"], p["works"]
where, leave, lasts, what = [], [], [], []  # of each node: place to come to, place to leave, seconds, (work, kind)
for s in shifts:
    where += [s["start"], s["end"]]
    leave += [s["start"], s["end"]]
    lasts += [0, 0]
    what += [None, None]
visits, loads = [], {}
for i, w in enumerate(works):
    nodes = []
    for _ in range(w["crews"]):
        nodes.append(len(where))
        where.append(w["in"])
        leave.append(w["out"])
        lasts.append(w["seconds"])
        what.append((i, "visit"))
    visits.append(nodes)
    if w["store"] >= 0:
        loads[i] = len(where)
        where.append(w["store"])
        leave.append(w["store"])
        lasts.append(w["load"])
        what.append((i, "load"))
m = pywrapcp.RoutingIndexManager(len(where), len(shifts), [2 * k for k in range(len(shifts))], [2 * k + 1 for k in range(len(shifts))])
r = pywrapcp.RoutingModel(m)
solver = r.solver()
FAR = 10**6  # no way
ways, times = [], []
for t in tables:
    rows = []
    for a in range(len(where)):
        row = t[leave[a] * n : (leave[a] + 1) * n]
        rows.append([row[where[b]] if row[where[b]] >= 0 else FAR for b in range(len(where))])
    ways.append(r.RegisterTransitMatrix(rows))
    times.append(r.RegisterTransitMatrix([[lasts[a] + x for x in rows[a]] for a in range(len(where))]))
for k, s in enumerate(shifts):
    r.SetArcCostEvaluatorOfVehicle(ways[s["table"]], k)
    r.SetFixedCostOfVehicle(SHEET, k)
r.AddDimensionWithVehicleTransits([times[s["table"]] for s in shifts], 86400, 86400, False, "time")
clock = r.GetDimensionOrDie("time")
for k, s in enumerate(shifts):
    clock.CumulVar(r.Start(k)).SetRange(s["from"], s["until"])
    clock.CumulVar(r.End(k)).SetRange(s["from"], s["until"] - s["rest"])
    clock.SetCumulVarSoftUpperBound(r.End(k), s["to"] - s["rest"], OVER)
for i, w in enumerate(works):
    may = [-1] + (w["shifts"] if w["crews"] == 1 else [])
    for node in visits[i]:
        at = m.NodeToIndex(node)
        r.VehicleVar(at).SetValues(may)
        r.AddDisjunction([at], w["worth"] * WORTH // w["crews"])
        if w["begin"] >= 0:
            clock.CumulVar(at).SetRange(w["begin"], w["begin"])
        elif w["windows"]:
            clock.CumulVar(at).SetRange(w["windows"][0][0], w["windows"][-1][1])
            for (_, a), (b, _) in zip(w["windows"], w["windows"][1:]):
                clock.CumulVar(at).RemoveInterval(a + 1, b - 1)
    first = m.NodeToIndex(visits[i][0])
    if i in loads:
        load = m.NodeToIndex(loads[i])
        r.VehicleVar(load).SetValues(may)
        r.AddDisjunction([load], 0)
        r.AddPickupAndDelivery(load, first)
        solver.Add(r.VehicleVar(load) == r.VehicleVar(first))
        solver.Add(r.ActiveVar(load) == r.ActiveVar(first))
        solver.Add(clock.CumulVar(load) <= clock.CumulVar(first))
how = pywrapcp.DefaultRoutingSearchParameters()
how.first_solution_strategy = routing_enums_pb2.FirstSolutionStrategy.LOCAL_CHEAPEST_INSERTION
how.local_search_metaheuristic = routing_enums_pb2.LocalSearchMetaheuristic.GUIDED_LOCAL_SEARCH
how.time_limit.FromMilliseconds(int(1000 * float(sys.argv[2])))
begun = time.time()
answer = r.SolveWithParameters(how)
out = {"value": None, "bound": None, "seconds": time.time() - begun, "state": "limit", "works": None}
if answer is None:
    out["state"] = "no answer in its time"
else:
    out["works"] = []
    for k, s in enumerate(shifts):
        stops, at = [], answer.Value(r.NextVar(r.Start(k)))
        while not r.IsEnd(at):
            i, kind = what[m.IndexToNode(at)]
            stops.append(i if kind == "visit" else -1 - i)
            at = answer.Value(r.NextVar(at))
        if stops:
            out["works"].append({"crew": s["crew"], "shift": s["shift"], "stops": stops})
print(json.dumps(out))
