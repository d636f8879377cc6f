package templates

import (
	"sync"
	"text/template"
)

// parsed keeps templates that were parsed: many documents are written from few texts, and parsing one takes as long as
// using it. What is kept has no influence on any document.
var parsed = &shelf{templates: map[[2]string]*template.Template{}}

// shelf holds parsed templates by name and text.
type shelf struct {
	mutex     sync.Mutex
	templates map[[2]string]*template.Template
}

// mostParsed is how many templates are kept. There are fewer of ours, and nobody brings that many.
const mostParsed = 100

// template returns a template of its own for the caller, who may give it functions.
func (s *shelf) template(name, text string) (*template.Template, error) {
	key := [2]string{name, text}
	s.mutex.Lock()
	t := s.templates[key]
	s.mutex.Unlock()
	if t == nil {
		var err error
		if t, err = parseText(name, text); err != nil {
			return nil, err
		}
		s.keep(key, t)
	}
	return t.Clone()
}

func (s *shelf) keep(key [2]string, t *template.Template) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if len(s.templates) >= mostParsed {
		clear(s.templates)
	}
	s.templates[key] = t
}
