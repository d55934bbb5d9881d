package main

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"doorstep/api"
	"doorstep/internal/fault"
	"doorstep/internal/world"
	"doorstep/migrations"
	"doorstep/planning"
)

// demo is one walk through everything, on a database of its own.
type demo struct {
	*app
	out      string // folder for the world, the documents and the report
	folder   string // import folder; "": a District world is made
	recipe   string
	district string
	exit     bool
	seconds  map[string]float64
}

func (a *app) demoCommand() *cobra.Command {
	d := demo{app: a, seconds: map[string]float64{}}
	cmd := &cobra.Command{
		Use:   "demo",
		Short: "Make or read a district, plan it, check it, publish it, take first cases, and show the map",
		Example: "  doorstep demo                       # a made-up district\n" +
			"  doorstep demo --folder ../data/wb --district 'Purba Bardhaman' --exit",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return d.run(cmd) },
	}
	cmd.Flags().StringVar(&d.out, "out", "tmp/demo", "folder for what is written")
	cmd.Flags().StringVar(&d.folder, "folder", "", "import folder; empty: a made-up district")
	cmd.Flags().StringVar(&d.recipe, "recipe", "wb", "recipe of the folder")
	cmd.Flags().StringVar(&d.district, "district", "", "district to plan; empty: the first one")
	cmd.Flags().BoolVar(&d.exit, "exit", false, "stop after printing, the last line being one JSON object")
	return cmd
}

func (d *demo) run(cmd *cobra.Command) (err error) {
	ctx := cmd.Context()
	if err := os.MkdirAll(d.out, 0o755); err != nil {
		return fault.New(fault.Unavailable, "file.unwritable", "%s cannot be made: %v.", d.out, err)
	}
	l, err := api.Listen(ctx, d.config.listen) // before the import: a taken port should be known at once
	if err != nil {
		return err
	}
	defer func() { _ = l.Close() }() // the server has closed it where it came to serve
	madeUp := d.folder == ""
	if err := d.makeWorld(cmd); err != nil {
		return err
	}
	m := d.meter()
	begun := time.Now()
	done, err := d.readFolder(ctx, d.folder, d.recipe, m)
	if madeUp { // a week small enough to look through stands for the world's own (planWorks)
		done.gazetteer.Crews, done.gazetteer.Works = nil, nil
	}
	if err != nil {
		m.end()
		d.printRows(d.err, done.Account)
		return err
	}
	h, err := d.database(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, h.close()) }()
	if err := d.storeGazetteer(ctx, h, &done, d.recipe, m); err != nil {
		return err
	}
	m.end()
	d.seconds["import"] = time.Since(begun).Seconds()
	if err := d.printImport(done, false); err != nil {
		return err
	}
	if d.district == "" {
		d.district = firstDistrict(done.gazetteer)
	}
	district, err := h.store.DistrictNamed(ctx, d.district)
	if err != nil {
		return err
	}
	s, err := d.begin(ctx, h, l, true)
	if err != nil {
		return err
	}
	line, err := d.walk(ctx, client{base: s.url()}, done.Drive, district)
	if err == nil {
		err = d.planWorks(ctx, client{base: s.url()}, district)
	}
	if err != nil {
		return errors.Join(err, s.end())
	}
	if !d.exit {
		fmt.Fprintf(d.app.out, "\nThe map: %s   (Ctrl-C stops it)\n", s.url())
		return s.wait(ctx)
	}
	if err := s.end(); err != nil {
		return err
	}
	return json.NewEncoder(d.app.out).Encode(line)
}

// makeWorld writes a District world where no folder is named; one that an earlier demo wrote is
// replaced.
func (d *demo) makeWorld(cmd *cobra.Command) error {
	if d.folder != "" {
		return nil
	}
	d.folder = filepath.Join(d.out, "world")
	if entries, err := os.ReadDir(d.folder); err == nil && len(entries) > 0 && !isWorld(d.folder) {
		return fault.Refuse("world.folder", "%s holds something other than a made-up world; name another folder with --out.", d.folder)
	}
	if err := os.RemoveAll(d.folder); err != nil {
		return err
	}
	m := d.meter()
	defer m.end()
	_, err := writeWorld(cmd, d.folder, world.DistrictWorld, 1, m)
	return err
}

