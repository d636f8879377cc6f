// Package echartsjs holds the ECharts script, if this build was made with it. The script is not part of the project's
// source: `npm ci --ignore-scripts` in web and `go generate` here put it in place. Nothing else depends on it.
package echartsjs

import "embed"

//go:generate go run ./gen

// The version that web/package.json pins, where it can be fetched, and what it must hash to.
const (
	Version   = "6.1.0"
	URL       = "https://cdn.jsdelivr.net/npm/echarts@" + Version + "/dist/echarts.min.js"
	Integrity = "sha384-C2iskrW/uPW46KzOjrvJIQo4YkV8lkD+QS0CrDN18IIPIpT/g2USu8bTP3nvmIAD"
	SHA256    = "b66b25aeb4df84e33199dc21694014d336d222cbd9deb0e5a7c14bd6aa0d0fd0"
)

// The prefix all: matches the dot file that keeps the folder in place, without which an empty folder would not build.
//
//go:embed all:dist
var files embed.FS

// Source returns the script, and false when this build carries none.
func Source() ([]byte, bool) {
	b, err := files.ReadFile("dist/echarts.min.js")
	return b, err == nil
}
