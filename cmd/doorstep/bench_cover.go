package main

import "context"

// benchPlain runs the plain location models with published values: the maximum coverages of mclp_bks.csv, then the
// p-medians of pmed_bks.csv; or, where asked, the synthetic state alone.
func benchPlain(ctx context.Context, data string, o benchOptions, give giveCase) (skipped []string, err error) {
	if o.State {
		return nil, benchSynthetic(ctx, o, give)
	}
	skipped, err = benchMaximal(ctx, data, o, give)
	if err != nil {
		return nil, err
	}
	medians, more, err := pmedCases(data)
	if err != nil {
		return nil, err
	}
	skipped = append(skipped, more...)
	for _, c := range medians {
		if o.skips(c.name) {
			continue
		}
		done, err := c.run(ctx, o)
		if err != nil {
			return nil, err
		}
		if err := give(done); err != nil {
			return nil, err
		}
	}
	return skipped, nil
}
