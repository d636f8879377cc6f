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

// readDigests returns the digests of a file, and tells what is wrong with its other lines.
func (p *program) readDigests(name string) []*compare.Digest {
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
	err := eachLine(in, incidents.MaxSize, func(number int, line []byte) {
		if len(bytes.TrimSpace(line)) == 0 {
			return
		}
		d, err := decodeLine(line)
		if err != nil {
			p.tell(&trouble{status: statusInput, message: fmt.Sprintf("%s:%d:%d: %s", shown, number, err.Column, err.Message), hint: err.Hint})
			return
		}
		out = append(out, d)
	})
	if err != nil {
		p.tell(fmt.Errorf("%s: %w", shown, reason(err)))
	}
	return out
}

func decodeLine(line []byte) (*compare.Digest, *compare.Fault) {
	if len(line) > incidents.MaxSize {
		return nil, &compare.Fault{Column: 1, Message: fmt.Sprintf("the line has more than %d bytes", incidents.MaxSize), Hint: "a digest has a few thousand; one stands on each line"}
	}
	d, err := compare.Decode(line)
	var fault *compare.Fault
	errors.As(err, &fault)
	return d, fault
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
