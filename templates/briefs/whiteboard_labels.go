package briefs

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// labelColumns is how much one writes into a box by hand.
const labelColumns = 18

// write chooses what to write into each box. No two boxes carry the same words.
func (b *board) write() {
	taken := map[string]bool{}
	for i, id := range b.drawn() {
		label := ""
		for _, c := range b.candidates(id) {
			if label == "" && c != "" && columns(c) <= labelColumns && !taken[c] {
				label = c
			}
		}
		if label == "" {
			label = fmt.Sprintf("%s %d", clipWords(gridText(b.Label(id)), labelColumns-2), i+1)
		}
		taken[label], b.short[id] = true, label
	}
}

// candidates returns what a service could be called in a box, the best first: a plain name for a listener who does not
// know the others, its name, initials, the words of its id as its names write them, another name, the start of its name.
func (b *board) candidates(id string) []string {
	s := b.service(id)
	name := gridText(s.Label())
	var names []string
	for _, alias := range s.Aliases {
		names = append(names, gridText(alias))
	}
	out := []string{b.plainName(id), name, strings.ReplaceAll(name, " and ", " & ")}
	if outside, inside, ok := strings.Cut(strings.TrimSuffix(name, ")"), " ("); ok {
		out = append(out, outside)
		if isInitials(inside) {
			out = append(out, inside)
		}
	}
	for _, alias := range names {
		if isInitials(alias) {
			out = append(out, alias)
		}
	}
	out = append(out, idWords(gridText(id), append([]string{name}, names...)))
	return append(append(out, names...), clipWords(name, labelColumns), clipWords(gridText(id), labelColumns))
}

// plainName returns the first of a service's names that needs no explanation; "" for a listener who wants none.
func (b *board) plainName(id string) string {
	if b.Role.Depth != Plain {
		return ""
	}
	s := b.service(id)
	for _, name := range append([]string{s.Label()}, s.Aliases...) {
		if name = gridText(name); isPlain(name) && !b.avoids(name) {
			return name
		}
	}
	return ""
}

// avoids reports whether a text holds a word that the listener should not hear.
func (b *board) avoids(text string) bool {
	words := " " + strings.Join(alnumWords(strings.ToLower(text)), " ") + " "
	return slices.ContainsFunc(b.Role.Avoid, func(word string) bool {
		return strings.Contains(words, " "+strings.Join(alnumWords(strings.ToLower(word)), " ")+" ")
	})
}

// isPlain reports whether a name is made of ordinary words: no digits, and no capital but the first letter.
func isPlain(name string) bool {
	for i, r := range name {
		if unicode.IsDigit(r) || unicode.IsUpper(r) && i > 0 {
			return false
		}
	}
	return Words(name) > 0
}

func isInitials(text string) bool {
	for _, r := range text {
		if !unicode.IsUpper(r) && !unicode.IsDigit(r) {
			return false
		}
	}
	return len(text) > 1 && len(text) <= 6
}

// idWords returns an id as words, where its parts are all words of the names: ec2-networking is EC2 networking.
func idWords(id string, names []string) string {
	known := alnumWords(strings.Join(names, " "))
	var out []string
	for _, part := range alnumWords(id) {
		i := slices.IndexFunc(known, func(w string) bool { return strings.EqualFold(w, part) })
		if i < 0 {
			return ""
		}
		out = append(out, known[i])
	}
	return strings.Join(out, " ")
}

func alnumWords(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

// clipWords returns the words of text that fit into n columns, with an ellipsis for what is lost. A word is cut where
// whole ones would fill less than two thirds.
func clipWords(text string, n int) string {
	if columns(text) <= n {
		return text
	}
	used, end := 0, 0
	for i, r := range text {
		if used += columns(string(r)); used > n-1 {
			break
		}
		end = i + len(string(r))
	}
	if i := strings.LastIndexByte(text[:end], ' '); text[end] != ' ' && columns(text[:max(i, 0)]) > 2*n/3 {
		end = i
	}
	return strings.TrimRight(text[:end], " ,;:(") + "…"
}

// gridText returns text as one line of characters that each take one or two columns, without the quotation marks that
// enclose labels in the steps.
func gridText(text string) string {
	var out strings.Builder
	for _, r := range norm.NFC.String(text) {
		switch {
		case unicode.IsSpace(r) || unicode.IsControl(r):
			out.WriteByte(' ')
		case r == '“' || r == '”':
			out.WriteByte('"')
		case unicode.IsPrint(r) && !unicode.IsMark(r) && !unicode.Is(unicode.Other_Default_Ignorable_Code_Point, r):
			out.WriteRune(r)
		}
	}
	return strings.Join(strings.Fields(out.String()), " ")
}
