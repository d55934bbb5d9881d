# Solves an LP file with HiGHS: FILE SECONDS THREADS. Prints one line of JSON.
import json
import sys
import time

import highspy

h = highspy.Highs()
h.setOptionValue("output_flag", False)
h.setOptionValue("time_limit", float(sys.argv[2]))
h.setOptionValue("threads", int(sys.argv[3]))
h.setOptionValue("mip_rel_gap", 0.0)
h.setOptionValue("mip_abs_gap", 1e-6)
h.readModel(sys.argv[1])
begun = time.time()
h.run()
seconds = time.time() - begun
status, info = h.getModelStatus(), h.getInfo()
out = {"value": None, "bound": None, "seconds": seconds, "state": h.modelStatusToString(status).lower()}
if status == highspy.HighsModelStatus.kTimeLimit:
    out["state"] = "limit"
if info.primal_solution_status == 2:
    out["value"] = info.objective_function_value
if status in (highspy.HighsModelStatus.kOptimal, highspy.HighsModelStatus.kTimeLimit):
    out["bound"] = info.mip_dual_bound if info.mip_node_count >= 0 else out["value"]
print(json.dumps({k: (None if isinstance(v, float) and abs(v) > 1e15 else v) for k, v in out.items()}))
