package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/postmortem-dev/postmortem/analysis/compare"
	"github.com/postmortem-dev/postmortem/incidents"
)

// digestLine is a line of a file of digests, and what was read from it.
type digestLine struct {
	number int
	text   []byte
	digest *compare.Digest
	fault  *compare.Fault
}

// readDigests returns the digests of a file, and tells what is wrong with its other lines.
func (p *program) readDigests(name string, jobs int) []*compare.Digest {
	in, shown := p.in, stdinName
	if name != "-" {
		file, err := os.Open(name)
		if err != nil {
			p.tell(fmt.Errorf("%s: %w", name, reason(err)))
			return nil
		}
		defer file.Close()
		in, shown = file, name
	}
	var out []*compare.Digest
	var broken error
	lines := func(yield func(digestLine) bool) {
		broken = eachLine(in, incidents.MaxSize, func(number int, text []byte) {
			yield(digestLine{number: number, text: bytes.Clone(text)})
		})
	}
	inOrder(lines, jobs, digestLine.decode, func(l digestLine) {
		switch {
		case l.fault != nil:
			p.tell(&trouble{status: statusInput, message: fmt.Sprintf("%s:%d:%d: %s", shown, l.number, l.fault.Column, l.fault.Message), hint: l.fault.Hint})
		case l.digest != nil:
			out = append(out, l.digest)
		}
	})
	if broken != nil {
		p.tell(fmt.Errorf("%s: %w", shown, reason(broken)))
	}
	return out
}

// decode returns the line as it was read, without its text. An empty one is neither a digest nor a fault.
func (l digestLine) decode() digestLine {
	out := digestLine{number: l.number}
	switch {
	case len(bytes.TrimSpace(l.text)) == 0:
	case len(l.text) > incidents.MaxSize:
		out.fault = &compare.Fault{Column: 1, Message: fmt.Sprintf("the line has more than %d bytes", incidents.MaxSize), Hint: "a digest has a few thousand; one stands on each line"}
	default:
		var err error
		out.digest, err = compare.Decode(l.text)
		errors.As(err, &out.fault)
	}
	return out
}

// eachLine calls take with every line and its number, without its end and without a byte order mark. Of a line that is
// longer than most, take gets the first bytes, more than most: so a file without line ends does not fill the memory. A
// line is only good until take returns.
func eachLine(r io.Reader, most int, take func(number int, line []byte)) error {
	in := bufio.NewReaderSize(r, 64<<10)
	var line []byte
	for number := 1; ; number++ {
		var err error
		line, err = readLine(in, line[:0], most)
		text := line
		if number == 1 {
			text = bytes.TrimPrefix(text, []byte("\ufeff"))
		}
		if len(text) > 0 {
			take(number, bytes.TrimRight(text, "\r\n"))
		}
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return err
		}
	}
}

// readLine appends the next line to line, but no more than two bytes beyond most, which a line end may be.
func readLine(in *bufio.Reader, line []byte, most int) ([]byte, error) {
	for {
		part, err := in.ReadSlice('\n')
		line = append(line, part[:min(len(part), most+2-len(line))]...)
		if !errors.Is(err, bufio.ErrBufferFull) {
			return line, err
		}
	}
}
