package main

import (
	"strings"
	"unicode"

	"golang.org/x/text/width"
)

// block is a paragraph of a page.
type block struct {
	text string
	lead string // stands before the first line; the others are indented as far
	bold bool
}

// page writes paragraphs as wide as the terminal is, and can write those since the last turn again when that has changed.
type page struct {
	out     *stream
	columns func() int // 0 is as wide as the text
	newline string     // a raw terminal does not go back to the first column by itself
	styled  bool
	shown   []block
}

// turn begins a new page below the old one.
func (p *page) turn() {
	p.shown = nil
	p.add(block{})
}

func (p *page) add(blocks ...block) {
	for _, b := range blocks {
		p.shown = append(p.shown, b)
		p.write(b)
	}
}

// redraw clears the screen and writes the page again. Lines that were broken for another width cannot be mended in place.
func (p *page) redraw() {
	p.out.Write([]byte("\x1b[H\x1b[2J"))
	for _, b := range p.shown {
		p.write(b)
	}
}

func (p *page) write(b block) {
	lines := wrap(b, p.columns())
	if b.bold && p.styled {
		lines[0] = "\x1b[1m" + lines[0]
		lines[len(lines)-1] += "\x1b[0m"
	}
	p.out.Write([]byte(strings.Join(lines, p.newline) + p.newline))
}

// leastColumns is the narrowest terminal that lines are broken for.
const leastColumns = 16

// wrap breaks a paragraph into lines of at most so many columns, and spells out what would steer a terminal. A word that
// is wider than a line, such as an address, is cut.
func wrap(b block, columns int) []string {
	indent := strings.Repeat(" ", columnsOf(b.lead))
	room := max(columns, leastColumns) - len(indent)
	lines, used := []string{b.lead}, 0
	for _, word := range strings.Fields(b.text) {
		word = printable(word)
		if used > 0 && columns > 0 && used+1+columnsOf(word) > room {
			lines, used = append(lines, indent), 0
		}
		if used > 0 {
			lines[len(lines)-1] += " "
			used++
		}
		for columns > 0 && columnsOf(word) > room { // used is 0 then
			head, rest := cut(word, room)
			lines[len(lines)-1] += head
			lines, word = append(lines, indent), rest
		}
		lines[len(lines)-1] += word
		used += columnsOf(word)
	}
	return lines
}

// cut divides a word after so many columns, and after its first character at the least.
func cut(word string, columns int) (head, rest string) {
	used := 0
	for i, r := range word {
		used += columnsOf(string(r))
		if i > 0 && used > columns {
			return word[:i], word[i:]
		}
	}
	return word, ""
}

// columnsOf returns how many columns of a terminal a text takes: two for a wide character, none for a mark on another.
func columnsOf(text string) int {
	n := 0
	for _, r := range text {
		switch kind := width.LookupRune(r).Kind(); {
		case unicode.In(r, unicode.Mn, unicode.Me):
		case kind == width.EastAsianWide, kind == width.EastAsianFullwidth:
			n += 2
		default:
			n++
		}
	}
	return n
}
