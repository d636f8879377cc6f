package output

import (
	"path"
	"slices"

	"github.com/postmortem-dev/postmortem/output/echartsjs"
	"github.com/postmortem-dev/postmortem/output/figure"
)

// The files that the pages of a site share.
const (
	StyleFile  = "style.css"
	ScriptFile = "script.js"
	chartsFile = "echarts.js"
)

// Asset is a file that the pages of a site share, by its name in the folder that Options.Assets leads to.
type Asset struct {
	Name string
	Data []byte
}

// AssetFiles returns what pages rendered with Options.Assets link to: the style sheet and the script of every sort of
// page, and the chart script if the options ask for it and this build carries it.
func AssetFiles(o Options) []Asset {
	out := []Asset{
		{StyleFile, slices.Concat([]byte(pageCSS), []byte(figure.CSS()), []byte(rehearseCSS))},
		{ScriptFile, slices.Concat([]byte(bootSource), []byte(rehearseScript))},
	}
	if library, ok := o.library(); ok && (o.ECharts == embedScript || o.ECharts == "") {
		out = append(out, Asset{chartsFile, library})
	}
	return out
}

// library returns the chart script that pages carry, and false when this build has none.
func (o Options) library() ([]byte, bool) {
	if len(o.script) > 0 {
		return o.script, true
	}
	return echartsjs.Source()
}

// links are the shared files as a page names them; empty when the page carries everything itself.
type links struct {
	Style, Script, Charts string
	Index                 string // the site's list of all incidents, which lies beside the folder of shared files
}

func (o Options) links() links {
	if o.Assets == "" {
		return links{}
	}
	return links{
		Style: path.Join(o.Assets, StyleFile), Script: path.Join(o.Assets, ScriptFile), Charts: path.Join(o.Assets, chartsFile),
		Index: path.Join(o.Assets, "..", "index.html"),
	}
}

// SitePolicy returns the content security policy of a page of a site: it may use the site's style sheet and, if it is
// scripted, the site's scripts, and nothing else. Note: a hash cannot stand for a file of its own here, because browsers
// check no hash of a file that was opened from a disk; 'self' holds there too.
func SitePolicy(scripted bool) string {
	out := "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; form-action 'none'"
	if scripted {
		out += "; script-src 'self'"
	}
	return out
}
