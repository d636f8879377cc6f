package templates

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"text/template"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/postmortem-dev/postmortem/analysis"
	"github.com/postmortem-dev/postmortem/incidents"
)

// View is what a template sees: the incident, each result's detail, and sentences made from them.
type View struct {
	*incidents.Incident
	Results       []analysis.Result
	Phases        analysis.PhasesDetail
	Recovery      analysis.RecoveryDetail
	Blast         analysis.BlastDetail
	Quantities    analysis.ImpactDetail
	Communication analysis.CommunicationDetail
	Sourcing      analysis.SourcesDetail
	Coverage      analysis.ActionsDetail

	report   *analysis.Report
	zone     *time.Location
	start    time.Time // the first moment of the incident
	oneDay   time.Time // the day that need not be named; zero when the incident has several
	services map[string]*incidents.Service
	notes    map[string]string // footnote label of each source
}

func newView(r *analysis.Report) *View {
	v := &View{Incident: r.Incident, Results: r.Results, report: r, zone: r.Incident.Zone(), services: map[string]*incidents.Service{}, notes: map[string]string{}}
	for _, result := range r.Results {
		switch d := result.Detail.(type) {
		case analysis.PhasesDetail:
			v.Phases = d
		case analysis.RecoveryDetail:
			v.Recovery = d
		case analysis.BlastDetail:
			v.Blast = d
		case analysis.ImpactDetail:
			v.Quantities = d
		case analysis.CommunicationDetail:
			v.Communication = d
		case analysis.SourcesDetail:
			v.Sourcing = d
		case analysis.ActionsDetail:
			v.Coverage = d
		}
	}
	for i := range r.Incident.Services {
		v.services[r.Incident.Services[i].ID] = &r.Incident.Services[i]
	}
	v.labelSources()
	v.start = v.firstMoment()
	if end, ok := v.over(); ok && end.At.In(v.zone).Format(time.DateOnly) == v.start.In(v.zone).Format(time.DateOnly) {
		v.oneDay = v.start
	}
	return v
}

// labelSources gives each source a footnote label that Markdown accepts, unique even where ids differ only in signs.
func (v *View) labelSources() {
	taken := map[string]bool{}
	for _, s := range v.Incident.Sources {
		label := strings.Map(func(r rune) rune {
			if r < utf8.RuneSelf && (unicode.IsLetter(r) || unicode.IsDigit(r)) || r == '-' {
				return r
			}
			return '-'
		}, s.ID)
		for taken[strings.ToLower(label)] {
			label += "-"
		}
		taken[strings.ToLower(label)] = true
		v.notes[s.ID] = label
	}
}

func (v *View) firstMoment() time.Time {
	if end, ok := v.end(analysis.WholeIncident, "started"); ok {
		return end.At
	}
	var first time.Time
	for _, e := range v.Timeline {
		if t := e.At.At(); !t.IsZero() && (first.IsZero() || t.Before(first)) {
			first = t
		}
	}
	return first
}

// end returns a recorded milestone of a scope.
func (v *View) end(scope, milestone string) (analysis.End, bool) {
	s, _ := v.Phases.Scope(scope)
	for _, m := range s.Milestones {
		if m.Name == milestone && m.Recorded {
			return m.End, true
		}
	}
	return analysis.End{}, false
}

// over returns the end of the whole incident, or the moment up to which an open one is on record.
func (v *View) over() (analysis.End, bool) {
	s, _ := v.Phases.Scope(analysis.WholeIncident)
	if s.SoFar && s.Whole.To != nil {
		return *s.Whole.To, true
	}
	return v.end(analysis.WholeIncident, "resolved")
}

// Measure returns the first measure of that name and scope in any result; an unknown one when there is none.
func (v *View) Measure(name, scope string) analysis.Measure {
	for _, r := range v.Results {
		if m, ok := r.Measure(name, scope); ok {
			return m
		}
	}
	return analysis.Measure{Name: name, Scope: scope, Note: "not measured"}
}

