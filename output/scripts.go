package output

import (
	_ "embed"
	"fmt"
	"html/template"
	"strings"

	"github.com/postmortem-dev/postmortem/output/echartsjs"
)

// ECharts returns the values of Options.ECharts: where a page takes the script from that makes its figures zoomable.
// The first is the default: inside the page if this build carries the script. The second lets the page fetch it, and
// the third does without.
func ECharts() []string { return []string{embedScript, cdnScript, noScript} }

const (
	embedScript = "embed"
	cdnScript   = "cdn"
	noScript    = "none"
)

//go:embed boot.js
var bootSource string

// scripts are what a page runs: nothing when the zero value.
type scripts struct {
	Library   template.JS // ECharts itself, when the page or its site carries it
	URL       string      // else where to fetch it
	Integrity string      // and what it must hash to
	Boot      template.JS
}

// Any reports whether the page runs a script.
func (s scripts) Any() bool { return s.Boot != "" }

// sources returns the source expressions that a content security policy needs to let the scripts run.
func (s scripts) sources() string {
	if s.URL != "" {
		return s.URL + " " + hashSource(string(s.Boot))
	}
	return hashSource(string(s.Library)) + " " + hashSource(string(s.Boot))
}

func chooseScripts(o Options) (scripts, error) {
	boot := template.JS(bootSource) //nolint:gosec // our own
	switch o.ECharts {
	case embedScript, "":
		library, ok := o.library()
		if !ok {
			return scripts{}, nil
		}
		return scripts{Library: template.JS(library), Boot: boot}, nil //nolint:gosec // checked by hash when it was put there
	case cdnScript:
		return scripts{URL: echartsjs.URL, Integrity: echartsjs.Integrity, Boot: boot}, nil
	case noScript:
		return scripts{}, nil
	}
	return scripts{}, fmt.Errorf("echarts can be %s; it is %q", strings.Join(ECharts(), ", "), o.ECharts)
}
