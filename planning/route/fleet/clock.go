package fleet

// clock says how far a search is.
type clock struct {
	progress func() float64
	stop     func() bool
	tell     func(stage string, done, total int64)
	rounds   int64
	units    int64
	share    float64 // of the time or units, 0 to 1
	end      float64 // share at which this stage ends
}

const looks = 16 // rounds between two looks at the clock

// tick counts a round, and says whether it may begin.
func (k *clock) tick(stage string) bool {
	if k.share < k.end && k.rounds%looks == 0 {
		k.share = float64(k.rounds) / float64(k.units)
		if k.progress != nil {
			k.share = max(k.share, k.progress())
		}
		if k.stop() {
			k.share = 1
		}
		if k.tell != nil && k.rounds%(looks*64) == 0 {
			k.tell(stage, int64(min(1, k.share)*1000), 1000)
		}
	}
	if k.share >= k.end {
		return false
	}
	k.rounds++
	return true
}
