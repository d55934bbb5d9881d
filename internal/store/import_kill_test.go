package store_test

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"reflect"
	"testing"
	"time"

	"doorstep/internal/pgcluster/pgtest"
	"doorstep/planning"
)

// The process that is killed: it imports a changed region into the database it is told, saying so first.
const killMeEnv = "DOORSTEP_TEST_IMPORT_INTO"

func changedRegion() planning.Gazetteer {
	g := region(3000, 6000)
	for i := range g.Settlements {
		g.Settlements[i].People++
	}
	for i := range g.Venues {
		g.Venues[i].Locality = "changed"
	}
	return g
}

func TestImportUntilKilled(t *testing.T) {
	dsn := os.Getenv(killMeEnv)
	if dsn == "" {
		t.Log("only the next test runs this one, in a process of its own")
		return
	}
	g := changedRegion()
	s := openAt(t, dsn)
	ok(t, s.Ready(context.Background()))
	fmt.Println("importing")
	_, err := s.Import(context.Background(), officer, g, meta)
	ok(t, err)
}

func TestAnImporterThatIsKilledLeavesThePreviousState(t *testing.T) {
	dsn := pgtest.Database(t)
	s, conn := openAt(t, dsn), connect(t, dsn)
	_, err := s.Import(context.Background(), officer, region(3000, 6000), meta)
	ok(t, err)
	before := state(t, conn)
	killed := 0
	for after := 20 * time.Millisecond; killed < 4; after *= 2 {
		child := exec.Command(os.Args[0], "-test.run=^TestImportUntilKilled$")
		child.Env = append(os.Environ(), killMeEnv+"="+dsn)
		out, err := child.StdoutPipe()
		ok(t, err)
		ok(t, child.Start())
		lines := bufio.NewScanner(out)
		for lines.Text() != "importing" && lines.Scan() {
			t.Log(lines.Text())
		}
		time.Sleep(after)
		ok(t, child.Process.Kill())
		if err := child.Wait(); err == nil || ask[int](t, conn, "SELECT count(*) FROM import_run") > 1 {
			break // it was done before it was killed
		}
		killed++
		if now := state(t, conn); !reflect.DeepEqual(before, now) {
			t.Fatalf("killed after %v, the import left %v of %v", after, now, before)
		}
	}
	if killed < 2 {
		t.Errorf("only %d imports were killed in time", killed)
	}
	// What the dead left does not stand in the way of the next.
	counts, err := s.Import(context.Background(), officer, changedRegion(), meta)
	ok(t, err)
	if sum := counts.Total(); killed == 4 && sum.Changed != 9000 {
		t.Errorf("the import after the killed ones counted %+v", sum)
	}
}
