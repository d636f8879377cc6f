package incidents

import "time"

// MarshalYAML returns the shortest form that reads back as the same instant. A day is read back in the incident's
// timezone, in which it lies.
func (i Instant) MarshalYAML() (any, error) {
	prefix := ""
	if i.About {
		prefix = "~"
	}
	switch {
	case i.Day:
		return prefix + i.From.Format(time.DateOnly), nil
	case i.From.Equal(i.To):
		return prefix + stamp(i.From), nil
	}
	return struct {
		From string `yaml:"from"`
		To   string `yaml:"to"`
	}{prefix + stamp(i.From), stamp(i.To)}, nil
}

// stamp writes a moment with its offset, so that it can be read without the incident's timezone.
func stamp(t time.Time) string {
	if _, offset := t.Zone(); offset%60 != 0 {
		t = t.UTC() // no form has offsets with seconds, which some places had until 1972
	}
	if t.Second() == 0 && t.Nanosecond() == 0 {
		return t.Format("2006-01-02T15:04Z07:00")
	}
	return t.Format(time.RFC3339Nano)
}

// MarshalYAML returns a bare number when the amount is exact.
func (a Amount) MarshalYAML() (any, error) {
	value, exact := a.Exact()
	switch {
	case exact && a.About:
		return bounds{Value: a.Low, About: true}, nil
	case exact:
		return value, nil
	}
	return bounds{Low: a.Low, High: a.High, About: a.About}, nil
}

// MarshalYAML returns a bare string when there is only one wording.
func (w Words) MarshalYAML() (any, error) {
	if w.Plain == "" && w.Technical == "" && w.Short == "" {
		return w.Text, nil
	}
	type fields Words
	return fields(w), nil
}

// MarshalYAML returns a bare word when there is one milestone.
func (m Milestones) MarshalYAML() (any, error) {
	if len(m) == 1 {
		return m[0], nil
	}
	return []Milestone(m), nil
}
