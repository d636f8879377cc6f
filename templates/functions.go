package templates

import (
	"fmt"
	"net/url"
	"reflect"
	"regexp"
	"strings"
	"text/template"
	"unicode"
	"unicode/utf8"

	"github.com/postmortem-dev/postmortem/analysis"
	"github.com/postmortem-dev/postmortem/incidents"
)

// functions returns what templates may call, by name.
func (v *View) functions() template.FuncMap {
	return template.FuncMap{
		"md": escapeValue, "paras": paras, "plain": incidents.Words.Simple, "plainparas": func(w incidents.Words) Markdown { return paragraphs(w.Simple()) },
		"dur": func(m analysis.Measure) string { return duration(m) }, "short": func(m analysis.Measure) string { return short(m) },
		"length": length, "percent": percent, "num": number, "amount": amount, "quantity": quantity, "plural": plural,
		"list": func(words []string) string { return analysis.List(words) }, "capital": capital, "lower": strings.ToLower, "few": few,
		"label": v.label, "labels": v.labels, "path": v.path,
		"local": v.local, "utc": v.utc, "clock": v.clock, "ends": v.ends, "zone": v.zoneName, "zonefull": v.zoneFull, "oneclock": v.oneClock, "day": v.day,
		"cite": v.cite, "ids": v.ids, "link": v.link, "footnote": func(id string) Markdown { return Markdown(v.notes[id]) },
		"figure": v.figure, "draw": v.draw, "fence": fence, "figures": v.figures, "deref": func(p *float64) float64 { return *p }, "add": func(a, b int) int { return a + b },
		"waveScope": analysis.WaveScope, "serviceScope": analysis.ServiceScope, "scopeName": v.scopeName, "title": measureTitle, "evidence": evidenceWord, "status": statusWord, "noticed": noticed, "bounded": bounded,
		"print": printPlain, "println": printPlain, "printf": printfPlain, "html": refused, "js": refused, "urlquery": refused,
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

// bounded prints a measure of an objective: a duration, a share or a percentage, of which one bound may be missing.
func bounded(m analysis.Measure) string {
	if !m.Known() {
		return "not known"
	}
	text := number(*m.Value) + " %"
	switch m.Unit {
	case "s":
		text = length(*m.Value)
	case "ratio":
		text = percent(*m.Value)
	}
	switch {
	case m.High == nil:
		return "at least " + text
	case m.Low == nil:
		return "at most " + text
	}
	return text
}

// printPlain and printfPlain stand in for the engine's own: they print what a sentence can hold and nothing of Go.
func printPlain(args ...any) (string, error) {
	plain, err := scalars(args)
	return fmt.Sprint(plain...), err
}

func printfPlain(format string, args ...any) (string, error) {
	plain, err := scalars(args)
	if err != nil {
		return "", err
	}
	if wideVerb.MatchString(format) {
		return "", fmt.Errorf("this width is too large")
	}
	text := fmt.Sprintf(format, plain...)
	if strings.Contains(text, "%!") {
		return "", fmt.Errorf("the format %q does not fit its arguments", format)
	}
	return text, nil
}

var wideVerb = regexp.MustCompile(`%[^a-zA-Z%]*(\d{4,}|\*)`)

func scalars(args []any) ([]any, error) {
	out := make([]any, len(args))
	for i, arg := range args {
		switch v := reflect.ValueOf(arg); v.Kind() {
		case reflect.String:
			out[i] = v.String()
		case reflect.Int, reflect.Int64, reflect.Float64, reflect.Bool:
			out[i] = arg
		default:
			return nil, fmt.Errorf("this cannot be printed: print one of its fields")
		}
	}
	return out, nil
}

func refused(...any) (string, error) {
	return "", fmt.Errorf("this function is not for Markdown: what is printed is escaped anyway")
}

// noticed says who or what noticed first.
func noticed(by incidents.DetectedBy) string {
	switch by {
	case "monitor":
		return "A monitor noticed it first."
	case "staff":
		return "Staff noticed it first."
	case "customer":
		return "A customer noticed it first."
	}
	return ""
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

// fence returns text as a block in a fixed-width font, which it cannot close.
func fence(text string) Markdown {
	return Markdown(fenced("text", strings.Split(strings.TrimRight(text, "\n"), "\n")))
}

// draw returns the block of a figure that is in no report.
func (v *View) draw(f analysis.Figure) Markdown { return Markdown(figureBlock(f, v.zone)) }

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
		return "phase: " + analysis.List(strings.Split(name, "_"))
	}
	return strings.ReplaceAll(name, "_", " ")
}

// Label returns what a service is called in prose.
func (v *View) Label(id string) string { return v.label(id) }
