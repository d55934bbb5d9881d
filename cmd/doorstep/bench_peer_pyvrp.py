# Routes vehicles with PyVRP: FILE SECONDS THREADS. Prints one line of JSON. One thread, whatever is asked for.
import json
import sys
import time

import numpy as np
import pyvrp
from pyvrp.stop import MaxRuntime

with open(sys.argv[1]) as f:
    p = json.load(f)
n = len(p["depots"]) + len(p["customers"])
travel = np.array(p["travel"], dtype=np.int64).reshape(n, n)
fixed = int(travel.max()) * 100 if p["fewest"] else 0  # dearer than any detour, not beyond all weighing
data = pyvrp.ProblemData(
    locations=[pyvrp.Location(x, y) for x, y in zip(p["x"], p["y"])],
    clients=[
        pyvrp.Client(
            len(p["depots"]) + i, delivery=[c["demand"]], service_duration=c["service"],
            tw_early=c["ready"], tw_late=c["due"], prize=c["prize"], required=not c["optional"],
        )
        for i, c in enumerate(p["customers"])
    ],
    depots=[pyvrp.Depot(i, tw_early=d["ready"], tw_late=d["due"]) for i, d in enumerate(p["depots"])],
    vehicle_types=[
        pyvrp.VehicleType(
            v["count"], [v["capacity"]], v["depot"], v["depot"], fixed_cost=fixed + v["fixed"],
            **({"shift_duration": v["duration"]} if v["duration"] else {}),
        )
        for v in p["vehicles"]
    ],
    distance_matrices=[travel],
    duration_matrices=[travel],
)
begun = time.time()
result = pyvrp.solve(data, MaxRuntime(float(sys.argv[2])), seed=p["seed"], display=False)
out = {"value": None, "bound": None, "seconds": time.time() - begun, "state": "limit", "routes": None}
if result.is_feasible():
    out["routes"] = [
        {"vehicle": r.vehicle_type(), "customers": [a.idx for a in r if a.is_client()]} for r in result.best.routes()
    ]
else:
    out["state"] = "no feasible answer"
print(json.dumps(out))
