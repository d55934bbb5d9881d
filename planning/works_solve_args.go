package planning

// WorksSolveArgs asks a worker to make a works plan. It is queued in the transaction that stores the plan.
type WorksSolveArgs struct {
	Plan WorksPlanID `json:"works_plan"`
}

// Kind names the job in the queue.
func (WorksSolveArgs) Kind() string { return "works_solve" }
