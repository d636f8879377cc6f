package site

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
)

// mark stands for what a row shows on any page.
type mark [12]byte

// key returns what stands for page now of the rows at places, and for what else the page says. It knows the page's
// template too, so that a newer program makes the page anew.
func (w *writer) key(places []int32, now, size int, said ...string) string {
	if w.marks == nil {
		w.marks = markRows(w.catalog)
	}
	text, _ := json.Marshal(append(said, pageSource, w.options.Program))
	h := sha256.New()
	fmt.Fprintf(h, "%d %d %d %s", len(places), now, size, text)
	for _, i := range places[(now-1)*size : min(now*size, len(places))] {
		h.Write(w.marks[i][:])
	}
	return hex.EncodeToString(h.Sum(nil)[:12])
}

// markRows makes the mark of each row from its fullest form.
func markRows(c *catalog) []mark {
	out := make([]mark, len(c.rows))
	t := table{catalog: c, detail: full}
	var b []byte
	for i, r := range c.rows {
		b = t.append(b[:0], r)
		for _, x := range r.controls {
			b = append(b, x.class.String()+" "+x.outcome.String()+"\n"...)
		}
		sum := sha256.Sum256(b)
		copy(out[i][:], sum[:])
	}
	return out
}
