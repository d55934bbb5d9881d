package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// maxRoutePlaces is the most places an instance of a file may have: its distances take 400 MB.
const maxRoutePlaces = 10_000

// readRoute reads an instance: the layout of Solomon and of Gehring and Homberger, or that of VRPLIB with the sections
// of CVRP and MDVRPTW. The error says the line.
func readRoute(r io.Reader) (*routeProblem, error) {
	in := &routeLines{scanner: bufio.NewScanner(r)}
	p := &routeProblem{}
	var err error
	if in.next() {
		if strings.Contains(in.text, ":") {
			err = p.readVRPLIB(in)
		} else {
			err = p.readSolomon(in)
		}
	}
	if err == nil {
		err = in.scanner.Err()
	}
	if err == nil && p.depots == 0 || len(p.places) <= p.depots {
		err = errors.Join(err, errors.New("the file ends before there is a depot and a customer"))
	}
	if err != nil {
		return nil, fmt.Errorf("line %d: %w", in.line, err)
	}
	return p, nil
}

// routeLines gives the lines of a file that hold anything.
type routeLines struct {
	scanner *bufio.Scanner
	line    int
	text    string
}

func (l *routeLines) next() bool {
	for l.scanner.Scan() {
		l.line++
		if l.text = strings.TrimSpace(l.scanner.Text()); l.text != "" {
			return true
		}
	}
	return false
}

// numbers reads the line as numbers, at least n of them.
func (l *routeLines) numbers(n int) ([]float64, error) {
	words := strings.Fields(l.text)
	if len(words) < n {
		return nil, fmt.Errorf("%q has fewer than %d numbers", l.text, n)
	}
	all := make([]float64, len(words))
	for k, w := range words {
		f, err := strconv.ParseFloat(w, 64)
		if err != nil || f != f || f < -1e9 || f > 1e9 {
			return nil, fmt.Errorf("%q is no number that can be used", w)
		}
		all[k] = f
	}
	return all, nil
}

// readSolomon reads vehicles and capacity, then seven columns a place, the depot first.
func (p *routeProblem) readSolomon(in *routeLines) error {
	p.fewest, p.depots = true, 1
	for in.next() {
		if strings.ContainsAny(in.text, "0123456789") {
			break
		}
	}
	v, err := in.numbers(2)
	if err != nil {
		return err
	}
	p.vehicles, p.capacity = int(v[0]), v[1]
	for in.next() {
		if !strings.ContainsAny(in.text, "0123456789") {
			continue
		}
		c, err := in.numbers(7)
		if err != nil {
			return err
		}
		if len(p.places) == maxRoutePlaces {
			return fmt.Errorf("there are more than %d places", maxRoutePlaces)
		}
		p.places = append(p.places, routePlace{x: c[1], y: c[2], demand: c[3], ready: c[4], due: c[5], service: c[6]})
	}
	return nil
}

// readVRPLIB reads headings and sections. The depots are the first places, which is where these sets have them.
func (p *routeProblem) readVRPLIB(in *routeLines) error {
	for ok := true; ok; ok = in.next() {
		name, value, heading := strings.Cut(in.text, ":")
		if name = strings.TrimSpace(name); name == "EOF" {
			return nil
		}
		if heading {
			if err := p.heading(name, strings.TrimSpace(value)); err != nil {
				return err
			}
			continue
		}
		if err := p.section(in, name); err != nil {
			return err
		}
	}
	return nil
}

func (p *routeProblem) heading(name, value string) error {
	number := func(to *float64) (err error) {
		if *to, err = strconv.ParseFloat(value, 64); err != nil || !(*to >= 0 && *to <= 1e9) {
			return fmt.Errorf("%s is %q", name, value)
		}
		return nil
	}
	var n float64
	switch name {
	case "TYPE":
		switch value {
		case "CVRP":
			p.measure = measureWhole
		case "MDVRPTW":
			p.measure = measureThousand
		default:
			return fmt.Errorf("the type %q is not known here; CVRP and MDVRPTW are", value)
		}
	case "EDGE_WEIGHT_TYPE":
		if value != "EUC_2D" {
			return fmt.Errorf("the measure %q is not known here; EUC_2D is", value)
		}
	case "DIMENSION":
		if err := number(&n); err != nil || n < 1 || n > maxRoutePlaces {
			return fmt.Errorf("DIMENSION is %q; 1 to %d are possible", value, maxRoutePlaces)
		}
		p.places = make([]routePlace, int(n))
		for k := range p.places {
			p.places[k].due = openEnd
		}
	case "CAPACITY":
		return number(&p.capacity)
	case "VEHICLES_MAX_DURATION":
		err := number(&p.duration)
		p.duration *= p.times()
		return err
	}
	return nil
}

// openEnd is the end of a window that a file leaves open: further than the ways of these sets add up to.
const openEnd = 1e8

// times is what the times of the file are multiplied by.
func (p *routeProblem) times() float64 {
	if p.measure == measureThousand {
		return 1000
	}
	return 1
}

// section reads the lines of one section: a place's number, then its values.
func (p *routeProblem) section(in *routeLines, name string) error {
	if name == "DEPOT_SECTION" {
		return p.depotSection(in)
	}
	if name == "VEHICLES_DEPOT_SECTION" {
		return p.vehicleSection(in)
	}
	columns := map[string]int{"NODE_COORD_SECTION": 3, "DEMAND_SECTION": 2, "SERVICE_TIME_SECTION": 2, "TIME_WINDOW_SECTION": 3}[name]
	if columns == 0 {
		return fmt.Errorf("the section %q is not known here", name)
	}
	for k := range p.places {
		if !in.next() {
			return fmt.Errorf("%s ends after %d of %d places", name, k, len(p.places))
		}
		v, err := in.numbers(columns)
		if err != nil {
			return err
		}
		at := int(v[0]) - 1
		if at < 0 || at >= len(p.places) {
			return fmt.Errorf("there is no place %g", v[0])
		}
		switch to := &p.places[at]; name {
		case "NODE_COORD_SECTION":
			to.x, to.y = v[1], v[2]
		case "DEMAND_SECTION":
			to.demand = v[1]
		case "SERVICE_TIME_SECTION":
			to.service = v[1] * p.times()
		case "TIME_WINDOW_SECTION":
			to.ready, to.due = v[1]*p.times(), v[2]*p.times()
		}
	}
	return nil
}

// depotSection reads the depots, which must be the first places in their order.
func (p *routeProblem) depotSection(in *routeLines) error {
	for in.next() && in.text != "-1" && in.text != "EOF" {
		v, err := in.numbers(1)
		if err != nil {
			return err
		}
		if int(v[0]) != p.depots+1 || p.depots == len(p.places) {
			return fmt.Errorf("depot %g is not among the first places", v[0])
		}
		p.depots++
	}
	return nil
}

// vehicleSection counts the vehicles of each depot, which must be as many everywhere.
func (p *routeProblem) vehicleSection(in *routeLines) error {
	count := map[float64]int{}
	more := in.next()
	for ; more && strings.ContainsAny(in.text[:1], "0123456789"); more = in.next() {
		v, err := in.numbers(2)
		if err != nil {
			return err
		}
		count[v[1]]++
	}
	for _, n := range count {
		if p.vehicles != 0 && p.vehicles != n {
			return errors.New("the depots have different numbers of vehicles")
		}
		p.vehicles = n
	}
	if more { // the line that ended the section begins the next
		return p.section(in, in.text)
	}
	return nil
}
