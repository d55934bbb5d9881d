# Routes vehicles with VROOM: FILE SECONDS THREADS. Prints one line of JSON. It ends when its search does, mostly long
# before the seconds are over, and has no way to ask for few vehicles but a fixed cost.
import datetime
import json
import sys
import time

import numpy as np
import vroom

with open(sys.argv[1]) as f:
    p = json.load(f)
depots = p["depots"]
n = len(depots) + len(p["customers"])
travel = np.array(p["travel"], dtype=np.uint32).reshape(n, n)
fixed = int(travel.max()) * 10 if p["fewest"] else 0
problem = vroom.Input()
problem.set_durations_matrix("car", travel)
kinds = []
for k, v in enumerate(p["vehicles"]):
    d = depots[v["depot"]]
    for _ in range(v["count"]):
        problem.add_vehicle(vroom.Vehicle(
            len(kinds), v["depot"], v["depot"], capacity=[v["capacity"]], time_window=[d["ready"], d["due"]],
            costs=vroom.VehicleCosts(fixed=fixed + v["fixed"]),
        ))
        kinds.append(k)
for i, c in enumerate(p["customers"]):
    problem.add_job(vroom.Job(
        i, len(depots) + i, default_service=c["service"], delivery=[c["demand"]], time_windows=[vroom.TimeWindow(c["ready"], c["due"])],
    ))
begun = time.time()
answer = problem.solve(exploration_level=5, nb_threads=int(sys.argv[3]), timeout=datetime.timedelta(seconds=float(sys.argv[2])))
took = time.time() - begun
out = {"value": None, "bound": None, "seconds": took, "state": "its search ended", "routes": None}
if answer.unassigned:
    out["state"] = "%d left out" % len(answer.unassigned)
else:
    steps = answer.routes
    routes = []
    for vehicle, group in steps[steps["type"] == "job"].groupby("vehicle_id", sort=True):
        routes.append({"vehicle": kinds[int(vehicle)], "customers": [int(j) for j in group["id"]]})
    out["routes"] = routes
print(json.dumps(out))
