package api

import (
	"context"
	"net/http"

	"doorstep/planning"
)

func (d worksPlanDesk) moveRoutes() []route {
	at := prefix + "/works-plans"
	return []route{
		{
			Method: http.MethodGet, Path: at + "/{id}/works/{work}/moves", Needs: may("read", "works_plan"),
			Summary: "What it would cost to visit a work with each crew on each day, or what forbids it",
			Answers: []answer{gives[items[planning.WorksMove]](http.StatusOK)}, Do: d.moves,
		},
		{
			Method: http.MethodPost, Path: at + "/{id}/moves", Needs: may("create", "works_plan"), Creates: true,
			Summary: "Move one visit to another crew or day: a works plan that replaces this one, ready at once",
			Body:    bodyOf[worksMoveInput]{}, Answers: []answer{gives[worksPlanJSON](http.StatusCreated)}, Do: d.move,
		},
	}
}

// worksMoveInput moves one visit.
type worksMoveInput struct {
	ID   string       `json:"id,omitempty" format:"uuid" doc:"UUIDv7 of the new plan, minted by the client; given by the service where left out"`
	Work string       `json:"work" format:"uuid"`
	Crew string       `json:"crew" format:"uuid"`
	Day  planning.Day `json:"day" format:"date"`
}

func (d worksPlanDesk) moves(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID[planning.WorksPlanID](r, "id")
	if err != nil {
		return err
	}
	work, err := pathID[planning.WorkID](r, "work")
	if err != nil {
		return err
	}
	standing, err := d.store.WorksStanding(r.Context(), id)
	if err != nil {
		return err
	}
	list, err := planning.WorkMoves(standing.AsOf(d.moment()), standing.Plan, work)
	if err != nil {
		return err
	}
	return writeItems(w, list, "")
}

// move has the plan made at once, as one visit is placed in milliseconds.
func (d worksPlanDesk) move(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID[planning.WorksPlanID](r, "id")
	if err != nil {
		return err
	}
	in, err := decode[worksMoveInput](r)
	if err != nil {
		return err
	}
	wrong := invalid()
	q := planning.WorksReplanRequest{
		ID: mint[planning.WorksPlanID](wrong, "/id", in.ID, d.newID), Replaces: id, Now: d.moment(),
		Move: &planning.WorksMoved{Work: planning.WorkID(lower(in.Work)), Crew: planning.CrewID(lower(in.Crew)), Day: in.Day},
	}
	if err := orNothing(wrong); err != nil {
		return err
	}
	key, err := idempotencyKey(r)
	if err != nil {
		return err
	}
	p, err := d.store.MoveVisit(r.Context(), actor(r), key, q, func(ctx context.Context, standing planning.WorksStanding) (planning.WorksMade, error) {
		return standing.Move(ctx, *q.Move, q.Now)
	})
	if err != nil {
		return err
	}
	return d.made(w, http.StatusCreated, p)
}
