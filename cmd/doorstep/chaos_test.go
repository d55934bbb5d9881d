package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"doorstep/internal/pgcluster/pgtest"
)

// Chaos: officers file grievances while the server is killed with kill -9 again and again. What was
// acknowledged is stored, once, with its audit row, whatever was repeated.
const (
	chaosSeeds   = "DOORSTEP_CHAOS"       // seeds to run; 20 where it is not set
	chaosServer  = "DOORSTEP_TEST_SERVER" // database of the process that is killed
	chaosSenders = 3
	chaosReports = 8 // of each sender
	chaosKills   = 3
)

func TestServeUntilKilled(t *testing.T) {
	dsn := os.Getenv(chaosServer)
	if dsn == "" {
		t.Log("only the next tests run this one, in a process of its own")
		return
	}
	env := map[string]string{"DATABASE_URL": dsn, "DOORSTEP_LISTEN": "127.0.0.1:0"}
	Run(t.Context(), []string{"serve"}, strings.NewReader(""), io.Discard, os.Stderr, func(name string) string { return env[name] })
}

// killable is a server that can be killed and started again; its address changes each time.
type killable struct {
	t    *testing.T
	dsn  string
	mu   sync.Mutex
	base string
	cmd  *exec.Cmd
}

var servedAt = regexp.MustCompile(`Serving (http://\S+)`)

func (k *killable) start() {
	k.t.Helper()
	cmd := exec.Command(os.Args[0], "-test.run=^TestServeUntilKilled$")
	cmd.Env = append(os.Environ(), chaosServer+"="+k.dsn)
	said, err := cmd.StderrPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		k.t.Fatal(err)
	}
	var all strings.Builder
	for lines := bufio.NewScanner(said); lines.Scan(); {
		all.WriteString(lines.Text() + "\n")
		if at := servedAt.FindStringSubmatch(lines.Text()); at != nil {
			k.mu.Lock()
			k.base, k.cmd = at[1], cmd
			k.mu.Unlock()
			go func() { _, _ = io.Copy(io.Discard, said) }()
			return
		}
	}
	k.t.Fatalf("the server did not come to serve: %s", all.String())
}

func (k *killable) kill() {
	_ = k.cmd.Process.Kill()
	_ = k.cmd.Wait() // "signal: killed"
}

func (k *killable) address() string {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.base
}

// sender files reports one after the other and repeats each until it is acknowledged.
type sender struct {
	address func() string
	newKey  func(marker string, try int) string
	repeats *atomic.Int64 // tries beyond the first: without any the kills met nothing
}

// file sends the report called marker until an answer of 2xx comes.
func (s sender) file(ctx context.Context, marker string) error {
	for try := 0; ctx.Err() == nil; try++ {
		body := `{"category":"drain","description":"` + marker + `","at":[87.85,23.24]}`
		request, err := http.NewRequestWithContext(ctx, http.MethodPost, s.address()+"/api/v1/grievances", strings.NewReader(body))
		if err != nil {
			return err
		}
		request.Header.Set("Content-Type", "application/json")
		request.Header.Set("Idempotency-Key", s.newKey(marker, try))
		answer, err := http.DefaultClient.Do(request)
		if err == nil {
			said, _ := io.ReadAll(answer.Body)
			_ = answer.Body.Close()
			switch {
			case answer.StatusCode/100 == 2:
				return nil
			case answer.StatusCode/100 == 4 && answer.StatusCode != http.StatusConflict && answer.StatusCode != http.StatusTooManyRequests:
				return fmt.Errorf("%s: %s: %s", marker, answer.Status, said)
			}
		}
		s.repeats.Add(1)
		time.Sleep(5 * time.Millisecond)
	}
	return ctx.Err()
}

// storm lets the senders file their reports while the server is killed so many times, and gives the markers of all
// that were acknowledged.
func storm(t *testing.T, k *killable, s sender, seed uint64, kills int) (acknowledged []string) {
	t.Helper()
	dice := rand.New(rand.NewPCG(seed, 1))
	k.start()
	ctx, stop := context.WithTimeout(t.Context(), 2*time.Minute)
	defer stop()
	var (
		wait sync.WaitGroup
		mu   sync.Mutex
		errs []error
	)
	for n := range chaosSenders {
		wait.Go(func() {
			for i := range chaosReports {
				marker := fmt.Sprintf("seed %d sender %d report %d", seed, n, i)
				err := s.file(ctx, marker)
				mu.Lock()
				if errs = append(errs, err); err == nil {
					acknowledged = append(acknowledged, marker)
				}
				mu.Unlock()
			}
		})
	}
	for range kills {
		time.Sleep(time.Duration(dice.IntN(40)) * time.Millisecond) // the moment of the kill is the point here
		k.kill()
		k.start()
	}
	wait.Wait()
	k.kill()
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
	return acknowledged
}

