package main

import (
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"syscall"
	"unicode"
)

// stream is an output stream that keeps its first error to itself until the end, so that no command has to ask after
// every line. What is written after that error is dropped.
type stream struct {
	w   io.Writer
	err error
}

// Write writes b and never fails.
func (s *stream) Write(b []byte) (int, error) {
	if s.err == nil {
		_, s.err = s.w.Write(b)
	}
	return len(b), nil
}

// failure returns why the stream broke; nil when its reader merely went away.
func (s *stream) failure() error {
	if s.err == nil || errors.Is(s.err, syscall.EPIPE) {
		return nil
	}
	return fmt.Errorf("standard output: %w", reason(s.err))
}

// printable returns text with everything that could steer a terminal spelled out: control characters, and those that
// turn the direction of writing. File names and messages quote their input, and the input is anybody's.
func printable(text string) string {
	if !strings.ContainsFunc(text, steers) {
		return text
	}
	var b strings.Builder
	for _, r := range text {
		if steers(r) {
			quoted := strconv.QuoteRuneToASCII(r)
			b.WriteString(quoted[1 : len(quoted)-1])
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}

func steers(r rune) bool { return unicode.IsControl(r) || unicode.Is(unicode.Cf, r) }
