// Package span is the algebra of timed stretches of a route: any stretch of visits, however long, is four
// numbers, and two stretches are put one after the other in a dozen operations. It is the concatenation of
// Vidal, Crainic, Gendreau and Prins (2013, doi 10.1016/j.cor.2012.07.018) with time warp after Nagata,
// Bräysy and Dullaert (2010, doi 10.1016/j.cor.2009.06.022): who comes too late pays to go back in time to
// the end of the window, so that every route has a time table and a price, also one that cannot be driven.
package span

// The range in which nothing overflows: times, services and travel are from 0 to MaxTime, of any unit. A sum
// of warps stops at MaxWarp, where it is beyond any use.
const (
	MaxTime = int32(1) << 28
	MaxWarp = int32(1) << 29
)

// Span is a stretch of visits, begun as late as it can be without costing anything. The zero Span is an
// instant at time 0, not an empty stretch: joining has no neutral element.
type Span struct {
	Net   int32 // from the first begin to the last end, services, travel and waiting, less Warp
	Warp  int32 // time that must be gone back in all, 0 where every window is kept
	Early int32 // earliest begin at which Net and Warp are the least possible
	Late  int32 // latest such begin
}

// Visit is a stretch of one visit that may begin from ready to due and takes service.
func Visit(service, ready, due int32) Span {
	return Span{Net: service, Early: ready, Late: due}
}

// Join puts b after a, travel apart. It is associative.
func (a Span) Join(b Span, travel int32) Span {
	gone := a.Net + travel
	wait := max(b.Early-gone-a.Late, 0)
	warp := max(a.Early+gone-b.Late, 0)
	return Span{
		Net:   gone + b.Net + wait - warp,
		Warp:  min(a.Warp+b.Warp+warp, MaxWarp),
		Early: max(b.Early-gone, a.Early) - wait,
		Late:  min(b.Late-gone, a.Late) + warp,
	}
}

// Warped is the warp that a joined to b would have, in fewer steps than Join.
func (a Span) Warped(b Span, travel int32) int32 {
	return min(a.Warp+b.Warp+max(a.Early+a.Net+travel-b.Late, 0), MaxWarp)
}

// Over is the warp and what the stretch lasts beyond longest, begun as late as it may: both are 0 where it
// can be driven as it is.
func (a Span) Over(longest int32) int32 {
	return a.Warp + max(a.Net-longest, 0)
}

// End is the earliest end of the stretch.
func (a Span) End() int32 { return a.Early + a.Net }
