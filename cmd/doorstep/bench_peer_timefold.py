# Routes vehicles with Timefold: FILE SECONDS THREADS. Prints one line of JSON. One thread, whatever is asked for; needs
# a Java runtime of 17 or later. The seconds count from when its machine has started.
import json
import sys
import time
from dataclasses import dataclass, field
from typing import Annotated, Optional

from timefold.solver import SolverFactory
from timefold.solver.config import Duration, ScoreDirectorFactoryConfig, SolverConfig, TerminationConfig
from timefold.solver.domain import (
    CascadingUpdateShadowVariable, InverseRelationShadowVariable, PlanningEntityCollectionProperty, PlanningId,
    PlanningListVariable, PlanningScore, PreviousElementShadowVariable, ValueRangeProvider, planning_entity, planning_solution,
)
from timefold.solver.score import ConstraintFactory, HardSoftScore, constraint_provider

with open(sys.argv[1]) as f:
    p = json.load(f)
depots = p["depots"]
n = len(depots) + len(p["customers"])


@planning_entity
@dataclass
class Visit:
    id: Annotated[str, PlanningId]
    index: int
    ready: int
    due: int
    service: int
    demand: int
    ways: list[int]
    vehicle: Annotated[Optional["Vehicle"], InverseRelationShadowVariable(source_variable_name="visits")] = None
    before: Annotated[Optional["Visit"], PreviousElementShadowVariable(source_variable_name="visits")] = None
    begin: Annotated[Optional[int], CascadingUpdateShadowVariable(target_method_name="update_begin")] = None

    def update_begin(self):
        if self.vehicle is None:
            self.begin = None
            return
        if self.before is None:
            arrives = self.vehicle.ready + self.vehicle.ways[self.index]
        else:
            arrives = self.before.begin + self.before.service + self.before.ways[self.index]
        self.begin = max(arrives, self.ready)

    def late(self) -> int:
        if self.begin is None:
            return 0
        return max(0, self.begin - self.due)


@planning_entity
@dataclass
class Vehicle:
    id: Annotated[str, PlanningId]
    kind: int
    depot: int
    capacity: int
    ready: int
    due: int
    fixed: int
    ways: list[int]
    visits: Annotated[list[Visit], PlanningListVariable] = field(default_factory=list)

    def load(self) -> int:
        total = 0
        for v in self.visits:
            total += v.demand
        return total

    def cost(self) -> int:
        if len(self.visits) == 0:
            return 0
        total = self.fixed
        at = self.ways
        last = None
        for v in self.visits:
            total += at[v.index]
            at = v.ways
            last = v
        return total + last.ways[self.depot]

    def late_home(self) -> int:
        if len(self.visits) == 0:
            return 0
        last = self.visits[-1]
        if last.begin is None:
            return 0
        return max(0, last.begin + last.service + last.ways[self.depot] - self.due)


@planning_solution
@dataclass
class Plan:
    vehicles: Annotated[list[Vehicle], PlanningEntityCollectionProperty]
    visits: Annotated[list[Visit], PlanningEntityCollectionProperty, ValueRangeProvider]
    score: Annotated[Optional[HardSoftScore], PlanningScore] = None


@constraint_provider
def rules(c: ConstraintFactory):
    return [
        c.for_each(Vehicle).filter(lambda v: v.load() > v.capacity)
        .penalize(HardSoftScore.ONE_HARD, lambda v: v.load() - v.capacity).as_constraint("capacity"),
        c.for_each(Visit).filter(lambda v: v.late() > 0).penalize(HardSoftScore.ONE_HARD, lambda v: v.late()).as_constraint("window"),
        c.for_each(Vehicle).filter(lambda v: v.late_home() > 0)
        .penalize(HardSoftScore.ONE_HARD, lambda v: v.late_home()).as_constraint("home"),
        c.for_each(Vehicle).filter(lambda v: len(v.visits) > 0).penalize(HardSoftScore.ONE_SOFT, lambda v: v.cost()).as_constraint("cost"),
    ]


row = lambda k: p["travel"][k * n : (k + 1) * n]
# Scores are 32 bit numbers: ways are cut so that the sum of a plan fits.
fixed = max(p["travel"]) * 20 if p["fewest"] else 0
fixed = min(fixed, (1 << 29) // max(1, min(sum(v["count"] for v in p["vehicles"]), 400)))
vehicles = []
for k, v in enumerate(p["vehicles"]):
    d = depots[v["depot"]]
    for _ in range(v["count"]):
        vehicles.append(Vehicle(str(len(vehicles)), k, v["depot"], v["capacity"], d["ready"], d["due"], fixed + v["fixed"], row(v["depot"])))
visits = [
    Visit(str(i), len(depots) + i, c["ready"], c["due"], c["service"], c["demand"], row(len(depots) + i))
    for i, c in enumerate(p["customers"])
]
solver = SolverFactory.create(SolverConfig(
    solution_class=Plan, entity_class_list=[Vehicle, Visit], random_seed=p["seed"],
    score_director_factory_config=ScoreDirectorFactoryConfig(constraint_provider_function=rules),
    termination_config=TerminationConfig(spent_limit=Duration(milliseconds=int(1000 * float(sys.argv[2])))),
)).build_solver()
begun = time.time()
plan = solver.solve(Plan(vehicles, visits))
out = {"value": None, "bound": None, "seconds": time.time() - begun, "state": "limit", "routes": None}
if not plan.score.is_feasible:
    out["state"] = "no feasible answer"
else:
    out["routes"] = [{"vehicle": v.kind, "customers": [x.index - len(depots) for x in v.visits]} for v in plan.vehicles if v.visits]
print(json.dumps(out))
