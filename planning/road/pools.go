package road

import "sync"

// pools keep the scratch of questions between them.
type pools struct {
	snappers sync.Pool
	searches sync.Pool
}

func (p *pools) snapper() *snapper {
	if s, ok := p.snappers.Get().(*snapper); ok {
		return s
	}
	return &snapper{}
}
