package ingest

import (
	"slices"
	"strings"

	"doorstep/planning"
)

// resolve finds the area that a cell of calendar.csv, teams.csv or turnout.csv refers to: by source id,
// by a code with its system ("lgd:2919") or by name ("Kalna", or "Kalna, Purba Bardhaman"), among the
// levels given. why says what is wrong where there is no one answer.
func (im *importer) resolve(ref string, among ...planning.Level) (n *node, why string) {
	for _, l := range among {
		if n := im.tree.byID(l, ref); n != nil {
			return n, ""
		}
	}
	if system, code, ok := strings.Cut(ref, ":"); ok && !strings.Contains(system, " ") {
		var found []*node
		for _, n := range im.codes()[system+":"+code] {
			if slices.Contains(among, n.Level) {
				found = append(found, n)
			}
		}
		if len(found) == 1 {
			return found[0], ""
		}
	}
	name, around, narrowed := strings.Cut(ref, ",")
	var found []*node
	for _, l := range among {
		for _, n := range im.tree.fold[l][planning.Fold(name)] {
			if !narrowed || n.parent != nil && n.parent.hasAncestorNamed(around) {
				found = append(found, n)
			}
		}
	}
	switch len(found) {
	case 1:
		return found[0], ""
	case 0:
		near := ""
		for _, l := range among {
			if near = im.spelling(l, name); near != "" {
				break
			}
		}
		return nil, "no area answers to it" + near
	}
	var all []string
	for _, n := range found[:min(3, len(found))] {
		all = append(all, n.Name+", "+nameOf(n.parent))
	}
	return nil, itoa(len(found)) + " areas answer to it (" + strings.Join(all, "; ") + "); write its id, or its name and after a comma its block or district"
}

func (n *node) hasAncestorNamed(name string) bool {
	f := planning.Fold(name)
	for ; n != nil; n = n.parent {
		if planning.Fold(n.Name) == f {
			return true
		}
		for _, a := range n.Aliases {
			if planning.Fold(a) == f {
				return true
			}
		}
	}
	return false
}

// codes gives every area by "system:code", made at the first call.
func (im *importer) codes() map[string][]*node {
	if im.byCode == nil {
		im.byCode = map[string][]*node{}
		for _, n := range im.tree.nodes {
			for _, c := range n.Codes {
				k := c.System + ":" + c.Code
				im.byCode[k] = append(im.byCode[k], n)
			}
		}
	}
	return im.byCode
}
