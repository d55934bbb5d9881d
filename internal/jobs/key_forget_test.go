package jobs_test

import (
	"context"
	"testing"
	"time"
)

func TestOldKeysAreForgottenWhenTheWorkersStart(t *testing.T) {
	s, conn := open(t)
	for key, age := range map[string]string{"old": "61 days", "young": "59 days"} {
		if _, err := conn.Exec(context.Background(), "INSERT INTO idempotency (key, route, request, at) VALUES ($1, 'r', '', now() - $2::interval)", key, age); err != nil {
			t.Fatal(err)
		}
	}
	work(t, s, s, 1)
	for try := 0; ask[int](t, conn, "SELECT count(*) FROM idempotency") != 1; try++ {
		if try == 200 {
			t.Fatal("the old key is still there")
		}
		time.Sleep(50 * time.Millisecond)
	}
	if left := ask[string](t, conn, "SELECT key FROM idempotency"); left != "young" {
		t.Errorf("left is the %s key", left)
	}
	if n := ask[int](t, conn, "SELECT count(*) FROM audit WHERE action = 'key.forget' AND detail->>'keys' = '1'"); n != 1 {
		t.Errorf("%d audit rows", n)
	}
}
