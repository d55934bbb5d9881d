package span

import (
	"math"
	"math/rand/v2"
	"testing"
)

// drive follows visits from a begin, paying warp for what is late, and gives the time from begin to end and the warp.
func drive(begin int64, visits []Span, travel []int32) (net, warp int64) {
	t := begin
	for i, v := range visits {
		if i > 0 {
			t += int64(travel[i-1])
		}
		t = max(t, int64(v.Early))
		if t > int64(v.Late) {
			warp += t - int64(v.Late)
			t = int64(v.Late)
		}
		t += int64(v.Net)
	}
	return t - begin, warp
}

func TestJoiningIsDriving(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for k := range 20000 {
		n := 1 + r.IntN(7)
		scale := int32(1) << r.IntN(25)
		visits, travel := make([]Span, n), make([]int32, n-1)
		for i := range visits {
			a := r.Int32N(8 * scale)
			visits[i] = Visit(r.Int32N(2*scale), a, min(MaxTime, a+r.Int32N(4*scale)))
			if i > 0 {
				travel[i-1] = r.Int32N(3 * scale)
			}
		}
		left := visits[0]
		for i := 1; i < n; i++ {
			left = left.Join(visits[i], travel[i-1])
		}
		right := visits[n-1]
		for i := n - 2; i >= 0; i-- {
			right = visits[i].Join(right, travel[i])
		}
		if left != right {
			t.Fatalf("case %d: from the left %+v, from the right %+v", k, left, right)
		}
		for _, begin := range []int32{left.Early, left.Late, (left.Early + left.Late) / 2} {
			net, warp := drive(int64(begin), visits, travel)
			if net != int64(left.Net) || warp != int64(left.Warp) {
				t.Fatalf("case %d: begun at %d it takes %d and warps %d, said %+v", k, begin, net, warp, left)
			}
		}
		for range 20 { // no other begin is better
			begin := int64(visits[0].Early) + r.Int64N(int64(visits[0].Late-visits[0].Early)+1)
			net, warp := drive(begin, visits, travel)
			if warp < int64(left.Warp) || warp == int64(left.Warp) && net < int64(left.Net) {
				t.Fatalf("case %d: begun at %d it takes %d and warps %d, better than %+v", k, begin, net, warp, left)
			}
		}
	}
}

func TestLongRoutesDoNotOverflow(t *testing.T) {
	all := Visit(MaxTime, MaxTime, MaxTime)
	for range 1000 {
		next := all.Join(Visit(MaxTime, 0, 0), MaxTime/2)
		if next.Warp < all.Warp || next.Warp > MaxWarp || next.Net > 2*MaxTime || next.Net < -2*MaxTime || next.Over(0) < 0 {
			t.Fatalf("%+v after %+v", next, all)
		}
		all = next
	}
	if all.Warp != MaxWarp {
		t.Errorf("a thousand impossible visits warp %d", all.Warp)
	}
	if o := all.Over(math.MaxInt32); o != MaxWarp {
		t.Errorf("over %d", o)
	}
}

func TestOverCountsWarpAndTheExcessOfDuration(t *testing.T) {
	a := Visit(10, 0, 5).Join(Visit(10, 40, 50), 5) // begins at 5, is there at 20, waits 20
	if a.Net != 45 || a.Early != 5 || a.Late != 5 || a.End() != 50 || a.Over(45) != 0 || a.Over(40) != 5 {
		t.Errorf("%+v", a)
	}
	if b := a.Join(Visit(0, 0, 30), 5); b.Warp != 25 || b.Over(1000) != 25 {
		t.Errorf("%+v", b)
	}
}
