package tables

import (
	"fmt"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/postmortem-dev/postmortem/analysis"
	"github.com/postmortem-dev/postmortem/analysis/compare"
	"github.com/postmortem-dev/postmortem/incidents"
	"github.com/postmortem-dev/postmortem/incidents/corpus"
)

// corpusDigests returns a digest of each record of the corpus.
func corpusDigests(t testing.TB) []*compare.Digest {
	t.Helper()
	var out []*compare.Digest
	for _, name := range corpus.Names() {
		file, data, _ := corpus.Read(name)
		found, _ := incidents.Parse(file, data)
		for _, incident := range found {
			d := compare.Of(analysis.Run(incident))
			out = append(out, &d)
		}
	}
	return out
}

// hostileTexts are what a record or a digest could hold against a table.
var hostileTexts = []string{
	"=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "\ufeff=1", "\"=1", "'=1", "＝1", "'", "''", "it's", "a;=cmd|' /C calc'!A0", "x\n=1", "x\r\n-y\rz",
	`a\;b`, `\`, ";", ";;", ",", `"`, `a","=1`, "\x00", "\u202e", "\t", "\n", "NULL", "1e5", "<script>alert(1)</script>", "é😀", "true",
}

// hostile returns digests with such a text in every place that holds one.
func hostile() []*compare.Digest {
	value := -5.25
	var out []*compare.Digest
	for i, bad := range hostileTexts {
		d := &compare.Digest{
			Tags: make([]string, 3), Triggers: make([]string, 1), Mechanisms: make([]string, 2), Controls: make([]compare.Control, 1), Waves: []compare.Wave{{Milestones: make([]compare.Milestone, 1)}},
			Milestones: make([]compare.Milestone, 1), Lengths: []compare.Length{{Sources: make([]string, 2)}}, Counts: make([]compare.Count, 1),
			Services: []compare.Service{{Windows: make([]compare.Window, 1)}}, Causes: make([]compare.Cause, 1), Actions: make([]compare.Action, 1), Related: make([]compare.Link, 1),
		}
		fill(reflect.ValueOf(d).Elem(), bad)
		d.ID = fmt.Sprintf("hostile-%d", i)
		d.Controls[0].Outcome = "failed"
		d.Lengths[0].Value = &value
		d.Lengths = append(d.Lengths, compare.Length{Name: "duration", Value: &value, Note: bad})
		d.Counts = append(d.Counts, compare.Count{Name: "reach", Value: &value})
		out = append(out, d)
	}
	return out
}

func fill(v reflect.Value, text string) {
	switch {
	case v.Type() == reflect.TypeFor[time.Time]():
		v.Set(reflect.ValueOf(time.Date(2025, 10, 20, 7, 11, 0, 250_000_000, time.FixedZone("", -7*3600))))
	case v.Kind() == reflect.String:
		v.SetString(text)
	case v.Kind() == reflect.Slice:
		for i := range v.Len() {
			fill(v.Index(i), text)
		}
	case v.Kind() == reflect.Struct:
		for i := range v.NumField() {
			fill(v.Field(i), text)
		}
	}
}

// samples are the digests that all tests of tables go over.
func samples(t testing.TB) []*compare.Digest {
	empty := &compare.Digest{Schema: compare.DigestSchema, ID: "empty", Zone: "UTC"}
	soFar := 3600.0
	open := &compare.Digest{ID: "open", Open: true, Lengths: []compare.Length{{Name: "duration", Value: &soFar, SoFar: true}}}
	return slices.Concat(corpusDigests(t), []*compare.Digest{empty, open}, hostile())
}

// rowsOf returns the rows of a table, each its own.
func rowsOf(table Table, digests []*compare.Digest) [][]any {
	var out [][]any
	for row := range table.Rows(digests) {
		out = append(out, slices.Clone(row))
	}
	return out
}
