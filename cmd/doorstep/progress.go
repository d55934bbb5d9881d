package main

import (
	"fmt"
	"io"
	"os"
	"sync"
	"time"

	"golang.org/x/term"
)

// meter shows one line of progress with an estimate, on a terminal only; elsewhere it prints a line
// a stage. It is safe for several goroutines.
type meter struct {
	mu    sync.Mutex
	w     io.Writer
	live  bool
	quiet bool
	stage string
	begun time.Time
	shown time.Time
}

func (a *app) meter() *meter {
	f, ok := a.err.(*os.File)
	return &meter{w: a.err, live: ok && term.IsTerminal(int(f.Fd())), quiet: a.config.quiet}
}

// tell shows that done of total is reached in a stage; total 0 means unknown.
func (m *meter) tell(stage string, done, total int64) {
	if m.quiet {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	now := time.Now()
	if stage != m.stage {
		if m.live && m.stage != "" {
			fmt.Fprintln(m.w)
		}
		m.stage, m.begun, m.shown = stage, now, time.Time{}
		if !m.live {
			fmt.Fprintf(m.w, "%s ...\n", stage)
		}
	}
	if !m.live || now.Sub(m.shown) < 100*time.Millisecond {
		return
	}
	m.shown = now
	line := stage
	if total > 0 && done > 0 {
		left := time.Duration(float64(now.Sub(m.begun)) * float64(total-done) / float64(done))
		line = fmt.Sprintf("%s %d%%, about %s left", stage, 100*done/total, left.Round(time.Second))
	}
	fmt.Fprintf(m.w, "\r\033[K%s", line)
}

// end closes the line.
func (m *meter) end() {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.live && m.stage != "" {
		fmt.Fprintln(m.w)
	}
	m.stage = ""
}
