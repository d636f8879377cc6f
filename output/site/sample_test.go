package site

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/postmortem-dev/postmortem/analysis"
	"github.com/postmortem-dev/postmortem/analysis/compare"
	"github.com/postmortem-dev/postmortem/incidents"
	"github.com/postmortem-dev/postmortem/incidents/corpus"
)

// sampleDigest returns a made-up digest: number i decides everything about it, and what is left out of it.
func sampleDigest(i int) *compare.Digest {
	pick := func(salt int, list ...string) string { return list[(i*7+i/11+salt)%len(list)] }
	organization := pick(0, "Amazon Web Services", "Google", "Cloudflare", "GitHub", "Société Générale", "", "Ærø Færgen", "Fastly", "日本のクラウド")
	what := pick(3, "Login failed", "Payments were delayed", "A region lost its network", "The search index was empty", "Uploads timed out", "DNS answers were wrong")
	d := &compare.Digest{
		ID: fmt.Sprintf("made-up-%05d", i), Organization: organization, Zone: "UTC",
		Title:    what + " " + pick(5, "for customers in Europe", "after a certificate had expired", "while a database was being moved", "and retries kept it going", "when a change reached every site at once"),
		Severity: pick(1, "SEV-1", "SEV-2", "SEV-3", "", "major"), Detection: pick(2, "monitor", "staff", "customer", ""),
		Triggers: []string{pick(1, names("trigger")...)}, Tags: []string{pick(1, "dns", "network", "DNS"), pick(4, "cloud", "payments", "été")},
		Mechanisms: slices.Compact([]string{pick(1, names("mechanism")...), pick(6, names("mechanism")...)}),
		Controls:   []compare.Control{{Class: pick(2, names("control")...), Outcome: pick(1, "held", "failed", "absent")}},
		Record:     compare.Record{Services: 12},
	}
	if i%10 == 3 {
		d.Triggers, d.Mechanisms, d.Tags = nil, nil, []string{"x-" + pick(0, "own", "other")}
	}
	start := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC).Add(-time.Duration(i*i%77777) * time.Hour)
	if i%13 != 5 {
		d.Milestones = []compare.Milestone{{Name: "started", At: start}}
	}
	sampleLengths(d, i)
	for s := range 4 + i%21 {
		d.Services = append(d.Services, compare.Service{ID: fmt.Sprintf("service-%d", (i*3+s*s)%400), Name: fmt.Sprintf("Service %d", (i*3+s*s)%400), Windows: []compare.Window{{}}})
	}
	n := float64(len(d.Services))
	if i%9 == 4 {
		n, d.Services = 0, nil
	}
	d.Counts = []compare.Count{{Name: "affected", Unit: "services", Value: &n}}
	return d
}

func sampleLengths(d *compare.Digest, i int) {
	add := func(name, from, to string, v float64) {
		d.Lengths = append(d.Lengths, compare.Length{Name: name, From: from, To: to, Value: &v})
	}
	seen, response, diagnosis, rest := float64(i%50*60), float64(i%31*45), float64(i%97*100), float64(i*137%90000)
	switch {
	case i%17 == 6: // nothing recorded
	case i%12 == 7: // no end
		add("time_to_detect", "started", "detected", seen)
		add("phase_undetected", "started", "detected", seen)
		add("phase_response_diagnosis", "detected", "identified", response+diagnosis+1)
	case i%12 == 8: // no start
		add("phase_diagnosis", "acknowledged", "identified", diagnosis)
		add("phase_mitigation_recovery", "identified", "resolved", rest)
	default:
		whole := seen + response + diagnosis + rest
		add("duration", "started", "resolved", whole)
		if i%6 == 1 {
			high := whole + 3600
			d.Lengths[0].Low, d.Lengths[0].High, d.Lengths[0].Disputed = &whole, &high, i%12 == 1
		}
		d.Open = i%40 == 9
		d.Lengths[0].SoFar = d.Open
		add("time_to_detect", "started", "detected", seen)
		add("phase_undetected", "started", "detected", seen)
		add("phase_response", "detected", "acknowledged", response)
		add("phase_diagnosis", "acknowledged", "identified", diagnosis)
		add("phase_mitigation", "identified", "mitigated", rest/3)
		add("phase_recovery", "mitigated", "resolved", rest*2/3)
	}
}

func names(of string) []string {
	var out []string
	for _, c := range incidents.Taxonomy(of) {
		out = append(out, c.Name)
	}
	return out
}

// sampleDocuments returns the documents of an incident as a build writes them.
func sampleDocuments(id string) []Document {
	var out []Document
	for _, d := range []Document{
		{"Postmortem", "postmortem.html"}, {"Summary", "summary.html"}, {"Public message", "public.html"},
		{"Brief: SRE, 2 min", "brief-sre.html"}, {"Brief: leadership, 2 min", "brief-leadership.html"}, {"JSON", "postmortem.json"},
	} {
		out = append(out, Document{d.Label, "incidents/" + id + "/" + d.Path})
	}
	return out
}

// realRows returns the rows of the corpus.
func realRows(t testing.TB) []Row {
	t.Helper()
	var out []Row
	for _, name := range corpus.Names() {
		file, data, _ := corpus.Read(name)
		records, _ := incidents.Parse(file, data)
		for _, in := range records {
			d := compare.Of(analysis.Run(in))
			out = append(out, RowOf(&d, sampleDocuments(in.ID)))
		}
	}
	return out
}

// sampleRows returns the rows of the corpus and n made-up ones.
func sampleRows(t testing.TB, n int) []Row {
	t.Helper()
	out := realRows(t)
	for i := range n {
		d := sampleDigest(i)
		out = append(out, RowOf(d, sampleDocuments(d.ID)))
	}
	return out
}

func samplePages() []Page {
	var out []Page
	for _, p := range []Page{
		{Title: "Recovery", About: "How long do incidents last, and which part of that is recovery?"},
		{Title: "Causes", About: "Which triggers and mechanisms come together, and which recur?"},
		{Title: "Detection", About: "Who notices first, and how much does it matter?"},
		{Title: "Safeguards", About: "Which safeguards held, failed or were absent?"},
	} {
		p.Path = "compare/" + strings.ToLower(p.Title) + ".html"
		out = append(out, p)
	}
	return out
}
