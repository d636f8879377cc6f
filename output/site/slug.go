package site

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// longestSlug keeps paths below what file systems allow.
const longestSlug = 60

// slugsOf returns a file name without extension for each name: small letters and digits joined by hyphens, so that it is
// safe on every file system, and different for different names. A name that is such a word already keeps it; names that
// come to the same word get the beginning of their hash as well. The order of names does not matter.
func slugsOf(names []string) []string {
	count := map[string]int{}
	for _, name := range names {
		count[slugBase(name)]++
	}
	order := make([]int, len(names))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return strings.Compare(names[a], names[b]) })
	out := make([]string, len(names))
	used := map[string]bool{}
	for _, exact := range []bool{true, false} {
		for _, i := range order {
			base := slugBase(names[i])
			if isExact := names[i] == base || names[i] == ""; isExact != exact {
				continue
			}
			out[i] = freeSlug(names[i], base, count[base] == 1 || exact, used)
			used[out[i]] = true
		}
	}
	return out
}

// freeSlug returns the base itself if it may, else with as much of the name's hash as makes it free.
func freeSlug(name, base string, bare bool, used map[string]bool) string {
	if bare && base != "" && !reserved(base) && !used[base] {
		return base
	}
	sum := sha256.Sum256([]byte(name))
	hash := hex.EncodeToString(sum[:])
	for n := 8; ; n += 8 {
		slug := strings.TrimPrefix(base+"-"+hash[:min(n, len(hash))], "-")
		if !used[slug] || n > len(hash) {
			return slug
		}
	}
}

// slugBase returns what a name comes to in small letters, digits and hyphens; "" when nothing is left of it.
func slugBase(name string) string {
	if name == "" {
		name = notRecorded
	}
	var b strings.Builder
	for _, c := range fold(name) {
		if c >= 'a' && c <= 'z' || c >= '0' && c <= '9' {
			b.WriteRune(c)
		} else if b.Len() > 0 && !strings.HasSuffix(b.String(), "-") {
			b.WriteByte('-')
		}
		if b.Len() >= longestSlug {
			break
		}
	}
	return strings.TrimSuffix(b.String(), "-")
}

// reserved reports whether a word cannot name a file: index is taken, and the rest are devices on Windows.
func reserved(slug string) bool {
	if len(slug) == 4 && (strings.HasPrefix(slug, "com") || strings.HasPrefix(slug, "lpt")) {
		return slug[3] >= '0' && slug[3] <= '9'
	}
	return slices.Contains([]string{"index", "con", "prn", "aux", "nul"}, slug)
}

// fold returns a text without case and accents, for comparing and for finding.
func fold(s string) string {
	if isLowerASCII(s) {
		return s
	}
	s = norm.NFKD.String(strings.ToLower(s))
	return unfolded.Replace(strings.Map(func(c rune) rune {
		if c >= 0x300 && c <= 0x36f {
			return -1
		}
		return unicode.ToLower(c)
	}, s))
}

// unfolded are letters that are no letter with an accent to Unicode, but are written without one where they are not on
// the keyboard.
var unfolded = strings.NewReplacer("ß", "ss", "ø", "o", "æ", "ae", "œ", "oe", "ł", "l", "đ", "d", "ð", "d", "þ", "th", "ı", "i", "ſ", "s")

func isLowerASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 || s[i] >= 'A' && s[i] <= 'Z' {
			return false
		}
	}
	return true
}
