package planning

import "strings"

// romanise writes s in lower-case Latin letters, digits and spaces: Bengali and Devanagari letter by
// letter with their vowel signs, Latin letters without their marks, everything else as a space. The
// inherent vowel is not written: reduce drops a and o anyway.
func romanise(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	rs := []rune(s)
	kind := byte(' ') // of the last rune written: ' ', 'a' letter, '0' digit
	word := func(t string, k byte) {
		if t == "" {
			return
		}
		if kind != ' ' && kind != k {
			b.WriteByte(' ')
		}
		b.WriteString(t)
		kind = k
	}
	for i := 0; i < len(rs); i++ {
		r, next := rs[i], rune(0)
		if i+1 < len(rs) {
			next = rs[i+1]
		}
		switch {
		case r >= 'a' && r <= 'z':
			word(string(r), 'a')
		case r >= 'A' && r <= 'Z':
			word(string(r+'a'-'A'), 'a')
		case r >= '0' && r <= '9':
			word(string(r), '0')
		case r >= 0x0900 && r <= 0x09ff:
			if d := r - 0x0966; d >= 0 && d <= 9 {
				word(string('0'+d), '0')
			} else if d := r - 0x09e6; d >= 0 && d <= 9 {
				word(string('0'+d), '0')
			} else {
				t, used := indic(rs[i:], i > 0 && glides(rs[i-1]))
				word(t, 'a')
				i += used - 1
				if t == "" && used == 1 && (r == 0x0964 || r == 0x0965) { // danda
					b.WriteByte(' ')
					kind = ' '
				}
			}
		case r == '\'' || r == '’' || r == '`' || r == 0x200c || r == 0x200d || r >= 0x0300 && r <= 0x036f:
			// apostrophes, joiners and combining marks do not part a word
		case r == '.' && kind == 'a' && (next >= 'a' && next <= 'z' || next >= 'A' && next <= 'Z'):
			// B.F.P. is one word
		default:
			if t := unmarked(r); t != "" {
				word(t, 'a')
			} else if kind != ' ' {
				b.WriteByte(' ')
				kind = ' '
			}
		}
	}
	return b.String()
}

// glides says that a Bengali য় after r only carries the voice to the next vowel: দুয়ার is Duar.
func glides(r rune) bool { return r == 0x09c1 || r == 0x09c2 || r == 0x09cb }

// indic reads one Bengali or Devanagari letter at the head of rs and says how many runes it took; mute:
// a য় there is not heard. The two blocks run in parallel, 0x80 apart.
func indic(rs []rune, mute bool) (string, int) {
	const nukta, virama = 0x3c, 0x4d
	bengali := rs[0] >= 0x0980
	at := func(i int) rune {
		if i >= len(rs) || rs[i] < 0x0900 || rs[i] > 0x09ff {
			return -1
		}
		return rs[i] & 0x7f
	}
	c := at(0)
	switch {
	case c == 0x13 && at(1) == 0x2f && at(2) == nukta && bengali: // ওয় is w
		return "w", 3
	case c == 0x13 && at(1) == 0x5f && bengali:
		return "w", 2
	case at(1) == nukta:
		switch c {
		case 0x21, 0x22: // ড় ঢ়
			return "r", 2
		case 0x2f: // য়
			if mute {
				return "", 2
			}
			return "y", 2
		case 0x1c: // ज़
			return "j", 2
		}
		return indicLetters[c], 2
	case c == virama && bengali && at(1) == 0x2f && at(2) != nukta: // য-ফলা
		return "y", 2
	case c == 0x2f && !bengali:
		return "y", 1
	case c == 0x1c && !bengali && at(1) == virama && at(2) == 0x1e: // ज्ञ
		return "gy", 3
	case c == 0x02 && !bengali: // anusvara takes the sound of what follows
		if n := at(1); n >= 0x2a && n <= 0x2e {
			return "m", 1
		}
		return "n", 1
	case c == 0x5f && bengali && mute:
		return "", 1
	}
	return indicLetters[c], 1
}

