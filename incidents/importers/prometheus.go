package importers

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
)

// prometheus reads what Prometheus, and what speaks like it, answers to query_range: series of samples, each a time in
// seconds and a value as text. Verified on the documentation of its HTTP API and on fixtures of clients.
//
// Samples tell nothing about users until somebody says which values hurt them: without a limit there is nothing to
// import. With one, each series makes impact windows of the service that its labels name. Between two samples nobody
// looked, so a window begins somewhere between the last sample within the limit and the first past it, and ends likewise.
// A missing sample is not zero, and NaN is a missing sample: a window ends somewhere in the gap. Where the series begins
// or ends past the limit, that end of the window is not known.
//
// An answer for one moment has no beginning and no end and is refused, apart from those with the labels client and
// server, which are no measurements of a service but of what lies between two.
func prometheus() Importer {
	return Importer{
		Name: "prometheus", Doc: "measurements as Prometheus answers query_range, JSON, with --above or --below",
		Detect: detectSeries, Read: readSeries,
	}
}

type seriesFile struct {
	Data struct {
		Type   string          `json:"resultType"`
		Result json.RawMessage `json:"result"`
	} `json:"data"`
	Warnings []string `json:"warnings"`
}

// series is the samples of one set of labels.
type series struct {
	Labels     map[string]string `json:"metric"`
	Samples    []sample          `json:"values"`
	Histograms []json.RawMessage `json:"histograms"`
}

// sample is what was measured at a time, in milliseconds since 1970.
type sample struct {
	at    int64
	value float64 // NaN where there was nothing to measure
}

// UnmarshalJSON reads a pair of a number and a text.
func (s *sample) UnmarshalJSON(data []byte) error {
	var pair []any
	if json.Unmarshal(data, &pair) == nil && len(pair) == 2 {
		seconds, timed := pair[0].(float64)
		text, told := pair[1].(string)
		value, err := strconv.ParseFloat(text, 64)
		if timed && told && err == nil && math.Abs(seconds) < 1e14 {
			s.at, s.value = int64(math.Round(seconds*1000)), value
			return nil
		}
	}
	return &json.UnmarshalTypeError{Value: "sample that is no pair of a time and a number in quotes", Field: "values"}
}

func (s sample) time() time.Time { return time.UnixMilli(s.at).UTC() }

func detectSeries(content []byte) bool {
	var file seriesFile
	if !bytes.Contains(content, []byte(`"resultType"`)) || json.Unmarshal(content, &file) != nil {
		return false
	}
	type labels struct {
		Of map[string]string `json:"metric"`
	}
	var list []labels
	switch file.Data.Type {
	case "matrix", "vector":
		between := func(l labels) bool { return l.Of["client"] != "" && l.Of["server"] != "" }
		return json.Unmarshal(file.Data.Result, &list) != nil || !slices.ContainsFunc(list, between)
	case "scalar", "string":
		return true
	}
	return false
}

func readSeries(content []byte, o Options) (Result, error) {
	var file seriesFile
	if err := decodeJSON(content, &file); err != nil {
		return Result{}, err
	}
	if kind := file.Data.Type; kind != "matrix" {
		return Result{}, refuse("ask query_range, which answers with series over time", "it holds measurements of one moment (resultType %s), which tell no beginning and no end", shorten(kind, 40))
	}
	if !o.Limit.Given {
		return Result{}, refuse("--above VALUE or --below VALUE says which values hurt users, in the unit of the measurements", "it looks like measurements of Prometheus, and no limit is given")
	}
	var list []series
	if err := decodeJSON(file.Data.Result, &list); err != nil {
		return Result{}, err
	}
	if len(list) == 0 {
		return Result{}, refuse("ask for a longer time or for other labels", "the answer of Prometheus holds no series")
	}
	if err := bounded(len(list), "series"); err != nil {
		return Result{}, err
	}
	r := seriesReader{
		network: newNetwork(o, "measurements", "Measurements of Prometheus", "measurement"),
		limit:   o.Limit, field: o.Field, step: stepOf(list), low: math.Inf(1), high: math.Inf(-1),
	}
	r.network.source.Note += fmt.Sprintf(" That users were hurt %s was said at the import.", r.past())
	for _, warning := range file.Warnings {
		r.network.account.doubt("Prometheus warned: %s", shorten(warning, 200))
	}
	for _, s := range list {
		r.read(s)
	}
	return r.result()
}