// account says which acknowledged reports are lost, stored more than once, or without their audit row.
func account(t *testing.T, db *pgxpool.Pool, acknowledged []string) (lost, doubled, unaudited int) {
	t.Helper()
	for _, marker := range acknowledged {
		var stored, audited int
		err := db.QueryRow(t.Context(), `SELECT count(*), count(*) FILTER (WHERE EXISTS (SELECT FROM audit WHERE noun = 'grievance' AND noun_id = g.id::text))
			FROM grievance g WHERE description = $1`, marker).Scan(&stored, &audited)
		if err != nil {
			t.Fatal(err)
		}
		if stored == 0 {
			lost++
		}
		if stored > 1 {
			doubled++
		}
		if audited < stored {
			unaudited++
		}
	}
	return lost, doubled, unaudited
}

// chaosDatabase is a database that holds a small world's places.
func chaosDatabase(t *testing.T) (string, *pgxpool.Pool) {
	t.Helper()
	dsn := pgtest.Database(t)
	db, err := pgxpool.New(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(db.Close)
	return dsn, db
}

func sameKey(marker string, _ int) string { return strings.ReplaceAll(marker, " ", "-") }

func TestWhatWasAcknowledgedIsStoredOnceThroughKills(t *testing.T) {
	seeds := 20
	if said, err := strconv.Atoi(os.Getenv(chaosSeeds)); err == nil {
		seeds = said
	}
	dsn, db := chaosDatabase(t)
	k := &killable{t: t, dsn: dsn}
	total := 0
	var repeats atomic.Int64
	for seed := range seeds {
		acknowledged := storm(t, k, sender{address: k.address, newKey: sameKey, repeats: &repeats}, uint64(seed), chaosKills)
		lost, doubled, unaudited := account(t, db, acknowledged)
		if lost+doubled+unaudited > 0 {
			t.Fatalf("seed %d: of %d acknowledged %d are lost, %d doubled, %d without an audit row", seed, len(acknowledged), lost, doubled, unaudited)
		}
		total += len(acknowledged)
	}
	if total != seeds*chaosSenders*chaosReports {
		t.Errorf("%d reports were acknowledged, not all", total)
	}
	if repeats.Load() == 0 {
		t.Error("no report had to be repeated: the kills met nothing")
	}
	t.Logf("%d seeds, %d kills: %d reports acknowledged after %d repeats, each stored once", seeds, seeds*chaosKills, total, repeats.Load())
}

// forward lets an answer that breaks off break off here too.
func forward(proxy http.Handler, w http.ResponseWriter, r *http.Request) {
	defer func() {
		if what := recover(); what != nil && what != http.ErrAbortHandler { //nolint:errorlint // a panic value, compared as net/http does
			panic(what)
		}
	}()
	proxy.ServeHTTP(w, r)
}

// The controls: what a server that acknowledges too early, and a phone that takes a new key for each try,
// would do. The account must see both; nothing is killed, so that the front has a server to lie about.
func TestTheChaosAccountSeesALostAndADoubledReport(t *testing.T) {
	dsn, db := chaosDatabase(t)
	k := &killable{t: t, dsn: dsn}
	var count atomic.Int64
	front := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		base, err := url.Parse(k.address())
		if err != nil {
			t.Error(err)
		}
		proxy := httputil.NewSingleHostReverseProxy(base)
		proxy.ErrorHandler = func(w http.ResponseWriter, _ *http.Request, _ error) { w.WriteHeader(http.StatusBadGateway) }
		r.Host = base.Host
		switch count.Add(1) % 5 {
		case 1: // acknowledged, not stored
			w.WriteHeader(http.StatusCreated)
		case 2: // stored, the answer lost
			forward(proxy, httptest.NewRecorder(), r)
			w.WriteHeader(http.StatusBadGateway)
		default:
			forward(proxy, w, r)
		}
	}))
	defer front.Close()
	forgetful := func(marker string, try int) string { return fmt.Sprint(sameKey(marker, 0), "-", try) }
	acknowledged := storm(t, k, sender{address: func() string { return front.URL }, newKey: forgetful, repeats: new(atomic.Int64)}, 1000, 0)
	if lost, doubled, _ := account(t, db, acknowledged); lost == 0 || doubled == 0 {
		t.Errorf("a lying front and a forgetful phone: %d lost and %d doubled were seen", lost, doubled)
	}
}
