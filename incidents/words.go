package incidents

// Words is a text and, where one reader needs other words than another, its plain and technical wordings, and a short one
// to say aloud. A file gives a string, or a mapping with text, plain, technical and short.
type Words struct {
	Text      string `yaml:"text" need:"true" doc:"The wording most readers get."`
	Plain     string `yaml:"plain,omitempty" doc:"For a reader who does not know the terms."`
	Technical string `yaml:"technical,omitempty" doc:"For a specialist."`
	Short     string `yaml:"short,omitempty" doc:"One plain sentence to say aloud, of at most 20 words."`
}

// IsZero reports whether there is no wording at all.
func (w Words) IsZero() bool {
	return w.Text == "" && w.Plain == "" && w.Technical == "" && w.Short == ""
}

// String returns the wording most readers get.
func (w Words) String() string { return w.Text }

// Simple returns the plain wording, or the text where there is none.
func (w Words) Simple() string {
	if w.Plain != "" {
		return w.Plain
	}
	return w.Text
}

// Amount is a number as the record gives it: exact when Low and High are equal, between the two, or bounded on one side
// when the other is nil. Both nil means that it is unknown.
type Amount struct {
	Low, High *float64
	About     bool // the record says "about"
}

// IsZero reports whether the amount is unknown.
func (a Amount) IsZero() bool { return a.Low == nil && a.High == nil }

// Exact returns the number and true when the record gives just one.
func (a Amount) Exact() (float64, bool) {
	if a.Low == nil || a.High == nil || *a.Low != *a.High {
		return 0, false
	}
	return *a.Low, true
}