// indicLetters gives the sound of each letter by its place in the block. ব is b, and Devanagari's व,
// at its own place, is v.
var indicLetters = [128]string{
	0x01: "n", 0x02: "ng",
	0x05: "a", 0x06: "a", 0x07: "i", 0x08: "i", 0x09: "u", 0x0a: "u", 0x0b: "ri",
	0x0f: "e", 0x10: "oi", 0x13: "o", 0x14: "ou", 0x0d: "e", 0x11: "o",
	0x15: "k", 0x16: "kh", 0x17: "g", 0x18: "gh", 0x19: "ng",
	0x1a: "ch", 0x1b: "ch", 0x1c: "j", 0x1d: "jh", 0x1e: "n",
	0x1f: "t", 0x20: "th", 0x21: "d", 0x22: "dh", 0x23: "n",
	0x24: "t", 0x25: "th", 0x26: "d", 0x27: "dh", 0x28: "n", 0x29: "n",
	0x2a: "p", 0x2b: "ph", 0x2c: "b", 0x2d: "bh", 0x2e: "m",
	0x2f: "j", 0x30: "r", 0x31: "r", 0x32: "l", 0x33: "l", 0x34: "l", 0x35: "v",
	0x36: "sh", 0x37: "sh", 0x38: "s", 0x39: "h",
	0x3e: "a", 0x3f: "i", 0x40: "i", 0x41: "u", 0x42: "u", 0x43: "ri",
	0x45: "e", 0x47: "e", 0x48: "oi", 0x49: "o", 0x4b: "o", 0x4c: "ou", 0x4e: "t",
	0x58: "k", 0x59: "kh", 0x5a: "g", 0x5b: "j", 0x5c: "r", 0x5d: "r", 0x5e: "f", 0x5f: "y",
	0x70: "r", 0x71: "v",
}

// unmarked gives the plain letters of a Latin letter with marks, "" for any other rune.
func unmarked(r rune) string {
	for _, row := range latinMarks {
		if strings.ContainsRune(row.marked, r) {
			return row.plain
		}
	}
	return ""
}

var latinMarks = []struct{ plain, marked string }{
	{"a", "àáâãäåāăąǎạảấầẩẫậắằÀÁÂÃÄÅĀĂĄǍẠ"},
	{"e", "èéêëēĕėęěẹẽÈÉÊËĒĔĖĘĚẸ"},
	{"i", "ìíîïĩīĭįıịÌÍÎÏĨĪĬĮİỊ"},
	{"o", "òóôõöøōŏőǒọÒÓÔÕÖØŌŎŐǑỌ"},
	{"u", "ùúûüũūŭůűųǔụÙÚÛÜŨŪŬŮŰŲǓỤ"},
	{"c", "çćĉċčÇĆĈĊČ"},
	{"d", "ďđḍḏðĎĐḌḎÐ"},
	{"g", "ĝğġģǧḡĜĞĠĢǦḠ"},
	{"h", "ĥħḥḫẖĤĦḤḪ"},
	{"j", "ĵĴ"},
	{"k", "ķḳḵĶḲḴ"},
	{"l", "ĺļľłḷḹḻĹĻĽŁḶḸḺ"},
	{"m", "ṁṃṀṂ"},
	{"n", "ñńņňŋṅṇṉÑŃŅŇŊṄṆṈ"},
	{"r", "ŕŗřṛṟŔŖŘṚṞ"},
	{"ri", "ṝṜ"},
	{"s", "śŝşšșṣṡŚŜŞŠȘṢṠ"},
	{"ss", "ßẞ"},
	{"t", "ţťŧțṭṯŢŤŦȚṬṮ"},
	{"w", "ŵŴ"},
	{"y", "ýÿŷẏÝŶŸ"},
	{"z", "źżžẓẕŹŻŽẒ"},
	{"ae", "æÆ"},
	{"oe", "œŒ"},
	{"th", "þÞ"},
}