// isWorld says whether the files of a folder are those of a made-up world.
func isWorld(dir string) bool {
	text, err := os.ReadFile(filepath.Join(dir, "source.json"))
	var said struct{ Source string }
	return err == nil && json.Unmarshal(text, &said) == nil && strings.HasPrefix(said.Source, "world-")
}

// database opens a database that belongs to the folder alone, so that one demo does not show the
// places of another. A database of the user's own must be empty: a demo makes people up.
func (d *demo) database(ctx context.Context) (*home, error) {
	if d.config.database == "" {
		folder, err := filepath.Abs(d.folder)
		if err != nil {
			return nil, err
		}
		d.databaseName = fmt.Sprintf("demo_%x", sha256.Sum256([]byte(folder)))[:21]
		return d.open(ctx, true)
	}
	state, err := migrations.Status(ctx, d.config.database)
	if err != nil {
		return nil, err
	}
	h, err := d.open(ctx, state.Database == 0)
	if err != nil {
		return nil, err
	}
	there, err := h.store.Areas(ctx, planning.AreaQuery{Page: planning.Page{Limit: 1}})
	if err == nil && len(there) > 0 {
		err = fault.Refuse("demo.database",
			"The database of DATABASE_URL holds places already, and a demo would publish a plan and register an invented person there; unset DATABASE_URL, or name an empty database.")
	}
	if err != nil {
		return nil, errors.Join(err, h.close())
	}
	return h, nil
}

func firstDistrict(g planning.Gazetteer) string {
	for _, x := range g.Areas {
		if x.Level == planning.LevelDistrict {
			return string(x.ID)
		}
	}
	return ""
}

// demoLine is the last line of a demo.
type demoLine struct {
	District          string             `json:"district"`
	Population        int64              `json:"population"`
	PeoplePlaced      *float64           `json:"people_placed_percent"`
	GroupLevel        string             `json:"group_level"`
	Groups            int64              `json:"groups"`
	Venues            int                `json:"venues"`
	Camps             int64              `json:"camps"`
	WithinReach       float64            `json:"within_reach_percent"`
	EstimatedDistance float64            `json:"estimated_distance_percent"`
	Gap               float64            `json:"gap_percent"`
	Violations        int                `json:"violations"`
	Seconds           map[string]float64 `json:"seconds"`
	Report            string             `json:"report"`
}

// walk does what a planner, an officer and a citizen would, through the API: plan, check, publish,
// register, complain, report.
func (d *demo) walk(ctx context.Context, c client, drive planning.Drive, district planning.Area) (line demoLine, err error) {
	m := d.meter()
	defer m.end()
	begun := time.Now()
	var plan struct {
		ID       string `json:"id"`
		State    string `json:"state"`
		Stage    string `json:"stage"`
		Progress int64  `json:"progress"`
		Failure  string `json:"failure"`
		Version  int64  `json:"version"`
	}
	err = c.ask(ctx, "POST", "/api/v1/plans", nil, map[string]any{"drive": drive.ID, "district": district.ID, "seed": 1}, &plan)
	for err == nil && (plan.State == "queued" || plan.State == "solving" || plan.ID == "") {
		m.tell("plan: "+plan.Stage, plan.Progress, 100)
		select {
		case <-ctx.Done():
			return line, ctx.Err()
		case <-time.After(100 * time.Millisecond):
		}
		err = c.ask(ctx, "GET", "/api/v1/plans/"+plan.ID, nil, nil, &plan)
	}
	if err != nil {
		return line, err
	}
	m.end()
	d.seconds["plan"] = time.Since(begun).Seconds()
	if plan.State != "ready" {
		return line, fault.Refuse("plan."+fault.Code(plan.State), "The plan is %s. %s", plan.State, plan.Failure)
	}
	base := "/api/v1/plans/" + plan.ID
	files := map[string]string{"problem.json": base + "/problem.json", "plan.json": base + "/plan.json"}
	for _, format := range []string{"html", "csv", "geojson"} {
		files["report."+format] = base + "/report." + format
	}
	for name, path := range files {
		if err := d.keep(ctx, c, name, path); err != nil {
			return line, err
		}
	}
	p, made, err := d.readBoth(filepath.Join(d.out, "problem.json"), filepath.Join(d.out, "plan.json"))
	if err != nil {
		return line, err
	}
	broken := planning.Check(p, made)
	s := planning.Summarise(p, made)
	line = demoLine{
		District: s.District, Population: s.Score.People, PeoplePlaced: s.Shares.PeoplePlaced, GroupLevel: s.Placement.GroupLevel,
		Groups: s.Score.Groups, Venues: s.Venues, Camps: s.Score.CampDays, WithinReach: s.Shares.WithinReach,
		EstimatedDistance: s.Shares.EstimatedDistance, Gap: s.Bound.GapPercent, Violations: len(broken), Seconds: d.seconds,
		Report: filepath.Join(d.out, "report.html"),
	}
	fmt.Fprintln(d.app.out)
	printSummary(d.app.out, s, len(broken))
	if len(broken) > 0 {
		return line, fault.New(fault.Internal, "plan.broken", "The plan breaks %d rules, the first: %s This is a defect of the program; please keep %s.",
			len(broken), broken[0].Text, filepath.Join(d.out, "problem.json"))
	}
	if err := d.publish(ctx, c, base); err != nil {
		return line, err
	}
	return line, d.firstCases(ctx, c, base)
}

