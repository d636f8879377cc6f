package main

import (
	"path/filepath"
	"slices"
	"strings"

	"github.com/postmortem-dev/postmortem/analysis"
	"github.com/postmortem-dev/postmortem/templates"
)

// template is a template that was asked for, built in or the user's own.
type template struct {
	suffix  string // between an incident's id and the extension in the names of its documents
	execute func(*analysis.Report) (*templates.Document, error)
}

// chooseTemplate returns the built-in template called name, or else the one in the file called name, checked.
func chooseTemplate(name string) (template, error) {
	if name == "" || name == templates.Default {
		return builtIn(templates.Default, ""), nil
	}
	names := namesOf(listTemplates())
	if slices.Contains(names, name) {
		return builtIn(name, "."+name), nil
	}
	if !isFile(name) && filepath.Base(name) == name && filepath.Ext(name) == "" {
		return template{}, unknown("template", name, names, "postmortem list templates")
	}
	text, err := readFile(name)
	if err != nil {
		return template{}, err
	}
	return own(name, string(text))
}

func builtIn(name, suffix string) template {
	return template{suffix: suffix, execute: func(r *analysis.Report) (*templates.Document, error) {
		return templates.Execute(name, r)
	}}
}

// own returns the user's template. It is an input, and so are its mistakes.
func own(name, text string) (template, error) {
	inputError := func(err error) error {
		if err == nil {
			return nil
		}
		return &trouble{status: statusInput, message: err.Error()}
	}
	execute := func(r *analysis.Report) (*templates.Document, error) {
		document, err := templates.ExecuteFile(name, text, r)
		return document, inputError(err)
	}
	stem, _, _ := strings.Cut(filepath.Base(name), ".")
	return template{suffix: "." + stem, execute: execute}, inputError(templates.Check(name, text))
}