// functions returns what templates may call, by name.
func (v *View) functions() template.FuncMap {
	return template.FuncMap{
		"md": escapeValue, "paras": paras, "plain": incidents.Words.Simple, "plainparas": func(w incidents.Words) Markdown { return paragraphs(w.Simple()) },
		"dur": func(m analysis.Measure) string { return duration(m) }, "short": func(m analysis.Measure) string { return short(m) },
		"length": length, "percent": percent, "num": number, "amount": amount, "quantity": quantity, "plural": plural,
		"list": func(words []string) string { return analysis.List(words) }, "capital": capital, "lower": strings.ToLower, "few": few,
		"label": v.label, "labels": v.labels, "path": v.path,
		"local": v.local, "utc": v.utc, "clock": v.clock, "ends": v.ends, "zone": v.zoneName, "zonefull": v.zoneFull, "day": v.day,
		"cite": v.cite, "ids": v.ids, "link": v.link, "footnote": func(id string) Markdown { return Markdown(v.notes[id]) },
		"figure": v.figure, "figures": v.figures, "deref": func(p *float64) float64 { return *p }, "add": func(a, b int) int { return a + b },
		"waveScope": analysis.WaveScope, "serviceScope": analysis.ServiceScope, "scopeName": v.scopeName, "title": measureTitle, "evidence": evidenceWord, "status": statusWord,
	}
}

func paras(w any) (Markdown, error) {
	switch x := w.(type) {
	case incidents.Words:
		return paragraphs(x.Text), nil
	case string:
		return paragraphs(x), nil
	}
	return "", fmt.Errorf("paras takes a text")
}

// statusWord prints an action's status as a sentence does.
func statusWord(s incidents.ActionStatus) string {
	switch s {
	case "":
		return "not recorded"
	case incidents.ActionInProgress:
		return "under way"
	}
	return string(s)
}

func capital(s string) string {
	r, size := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(r)) + s[size:]
}

// few joins at most n of the words and says how many are left out.
func few(n int, words []string) string {
	if len(words) <= n+1 {
		return analysis.List(words)
	}
	return strings.Join(words[:n], ", ") + " and " + plural(len(words)-n, "other", "others")
}

func quantity(q analysis.ImpactQuantity) string {
	return amount(incidents.Amount{Low: q.Low, High: q.High, About: q.About})
}

func (v *View) label(id string) string {
	if s := v.services[id]; s != nil {
		return s.Label()
	}
	return id
}

func (v *View) labels(ids []string) []string {
	out := make([]string, len(ids))
	for i, id := range ids {
		out[i] = v.label(id)
	}
	return out
}

func (v *View) path(ids []string) string { return strings.Join(v.labels(ids), " → ") }

func (v *View) local(i incidents.Instant) string { return instant(i, v.zone) }
func (v *View) utc(i incidents.Instant) string   { return instant(i, time.UTC) }

// clock prints the moment of an end in the incident's zone, with the day where the incident has several.
func (v *View) clock(e analysis.End) string { return moment(e, v.oneDay, v.zone) }

// day prints the calendar day, or days, of the whole incident.
func (v *View) day() string {
	from, okFrom := v.end(analysis.WholeIncident, "started")
	to, okTo := v.end(analysis.WholeIncident, "resolved")
	if !okFrom {
		from.At = v.start
	}
	a, b := from.At.In(v.zone), to.At.In(v.zone)
	switch {
	case from.At.IsZero():
		return "date not recorded"
	case !okTo || a.Format(time.DateOnly) == b.Format(time.DateOnly):
		return a.Format("2 January 2006")
	case a.Format("2006-01") == b.Format("2006-01"):
		return a.Format("2") + "–" + b.Format("2 January 2006")
	case a.Year() == b.Year():
		return a.Format("2 January") + " – " + b.Format("2 January 2006")
	}
	return a.Format("2 January 2006") + " – " + b.Format("2 January 2006")
}

// zoneName names the zone the local times are in, for example PDT.
func (v *View) zoneName() string {
	if name, _ := v.start.In(v.zone).Zone(); !strings.ContainsAny(name[:1], "+-") {
		return name
	}
	return v.offset()
}