// seriesReader makes impact windows of series.
type seriesReader struct {
	network   *network
	limit     Limit
	field     string
	step      int64   // between two samples, in milliseconds; zero when unknown
	low, high float64 // the least and the greatest value that was held against the limit
	windows   int
}

// result returns the services and their windows, or a refusal when there is no window.
func (r *seriesReader) result() (Result, error) {
	switch {
	case r.windows > mostParts:
		return Result{}, refuse("ask for a longer step, or for an average over time", "the values cross the limit so often that there would be more than %d impact windows", mostParts)
	case r.windows == 0 && r.low <= r.high:
		return Result{}, refuse("choose another limit with --above or --below", "no sample lies %s; they lie between %s and %s", r.past(), valueText(r.low), valueText(r.high))
	case r.windows == 0:
		return Result{Beside: r.network.account}, nil
	}
	return r.network.result()
}

// read makes the windows of a series, or says why it has none.
func (r *seriesReader) read(s series) {
	name := s.name()
	key, label := serviceLabel(s.Labels, r.field)
	switch why := s.unusable(); {
	case why != "":
		r.network.account.skip(name, why)
		return
	case label == "":
		r.network.account.skip(name, "none of its labels service, job, namespace and app names a service; --services-field names another label")
		return
	}
	i := r.network.service(label, label)
	service := &r.network.roster.list[i]
	service.Note = fmt.Sprintf("Named by the label %s.", shorten(key, 60))
	s.Samples = r.measured(s)
	found := r.find(s, key)
	r.windows += len(found)
	if len(found) == 0 {
		r.network.account.skip(name, "no sample is past the limit; kept as a service")
		return
	}
	r.network.account.mapped()
	if r.windows <= mostParts {
		service.Windows = append(service.Windows, found...)
	}
}

// name returns what the series is called in messages: its labels in order.
func (s series) name() string {
	parts := []string{}
	for _, key := range slices.Sorted(maps.Keys(s.Labels)) {
		if key == "__name__" {
			parts = slices.Insert(parts, 0, s.Labels[key])
		} else {
			parts = append(parts, key+" "+s.Labels[key])
		}
	}
	if len(parts) == 0 {
		return "a series without labels"
	}
	return shorten(strings.Join(parts, ", "), 80)
}

// unusable says why no window can be told from the series, or nothing.
func (s series) unusable() string {
	metric := s.Labels["__name__"]
	switch {
	case len(s.Samples) == 0 && len(s.Histograms) > 0:
		return "native histograms have no one value; ask for one, for example with histogram_quantile"
	case strings.HasSuffix(metric, "_total"), strings.HasSuffix(metric, "_bucket"):
		return "a counter only grows, so no limit says anything of it; ask for its rate"
	case !slices.ContainsFunc(s.Samples, func(x sample) bool { return !math.IsNaN(x.value) }):
		return "there is no number among its samples"
	}
	for i, x := range s.Samples {
		if i > 0 && x.at <= s.Samples[i-1].at {
			return "its samples do not go forward in time"
		}
		if err := plausible(x.time()); err != nil {
			return err.Error()
		}
	}
	return ""
}

// stepOf returns the time that lies most often between two samples, the shorter of two.
func stepOf(list []series) int64 {
	counts := map[int64]int{}
	for _, s := range list {
		for i := 1; i < len(s.Samples); i++ {
			counts[s.Samples[i].at-s.Samples[i-1].at]++
		}
	}
	step := int64(0)
	for between, n := range counts {
		if between > 0 && (step == 0 || n > counts[step] || n == counts[step] && between < step) {
			step = between
		}
	}
	return step
}

// valueText writes a value as people do.
func valueText(value float64) string {
	switch {
	case math.IsInf(value, 1):
		return "infinity"
	case math.IsInf(value, -1):
		return "minus infinity"
	}
	return strconv.FormatFloat(value, 'g', 6, 64)
}

// past says in words what lies past the limit.
func (r *seriesReader) past() string {
	if r.limit.Below {
		return "below " + strconv.FormatFloat(r.limit.Value, 'g', -1, 64)
	}
	return "above " + strconv.FormatFloat(r.limit.Value, 'g', -1, 64)
}
