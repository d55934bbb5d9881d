package planning

import "strings"

// Fold gives the searchable form of a name: the same for the same sound written in Bengali, Devanagari
// or Latin letters and for the usual misspellings. It is what is stored beside a name, and what a
// search text is turned into before it is compared by trigram (see Likeness).
//
// Scripts are transliterated, marks and aspiration dropped (sh = s, bh = b = v = w, ee = i), the vowels
// a and o kept only at the head of a word, doubled letters taken once, and the numbers of a series
// (I, II, 2 No., ২) written as digits. "Raiganj", "RAIGUNJ" and "রায়গঞ্জ" all give "rignj". The result
// holds a-z, 0-9 and single spaces; it is empty when s holds no letter or digit of the three scripts.
// Linear in len(s).
func Fold(s string) string {
	words := strings.Fields(romanise(s))
	out := words[:0]
	for i, w := range words {
		if n, ok := serial(w, i, len(words)); ok {
			w = n
		} else if w[0] > '9' {
			w = reduce(w)
		}
		if w != "" {
			out = append(out, w)
		}
	}
	return strings.Join(dropNumberMarks(out), " ")
}

// serial reads a word as the number of a series: digits without leading zeros, or a Roman numeral that
// does not begin the name. V and X alone are initials unless they end it; LL is how II is often typed.
func serial(w string, i, n int) (string, bool) {
	if w[0] <= '9' {
		if t := strings.TrimLeft(w, "0"); t != "" {
			return t, true
		}
		return "0", true
	}
	if i == 0 {
		return "", false
	}
	switch w {
	case "i":
		return "1", true
	case "ii", "ll":
		return "2", true
	case "iii", "lll":
		return "3", true
	case "iv":
		return "4", true
	case "v":
		return "5", i == n-1
	case "vi":
		return "6", true
	case "vii":
		return "7", true
	case "viii":
		return "8", true
	case "ix":
		return "9", true
	case "x":
		return "10", i == n-1
	}
	return "", false
}

// dropNumberMarks takes out "no", "nong" (নং) where a number stands beside it.
func dropNumberMarks(words []string) []string {
	digit := func(i int) bool { return i >= 0 && i < len(words) && words[i][0] <= '9' }
	out := make([]string, 0, len(words))
	for i, w := range words {
		if (w == "n" || w == "ng" || w == "nng" || w == "numbr") && (digit(i-1) || digit(i+1)) {
			continue
		}
		out = append(out, w)
	}
	return out
}

// colonial spellings that no single letter rule turns into today's.
var colonial = []struct{ old, now string }{{"gunge", "ganj"}, {"gunj", "ganj"}, {"pore", "pur"}, {"sch", "sk"}, {"tion", "san"}}

// reduce turns one lower-case Latin word into its sound.
func reduce(w string) string {
	for _, c := range colonial {
		w = strings.ReplaceAll(w, c.old, c.now)
	}
	var b strings.Builder
	b.Grow(len(w))
	last := byte(0)
	put := func(c byte) {
		if c != last {
			b.WriteByte(c)
			last = c
		}
	}
	for i := 0; i < len(w); i++ {
		c, next := w[i], byte(0)
		if i+1 < len(w) {
			next = w[i+1]
		}
		switch c {
		case 'a', 'o':
			switch {
			case c == 'o' && next == 'o':
				put('u')
				i++
			case i == 0:
				put('a')
			}
		case 'e':
			switch {
			case next == 'e':
				put('i')
				i++
			case next != 0 || len(w) < 3: // a last e is silent: kote, more
				put('i')
			}
		case 'i':
			put('i')
		case 'u':
			put('u')
		case 'y':
			if i == 0 {
				put('j')
			} else {
				put('i')
			}
		case 'h':
			if i == 0 {
				put('h')
			}
		case 'c':
			switch next {
			case 'h':
				put('c')
			case 'e', 'i', 'y':
				put('s')
			default:
				put('k')
			}
		case 'w':
			if i == 0 || !vowel(w[i-1]) || vowel(next) {
				put('b')
			}
		case 'v':
			put('b')
		case 'f':
			put('p')
		case 'q':
			put('k')
		case 'x':
			put('k')
			put('s')
		case 'z':
			put('j')
		default:
			put(c)
		}
	}
	return b.String()
}

func vowel(c byte) bool {
	return c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u'
}
