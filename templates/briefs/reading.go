package briefs

import (
	"math"
	"slices"
	"strings"
)

// read measures how easily the parts are said.
func read(parts []Part) Reading {
	var lengths []int
	words, syllables := 0, 0
	for _, p := range parts {
		for _, sentence := range Sentences(p.Text) {
			lengths = append(lengths, Words(sentence))
		}
		for _, w := range strings.Fields(p.Text) {
			if Words(w) == 1 {
				words++
				syllables += syllablesOf(w)
			}
		}
	}
	if len(lengths) == 0 || words == 0 {
		return Reading{}
	}
	slices.Sort(lengths)
	median := float64(lengths[len(lengths)/2])
	if len(lengths)%2 == 0 {
		median = float64(lengths[len(lengths)/2-1]+lengths[len(lengths)/2]) / 2
	}
	// Flesch 1948: 206.835 − 1.015 × words per sentence − 84.6 × syllables per word.
	ease := 206.835 - 1.015*float64(words)/float64(len(lengths)) - 84.6*float64(syllables)/float64(words)
	return Reading{MedianSentence: median, Ease: math.Round(10*ease) / 10}
}

// syllablesOf counts groups of vowels, less a silent final e: right for most English words, and the same for all.
func syllablesOf(word string) int {
	word = strings.Trim(strings.ToLower(word), ".,;:!?()\"'")
	n, inVowel := 0, false
	for _, r := range word {
		vowel := strings.ContainsRune("aeiouy", r)
		if vowel && !inVowel {
			n++
		}
		inVowel = vowel
	}
	if strings.HasSuffix(word, "e") && !strings.HasSuffix(word, "le") && n > 1 {
		n--
	}
	return max(n, 1)
}
