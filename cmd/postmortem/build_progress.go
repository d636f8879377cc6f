package main

import (
	"fmt"
	"os"
	"sync"

	"github.com/dustin/go-humanize"
	"github.com/vbauerster/mpb/v8"
	"github.com/vbauerster/mpb/v8/decor"
)

// progress shows how far a build is: a bar on a terminal, else a line for every tenth of the way.
type progress struct {
	p     *program
	quiet bool
	total int // 0 is unknown

	container *mpb.Progress
	bar       *mpb.Bar

	mu   sync.Mutex
	done int
}

// shortest is how many records deserve a report of progress that is not a terminal's.
const shortest = 100

func newProgress(p *program, total int, quiet bool) *progress {
	b := &progress{p: p, quiet: quiet, total: total}
	file, ok := p.err.w.(*os.File)
	if quiet || !ok || !isTerminal(file) {
		return b
	}
	b.container = mpb.New(mpb.WithOutput(file), mpb.WithWidth(48))
	b.bar = b.container.AddBar(int64(total),
		mpb.PrependDecorators(decor.CountersNoUnit("%d of %d records")),
		mpb.AppendDecorators(decor.Percentage(decor.WC{W: 5}), decor.Name(" "), decor.AverageETA(decor.ET_STYLE_GO)),
		mpb.BarRemoveOnComplete(),
	)
	return b
}

// step counts one record more.
func (b *progress) step() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.done++
	switch {
	case b.bar != nil:
		b.bar.Increment()
	case b.quiet:
	case b.total == 0 && b.done%1000 == 0:
		fmt.Fprintf(b.p.err, "%s records\n", humanize.Comma(int64(b.done)))
	case b.total >= shortest && b.done*10/b.total > (b.done-1)*10/b.total:
		fmt.Fprintf(b.p.err, "%d %%: %s of %s records\n", b.done*10/b.total*10, humanize.Comma(int64(b.done)), humanize.Comma(int64(b.total)))
	}
}

// end takes the bar away.
func (b *progress) end() {
	if b.bar != nil {
		b.bar.SetTotal(-1, true)
		b.container.Wait()
	}
}
