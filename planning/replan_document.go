package planning

import (
	"cmp"
	"io"
)

// ReadAccount reads an account of a re-plan from its canonical JSON form, with the codes account.malformed,
// account.order and account.invalid. Whether it is true is for CheckReplan to say.
func ReadAccount(r io.Reader) (Account, error) {
	var a Account
	if err := readCanon(r, "account", &a); err != nil {
		return Account{}, err
	}
	return a, a.Validate()
}

// WriteAccount writes the canonical JSON form of an account. It refuses what ReadAccount refuses.
func WriteAccount(w io.Writer, a Account) error {
	if err := a.Validate(); err != nil {
		return err
	}
	return writeCanon(w, a)
}

// Validate says whether the account's changes are sorted and its events are in their number.
func (a Account) Validate() error {
	c := &complaints{noun: "account"}
	c.must(a.Format == ReplanFormat, "/format", "%q is not %q; this program reads no other.", a.Format, ReplanFormat)
	ascending(c, "changes", a.Changes, func(x, y Change) int {
		return cmp.Or(cmp.Compare(x.Old.Day, y.Old.Day), cmp.Compare(x.New.Day, y.New.Day), cmp.Compare(x.Camp, y.Camp))
	})
	for i, x := range a.Changes {
		c.within(int64(x.Event), 0, int64(len(a.Events)), "changes", i, "event")
	}
	return c.err()
}
