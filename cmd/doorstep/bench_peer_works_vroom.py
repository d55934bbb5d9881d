# Plans works with VROOM: FILE SECONDS THREADS. Prints one line of JSON. It knows neither works that wait for others, nor
# two crews at once (those are left out), nor a place to leave that is not the one to come to; what its answer breaks is
# taken out before it is judged.
import datetime
import json
import sys
import time

import numpy as np
import vroom

with open(sys.argv[1]) as f:
    p = json.load(f)
n, shifts, works = p["places"], p["shifts"], p["works"]
problem = vroom.Input()
for k, t in enumerate(p["tables"]):
    m = np.array(t, dtype=np.int64).reshape(n, n)
    m[m < 0] = 10**6
    problem.set_durations_matrix("t%d" % k, m.astype(np.uint32))
may = [set() for _ in shifts]
for i, w in enumerate(works):
    for k in w["shifts"]:
        may[k].add(i + 1)
for k, s in enumerate(shifts):
    breaks = [vroom.Break(k, [vroom.TimeWindow(s["first"], s["last"])], s["rest"])] if s["rest"] else []
    problem.add_vehicle(vroom.Vehicle(
        k, s["start"], s["end"], profile="t%d" % s["table"], skills=may[k], time_window=[s["from"], s["until"]], breaks=breaks, capacity=[1000],
    ))
most = max(w["worth"] for w in works)
for i, w in enumerate(works):
    if w["crews"] != 1 or not w["shifts"]:
        continue
    windows = [vroom.TimeWindow(a, b) for a, b in w["windows"]]
    if w["begin"] >= 0:
        windows = [vroom.TimeWindow(w["begin"], w["begin"])]
    about = {"skills": {i + 1}, "priority": max(1, round(100 * w["worth"] / most))}
    if w["store"] < 0:
        more = {"time_windows": windows} if windows else {}
        problem.add_job(vroom.Job(i, w["in"], default_service=w["seconds"], delivery=[0], **about, **more))
    else:
        more = {"time_windows": windows} if windows else {}
        problem.add_job(vroom.Shipment(
            vroom.ShipmentStep(i, w["store"], default_service=w["load"]), vroom.ShipmentStep(i, w["in"], default_service=w["seconds"], **more), amount=[0], **about,
        ))
begun = time.time()
answer = problem.solve(exploration_level=5, nb_threads=int(sys.argv[3]), timeout=datetime.timedelta(seconds=float(sys.argv[2])))
took = time.time() - begun
routes = []
steps = answer.routes
for vehicle, group in steps.groupby("vehicle_id", sort=True):
    stops = []
    for kind, j in zip(group["type"], group["id"]):
        if kind in ("job", "delivery"):
            stops.append(int(j))
        elif kind == "pickup":
            stops.append(-1 - int(j))
    if stops:
        s = shifts[int(vehicle)]
        routes.append({"crew": s["crew"], "shift": s["shift"], "stops": stops})
print(json.dumps({"value": None, "bound": None, "seconds": took, "state": "its search ended", "works": routes}))
