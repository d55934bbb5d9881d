package planning

// PlanSolveArgs asks a worker to solve a plan. It is queued in the transaction that stores the plan.
type PlanSolveArgs struct {
	Plan PlanID `json:"plan"`
}

// Kind names the job in the queue.
func (PlanSolveArgs) Kind() string { return "plan_solve" }