// keep writes what the service answers into a file of the demo's folder.
func (d *demo) keep(ctx context.Context, c client, name, path string) error {
	var body []byte
	if err := c.ask(ctx, "GET", path, nil, nil, &body); err != nil {
		return err
	}
	return d.writeFile(filepath.Join(d.out, name), func(w io.Writer) error {
		_, err := w.Write(body)
		return err
	})
}

// publish publishes the plan as it now stands.
func (d *demo) publish(ctx context.Context, c client, base string) error {
	tag, err := c.tag(ctx, base)
	if err != nil {
		return err
	}
	return c.ask(ctx, "POST", base+"/publish", map[string]string{"If-Match": tag}, nil, nil)
}

// firstCases registers an invented person at the first camp and files a grievance there.
func (d *demo) firstCases(ctx context.Context, c client, base string) error {
	var camps struct {
		Features []struct {
			ID         string `json:"id"`
			Properties struct {
				Venue string `json:"venue_name"`
				Day   string `json:"day"`
			} `json:"properties"`
			Geometry struct {
				Coordinates []float64 `json:"coordinates"`
			} `json:"geometry"`
		} `json:"features"`
	}
	if err := c.ask(ctx, "GET", base+"/camps?limit=1", nil, nil, &camps); err != nil {
		return err
	}
	if len(camps.Features) == 0 {
		return fault.Refuse("plan.empty", "The plan has no camp to register at.")
	}
	camp := camps.Features[0]
	var registration, grievance struct {
		Tracking string `json:"tracking"`
	}
	key := func(noun string) map[string]string {
		return map[string]string{"Idempotency-Key": "demo-" + noun + "-" + camp.ID}
	}
	err := c.ask(ctx, "POST", "/api/v1/camps/"+url.PathEscape(camp.ID)+"/registrations", key("registration"),
		map[string]any{"name": "Invented Person", "phone": "9000000001", "scheme": "health_card"}, &registration)
	if err != nil {
		return err
	}
	err = c.ask(ctx, "POST", "/api/v1/grievances", key("grievance"), map[string]any{
		"category": "drain", "description": "The drain behind the school is blocked.", "camp": camp.ID, "at": camp.Geometry.Coordinates,
	}, &grievance)
	if err != nil {
		return err
	}
	fmt.Fprintf(d.app.out, "Published. Registration %s and grievance %s were taken at %s, %s.\n", registration.Tracking, grievance.Tracking, camp.Properties.Venue, camp.Properties.Day)
	fmt.Fprintf(d.app.out, "Written to %s: problem.json, plan.json, report.html, report.csv, report.geojson.\n", d.out)
	return nil
}
