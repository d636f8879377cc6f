package compare

import "github.com/postmortem-dev/postmortem/analysis"

// RatesDetail is the shares that stand skewed durations better than any average.
type RatesDetail struct {
	Rates []Rate `json:"rates"`
}

// Rate is how many of the incidents for which it is known did something. Its bounds are Wilson's at 95 %.
type Rate struct {
	Name     string      `json:"name"`
	Title    string      `json:"title"`
	K        int         `json:"k"`
	N        int         `json:"n"`
	Low      *float64    `json:"low"` // nil when n is 0
	High     *float64    `json:"high"`
	Excluded []Exclusion `json:"excluded"`
}

// asked is a question that an incident answers with yes, no or not known, and why not.
type asked struct {
	name, title string
	answer      func(*Digest) (yes bool, unknown string)
}

// soon is what counts as quick for mitigation and public notice, in seconds.
const soon = 30 * 60

const monitorRate = "detected_by_a_monitor"

func askedRates() []asked {
	return []asked{
		{"mitigated_within_30_min", "Mitigated within 30 min", func(d *Digest) (bool, string) {
			if whole, ok := d.length("duration"); ok && !whole.SoFar && bound(whole.High, whole.Value) <= soon {
				return true, "" // what is resolved is mitigated
			}
			return within(d, "time_to_mitigate")
		}},
		{monitorRate, "Detected by a monitor first", func(d *Digest) (bool, string) {
			if d.Detection == "" {
				return false, "who noticed first is not recorded"
			}
			return d.Detection == "monitor", ""
		}},
		{"public_notice_within_30_min", "Public notice within 30 min", func(d *Digest) (bool, string) {
			return within(d, "time_to_first_public_notice")
		}},
	}
}

func within(d *Digest, name string) (bool, string) {
	l, ok := d.length(name)
	switch {
	case !ok:
		return false, missing(l)
	case bound(l.High, l.Value) <= soon:
		return true, ""
	case bound(l.Low, l.Value) > soon:
		return false, ""
	}
	return false, "the record leaves open whether it was within 30 min"
}

func bound(b, value *float64) float64 {
	if b != nil {
		return *b
	}
	return *value
}

func rates() Comparison {
	return Comparison{
		Name: "rates", Title: "How often",
		Doc: "What share was mitigated and announced within half an hour, and what share did a monitor notice first?",
		Run: func(s *Set) analysis.Result {
			if s.few() {
				return analysis.Result{}
			}
			d := RatesDetail{}
			result := analysis.Result{}
			for _, a := range askedRates() {
				r := a.rate(s.Digests)
				d.Rates = append(d.Rates, r)
				result.Measures = append(result.Measures, r.measure())
			}
			result.Detail = d
			return result
		},
	}
}

func (a asked) rate(digests []*Digest) Rate {
	r := Rate{Name: a.name, Title: a.title}
	left := &values{excluded: []Exclusion{}}
	for _, d := range digests {
		yes, unknown := a.answer(d)
		if unknown != "" {
			left.exclude(unknown, d.ID)
			continue
		}
		r.N++
		if yes {
			r.K++
		}
	}
	r.Excluded = left.excluded
	if r.N > 0 {
		low, high := wilson(r.K, r.N, zOf(0.05))
		r.Low, r.High = &low, &high
	}
	return r
}

// answer is what one incident answers.
type answer uint8

const (
	isUnknown answer = iota
	isNo
	isYes
)

// answers returns what each incident answers.
func (a asked) answers(digests []*Digest) []answer {
	out := make([]answer, len(digests))
	for i, d := range digests {
		switch yes, unknown := a.answer(d); {
		case unknown != "":
		case yes:
			out[i] = isYes
		default:
			out[i] = isNo
		}
	}
	return out
}

func (r Rate) measure() analysis.Measure {
	m := analysis.Measure{
		Name: r.Name, Scope: "incidents", Unit: "ratio", Low: r.Low, High: r.High, Sources: []string{},
		From: &analysis.End{Name: "incidents that did"}, To: &analysis.End{Name: "incidents for which it is known"},
	}
	if r.N == 0 {
		m.Note = "known for no incident"
		return m
	}
	m.Value = pointer(float64(r.K) / float64(r.N))
	return m
}