// offset returns how far the zone was from UTC when the incident began, for example UTC−7.
func (v *View) offset() string {
	_, offset := v.start.In(v.zone).Zone()
	sign := "+"
	if offset < 0 {
		sign, offset = "−", -offset
	}
	hours := fmt.Sprintf("UTC%s%d", sign, offset/3600)
	if m := offset % 3600 / 60; m != 0 {
		hours += fmt.Sprintf(":%02d", m)
	}
	return hours
}

// zoneFull names the zone and its offset, for example PDT (UTC−7).
func (v *View) zoneFull() string {
	if name := v.zoneName(); name != v.offset() && name != "UTC" {
		return name + " (" + v.offset() + ")"
	}
	return v.zoneName()
}

// ends names the two ends of a measure, with their times where they have any. The day stands once where it is the same.
func (v *View) ends(m analysis.Measure) string {
	if m.From == nil || m.To == nil {
		return ""
	}
	reference := v.oneDay
	first := v.endText(*m.From, reference)
	if !m.From.At.IsZero() {
		reference = m.From.At
	}
	return first + " → " + v.endText(*m.To, reference)
}

func (v *View) endText(e analysis.End, reference time.Time) string {
	if e.At.IsZero() {
		return e.Name
	}
	text := moment(e, reference, v.zone)
	if e.Disputed {
		text += "; " + clock(e.Low, e.At, v.zone) + "–" + clock(e.High, e.At, v.zone) + " by all sources"
	}
	return e.Name + " (" + text + ")"
}

// cite returns a footnote reference for each source that the record defines.
func (v *View) cite(sources []string) Markdown {
	var b strings.Builder
	for _, id := range sources {
		if label := v.notes[id]; label != "" {
			b.WriteString("[^" + label + "]")
		}
	}
	return Markdown(b.String())
}

// ids names sources by id and says how good the evidence is, for a table's column.
func (v *View) ids(sources []string, evidence any) string {
	text := strings.Join(sources, ", ")
	if word := evidenceWord(evidence); word != "" {
		text += " · " + word
	}
	return text
}

func evidenceWord(evidence any) string {
	switch incidents.Evidence(fmt.Sprint(evidence)) {
	case incidents.Reported:
		return "one account"
	case incidents.Derived:
		return "derived"
	}
	return ""
}

// link returns the title of a source, linked where its address is a web address.
func (v *View) link(title, address string) Markdown {
	u, err := url.Parse(address)
	if err != nil || (u.Scheme != "https" && u.Scheme != "http") || u.Host == "" {
		return escape(title)
	}
	target := strings.NewReplacer("<", "%3C", ">", "%3E", " ", "%20", "\\", "%5C", "\n", "", "\r", "").Replace(u.String())
	return "[" + escape(title) + "](<" + Markdown(target) + ">)"
}

func (v *View) scopeName(scope string) string {
	if s, ok := v.Phases.Scope(scope); ok {
		return s.Name
	}
	if id, ok := strings.CutPrefix(scope, "service:"); ok {
		return v.label(id)
	}
	return scope
}

// figure returns the block of the figure called id, or nothing when the report has none.
func (v *View) figure(id string) Markdown {
	for _, r := range v.Results {
		for _, f := range r.Figures {
			if f.ID == id {
				return Markdown(figureBlock(f, v.zone))
			}
		}
	}
	return ""
}

// figures returns the ids of a result's figures that begin with prefix.
func (v *View) figures(result, prefix string) []string {
	var out []string
	for _, r := range v.Results {
		for _, f := range r.Figures {
			if r.Name == result && strings.HasPrefix(f.ID, prefix) {
				out = append(out, f.ID)
			}
		}
	}
	return out
}

// measureTitle turns a measure's name into words: time_to_detect is time to detect.
func measureTitle(m analysis.Measure) string {
	name := strings.TrimPrefix(m.Name, "phase_")
	if name != m.Name {
		return "phase: " + strings.ReplaceAll(name, "_", " and ")
	}
	return strings.ReplaceAll(name, "_", " ")
}

// notesOf returns the notes of one result for a scope.
func (v *View) notesOf(result, scope string) []string {
	var out []string
	for _, r := range v.Results {
		for _, n := range r.Notes {
			if r.Name == result && n.Scope == scope && !slices.Contains(out, n.Text) {
				out = append(out, n.Text)
			}
		}
	}
	return out
}
