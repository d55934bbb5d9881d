# Routes vehicles with the routing library of OR-Tools: FILE SECONDS THREADS. Prints one line of JSON. One thread,
# whatever is asked for.
import json
import sys
import time

from ortools.constraint_solver import pywrapcp, routing_enums_pb2

with open(sys.argv[1]) as f:
    p = json.load(f)
depots, customers = p["depots"], p["customers"]
n = len(depots) + len(customers)
travel = [p["travel"][k * n : (k + 1) * n] for k in range(n)]
far = max(d["due"] for d in depots)
fleet = [(k, v) for k, v in enumerate(p["vehicles"]) for _ in range(v["count"])]
base = [v["depot"] for _, v in fleet]
m = pywrapcp.RoutingIndexManager(n, len(fleet), base, base)
r = pywrapcp.RoutingModel(m)
way = r.RegisterTransitMatrix(travel)
r.SetArcCostEvaluatorOfAllVehicles(way)
if p["fewest"]:
    r.SetFixedCostOfAllVehicles(max(map(max, travel)) * 100)
service = [0] * len(depots) + [c["service"] for c in customers]
lasts = r.RegisterTransitMatrix([[service[a] + t for t in row] for a, row in enumerate(travel)])
r.AddDimension(lasts, far, far, False, "time")
clock = r.GetDimensionOrDie("time")
demand = r.RegisterUnaryTransitVector([0] * len(depots) + [c["demand"] for c in customers])
r.AddDimensionWithVehicleCapacity(demand, 0, [v["capacity"] for _, v in fleet], True, "load")
for i, c in enumerate(customers):
    at = m.NodeToIndex(len(depots) + i)
    clock.CumulVar(at).SetRange(c["ready"], c["due"])
    if c["optional"]:
        r.AddDisjunction([at], c["prize"])
for k, (_, v) in enumerate(fleet):
    d = depots[v["depot"]]
    clock.CumulVar(r.Start(k)).SetRange(d["ready"], d["due"])
    clock.CumulVar(r.End(k)).SetRange(d["ready"], d["due"])
    if v["duration"]:
        clock.SetSpanUpperBoundForVehicle(v["duration"], k)
    r.AddVariableMinimizedByFinalizer(clock.CumulVar(r.End(k)))
how = pywrapcp.DefaultRoutingSearchParameters()
how.first_solution_strategy = routing_enums_pb2.FirstSolutionStrategy.PARALLEL_CHEAPEST_INSERTION
how.local_search_metaheuristic = routing_enums_pb2.LocalSearchMetaheuristic.GUIDED_LOCAL_SEARCH
how.time_limit.FromMilliseconds(int(1000 * float(sys.argv[2])))
begun = time.time()
answer = r.SolveWithParameters(how)
out = {"value": None, "bound": None, "seconds": time.time() - begun, "state": "limit", "routes": None}
if answer is None:
    out["state"] = "no answer in its time"
else:
    out["routes"] = []
    for k, (kind, _) in enumerate(fleet):
        stops, at = [], answer.Value(r.NextVar(r.Start(k)))
        while not r.IsEnd(at):
            stops.append(m.IndexToNode(at) - len(depots))
            at = answer.Value(r.NextVar(at))
        if stops:
            out["routes"].append({"vehicle": kind, "customers": stops})
print(json.dumps(out))
