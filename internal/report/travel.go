package report

import (
	_ "embed"
	"html/template"
	"io"

	"doorstep/planning"
)

//go:embed travel.html
var travelPage string

var travelTemplate = template.Must(template.New("travel").Funcs(words).Parse(travelPage))

// travelView is what the template is given.
type travelView struct {
	planning.TravelComparison
	Top  []planning.WrongCell
	More int64
}

// TravelComparison writes who a plan wrongly calls reached as a page to print: the figures, by group, by place. Linear in
// the comparison.
func TravelComparison(w io.Writer, c planning.TravelComparison) error {
	v := travelView{TravelComparison: c, Top: c.Cells}
	const onPaper = 200
	if len(v.Top) > onPaper {
		v.Top, v.More = v.Top[:onPaper], int64(len(v.Top)-onPaper)
	}
	return travelTemplate.Execute(w, v)
}
