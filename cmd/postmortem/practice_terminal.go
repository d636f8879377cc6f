package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime"
	"strings"
	"syscall"

	"golang.org/x/term"
)

// listener returns what a person says next: a line, or on a terminal the name of a key, "" for Enter and space. The error
// is io.EOF when the person has left.
type listener interface{ next() (string, error) }

// person is who practises: what they are shown, and what they say.
type person struct {
	page *page
	listener
	keys bool // they press single keys, and do not see which
}

// lines listens to lines: a pipe, a file, or a terminal that can do nothing else.
type lines struct{ scanner *bufio.Scanner }

func (l lines) next() (string, error) {
	if l.scanner.Scan() {
		return l.scanner.Text(), nil
	}
	switch err := l.scanner.Err(); {
	case err == nil:
		return "", io.EOF
	case errors.Is(err, bufio.ErrTooLong):
		return "", errors.New("standard input: a line is too long")
	default:
		return "", fmt.Errorf("standard input: %w", reason(err))
	}
}

// terminal listens to single keys.
type terminal struct {
	page   *page
	keys   chan byte
	leave  chan os.Signal
	redraw chan os.Signal
	raw    func() // takes up single keys again, after the process was stopped
	width  int    // for which the page was written
	escape int    // how far into an escape sequence the keys are
}

// openPerson returns who sits before the program, and what gives the terminal back as it was.
func (p *program) openPerson() (person, func()) {
	in, _ := p.in.(*os.File)
	out, _ := p.out.w.(*os.File)
	pg := &page{out: p.out, newline: "\n", columns: func() int { return columnsOfTerminal(out) }}
	if isTerminal(in) && isTerminal(out) && os.Getenv("TERM") != "dumb" {
		if t, giveBack, err := openTerminal(in, pg); err == nil {
			return person{page: pg, listener: t, keys: true}, giveBack
		}
	}
	return person{page: pg, listener: lines{bufio.NewScanner(p.in)}}, func() {}
}

func openTerminal(in *os.File, pg *page) (*terminal, func(), error) {
	t := &terminal{page: pg, keys: make(chan byte), leave: make(chan os.Signal, 1), redraw: make(chan os.Signal, 1)}
	// Before the terminal is raw: a signal in between would end the process and leave it so.
	signal.Notify(t.leave, os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	notifyRedraw(t.redraw)
	before, err := term.MakeRaw(int(in.Fd()))
	if err != nil {
		signal.Stop(t.leave)
		signal.Stop(t.redraw)
		return nil, nil, err
	}
	t.raw = func() { term.MakeRaw(int(in.Fd())) }
	t.width = pg.columns()
	pg.newline = "\r\n"
	pg.styled = os.Getenv("NO_COLOR") == "" && runtime.GOOS != "windows"
	go pump(in, t.keys)
	return t, func() {
		term.Restore(int(in.Fd()), before)
		pg.newline = "\n"
		signal.Stop(t.leave)
		signal.Stop(t.redraw)
	}, nil
}

// pump sends what is typed; it ends with the process.
func pump(r io.Reader, keys chan<- byte) {
	defer close(keys)
	b := make([]byte, 64)
	for {
		n, err := r.Read(b)
		for _, key := range b[:n] {
			keys <- key
		}
		if err != nil {
			return
		}
	}
}

func (t *terminal) next() (string, error) {
	for {
		select {
		case <-t.leave:
			return "", io.EOF
		case <-t.redraw:
			t.fit()
		case b, ok := <-t.keys:
			key, known := t.decode(b)
			if !ok || key == "q" {
				return "", io.EOF
			}
			if known {
				return key, nil
			}
		}
	}
}

// fit writes the page again if the terminal is no longer as wide as it was.
func (t *terminal) fit() {
	t.raw()
	if width := t.page.columns(); width != t.width {
		t.width = width
		t.page.redraw()
	}
}

// Keys that mean something besides letters and digits.
const (
	ctrlC = 3
	ctrlD = 4
	esc   = 27
)

// decode returns the name of a key. The bytes of an arrow or function key are none: their last one would be taken for a
// grade.
func (t *terminal) decode(b byte) (key string, known bool) {
	switch {
	case b == esc:
		t.escape = 1
	case t.escape == 1 && (b == '[' || b == 'O'):
		t.escape = 2
	case t.escape == 1, t.escape == 2 && b >= '@' && b <= '~':
		t.escape = 0
	case t.escape == 2:
	case b == ctrlC, b == ctrlD:
		return "q", true
	case b == '\r', b == '\n', b == ' ':
		return "", true
	case b > ' ' && b < 0x7f:
		return strings.ToLower(string(rune(b))), true
	}
	return "", false
}

func isTerminal(f *os.File) bool { return f != nil && term.IsTerminal(int(f.Fd())) }

// usualColumns is the width of a terminal that does not tell.
const usualColumns = 80

// columnsOfTerminal returns how wide f is, and 0 when it is no terminal: what reads it then breaks lines by itself.
func columnsOfTerminal(f *os.File) int {
	if !isTerminal(f) {
		return 0
	}
	if width, _, err := term.GetSize(int(f.Fd())); err == nil && width > 0 {
		return width
	}
	return usualColumns
}
