package world

import (
	"fmt"
	"math/rand/v2"
	"strconv"
)

// part is a piece of a place name in both scripts.
type part struct{ en, bn string }

var (
	heads = []part{
		{"Ram", "রাম"},
		{"Krishna", "কৃষ্ণ"},
		{"Gopal", "গোপাল"},
		{"Hari", "হরি"},
		{"Shib", "শিব"},
		{"Chandi", "চণ্ডী"},
		{"Kali", "কালী"},
		{"Lakshmi", "লক্ষ্মী"},
		{"Nabin", "নবীন"},
		{"Madhab", "মাধব"},
		{"Raghunath", "রঘুনাথ"},
		{"Bishnu", "বিষ্ণু"},
		{"Jagannath", "জগন্নাথ"},
		{"Sundar", "সুন্দর"},
		{"Fatik", "ফটিক"},
		{"Rasul", "রসুল"},
		{"Islam", "ইসলাম"},
		{"Karim", "করিম"},
		{"Shankar", "শঙ্কর"},
		{"Bhabani", "ভবানী"},
		{"Durga", "দুর্গা"},
		{"Mohan", "মোহন"},
		{"Padma", "পদ্মা"},
		{"Sital", "শীতল"},
		{"Tara", "তারা"},
		{"Uday", "উদয়"},
		{"Bel", "বেল"},
		{"Amla", "আমলা"},
		{"Kantha", "কাঁথা"},
		{"Palash", "পলাশ"},
		{"Shal", "শাল"},
		{"Mayna", "ময়না"},
		{"Jhau", "ঝাউ"},
	}
	tails = []part{
		{"pur", "পুর"},
		{"nagar", "নগর"},
		{"ganj", "গঞ্জ"},
		{"danga", "ডাঙ্গা"},
		{"gram", "গ্রাম"},
		{"bari", "বাড়ি"},
		{"para", "পাড়া"},
		{"dihi", "ডিহি"},
		{"khali", "খালি"},
		{"hat", "হাট"},
		{"tala", "তলা"},
		{"chak", "চক"},
		{"bati", "বাটি"},
		{"guri", "গুড়ি"},
		{"kona", "কোণা"},
		{"beria", "বেড়িয়া"},
		{"dangal", "ডাঙ্গাল"},
	}
	fronts = []part{
		{"", ""},
		{"", ""},
		{"", ""},
		{"", ""},
		{"", ""},
		{"Uttar ", "উত্তর "},
		{"Dakshin ", "দক্ষিণ "},
		{"Purba ", "পূর্ব "},
		{"Paschim ", "পশ্চিম "},
		{"Bara ", "বড় "},
		{"Chhota ", "ছোট "},
		{"Nutan ", "নতুন "},
	}
	rivers = []string{
		"Kansai", "Rupai", "Jalangi", "Mayur", "Ichha", "Bhairab", "Dwarka", "Silai", "Torsha", "Kunur", "Ajoy", "Bansloi",
		"Brahmani", "Mundeswari", "Darakeswar", "Haldi", "Rasulpur", "Matla", "Bidyadhari", "Churni",
	}
)

// name is a place's name in English and Bengali.
type name struct{ en, bn string }

// namer keeps names of one kind apart.
type namer struct{ used map[string]int }

func newNamer() *namer { return &namer{used: map[string]int{}} }

// place makes a name that was not given before: a second one of the same sound gets a number.
func (n *namer) place(rng *rand.Rand) name {
	f, h, t := fronts[rng.IntN(len(fronts))], heads[rng.IntN(len(heads))], tails[rng.IntN(len(tails))]
	made := name{f.en + h.en + t.en, f.bn + h.bn + t.bn}
	n.used[made.en]++
	if k := n.used[made.en]; k > 1 {
		made.en = fmt.Sprintf("%s %d", made.en, k)
		made.bn = fmt.Sprintf("%s %s", made.bn, bengaliDigits(k))
	}
	return made
}

func (n *namer) river(rng *rand.Rand) string {
	made := rivers[rng.IntN(len(rivers))]
	n.used[made]++
	if k := n.used[made]; k > 1 {
		return fmt.Sprintf("%s %d", made, k)
	}
	return made
}

func bengaliDigits(n int) string {
	out := []rune(strconv.Itoa(n))
	for i, r := range out {
		out[i] = r - '0' + '০'
	}
	return string(out)
}

func crossingID(river, n int) string { return fmt.Sprintf("X%02d-%03d", river+1, n+1) }
