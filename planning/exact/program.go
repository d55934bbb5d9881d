// Package exact writes the models of planning out as mixed integer linear programs, so that a solver that is not ours
// can be asked the same question. Nothing in planning needs it: it is there for benchmarks and for evidence.
package exact

import (
	"bufio"
	"encoding/json"
	"io"
	"slices"
	"strconv"
)

// Program is a mixed integer linear program with whole coefficients.
type Program struct {
	Name     string
	Maximise bool
	Vars     []Var
	Rows     []Row
	Offset   int64 // constant of the objective; not written out, since readers differ on it
}

// Var is a variable. Every variable of the programs here may be taken as whole: where Whole is not set, some best answer has it so.
type Var struct {
	Name  string
	Cost  int64
	Lo    int64
	Hi    int64 // at least Lo, finite
	Whole bool
}

// Row is a limit on a sum of variables.
type Row struct {
	Name  string
	Terms []Term
	Sense Sense
	Right int64
}

// Term is a variable, by its index, with its coefficient.
type Term struct {
	Var  int32
	Coef int64
}

// Sense is how a row's sum stands to its right side.
type Sense string

// The senses.
const (
	AtMost  Sense = "<="
	AtLeast Sense = ">="
	Equal   Sense = "="
)

// Add adds a variable and gives its index.
func (p *Program) Add(v Var) int32 {
	p.Vars = append(p.Vars, v)
	return int32(len(p.Vars) - 1)
}

// Limit adds a row, unless it has no term and holds.
func (p *Program) Limit(label string, sense Sense, right int64, terms []Term) {
	if len(terms) == 0 && (sense == AtMost && right >= 0 || sense == AtLeast && right <= 0 || sense == Equal && right == 0) {
		return
	}
	p.Rows = append(p.Rows, Row{label, terms, sense, right})
}

// Terms counts the coefficients of all rows.
func (p Program) Terms() int {
	n := 0
	for _, r := range p.Rows {
		n += len(r.Terms)
	}
	return n
}

// Value gives the objective at values of the variables, with the offset.
func (p Program) Value(values []int64) int64 {
	v := p.Offset
	for k, x := range values {
		v += p.Vars[k].Cost * x
	}
	return v
}

// Broken names the first row or variable that values break; "" where they are an answer.
func (p Program) Broken(values []int64) string {
	for k, x := range values {
		if x < p.Vars[k].Lo || x > p.Vars[k].Hi {
			return p.Vars[k].Name
		}
	}
	for _, r := range p.Rows {
		sum := int64(0)
		for _, t := range r.Terms {
			sum += t.Coef * values[t.Var]
		}
		if r.Sense != AtLeast && sum > r.Right || r.Sense != AtMost && sum < r.Right {
			return r.Name
		}
	}
	return ""
}

// WriteLP writes the program in the LP format that CBC, GLPK and HiGHS read, without its offset. The errors are w's.
func (p Program) WriteLP(w io.Writer) error {
	b := bufio.NewWriterSize(w, 1<<16)
	word := func(words ...string) {
		for _, s := range words {
			_, _ = b.WriteString(s) // the writer keeps its first error for Flush
		}
	}
	word("\\ ", p.Name, "\n")
	if p.Maximise {
		word("Maximize\n obj:")
	} else {
		word("Minimize\n obj:")
	}
	var costs []Term
	for k, v := range p.Vars {
		if v.Cost != 0 {
			costs = append(costs, Term{int32(k), v.Cost})
		}
	}
	if len(costs) == 0 && len(p.Vars) > 0 {
		costs = append(costs, Term{0, 0})
	}
	p.writeTerms(word, costs)
	word("\nSubject To\n")
	for _, r := range p.Rows {
		terms := r.Terms
		if len(terms) == 0 && len(p.Vars) > 0 {
			terms = []Term{{0, 0}} // a row that cannot hold
		}
		word(" ", r.Name, ":")
		p.writeTerms(word, terms)
		word(" ", string(r.Sense), " ", strconv.FormatInt(r.Right, 10), "\n")
	}
	word("Bounds\n")
	for _, v := range p.Vars {
		word(" ", strconv.FormatInt(v.Lo, 10), " <= ", v.Name, " <= ", strconv.FormatInt(v.Hi, 10), "\n")
	}
	if slices.ContainsFunc(p.Vars, func(v Var) bool { return v.Whole }) {
		word("General\n")
		for _, v := range p.Vars {
			if v.Whole {
				word(" ", v.Name, "\n")
			}
		}
	}
	word("End\n")
	return b.Flush()
}

// termsALine keeps lines within what old readers take.
const termsALine = 8

func (p Program) writeTerms(word func(...string), terms []Term) {
	for n, t := range terms {
		if n > 0 && n%termsALine == 0 {
			word("\n  ")
		}
		sign, coef := " + ", t.Coef
		if coef < 0 {
			sign, coef = " - ", -coef
		}
		word(sign)
		if coef != 1 {
			word(strconv.FormatInt(coef, 10), " ")
		}
		word(p.Vars[t.Var].Name)
	}
}

// document is a program for a solver that takes numbers rather than a text.
type document struct {
	Maximise bool      `json:"maximise"`
	Cost     []int64   `json:"cost"`
	Lo       []int64   `json:"lo"`
	Hi       []int64   `json:"hi"`
	Rows     [][]int64 `json:"rows"` // sense -1 (at most), 0, 1 (at least); right side; then variable, coefficient by turns
}

// WriteJSON writes the program as plain numbers, without its offset. The errors are w's.
func (p Program) WriteJSON(w io.Writer) error {
	d := document{Maximise: p.Maximise, Rows: make([][]int64, 0, len(p.Rows))}
	for _, v := range p.Vars {
		d.Cost, d.Lo, d.Hi = append(d.Cost, v.Cost), append(d.Lo, v.Lo), append(d.Hi, v.Hi)
	}
	for _, r := range p.Rows {
		row := []int64{0, r.Right}
		switch r.Sense {
		case AtMost:
			row[0] = -1
		case AtLeast:
			row[0] = 1
		case Equal:
		}
		for _, t := range r.Terms {
			row = append(row, int64(t.Var), t.Coef)
		}
		d.Rows = append(d.Rows, row)
	}
	return json.NewEncoder(w).Encode(d)
}

// Name puts a letter and numbers together: x3_14.
func Name(letter string, numbers ...int) string {
	b := []byte(letter)
	for k, n := range numbers {
		if k > 0 {
			b = append(b, '_')
		}
		b = strconv.AppendInt(b, int64(n), 10)
	}
	return string(b)
}
