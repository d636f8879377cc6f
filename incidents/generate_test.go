package incidents

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"

	"pgregory.net/rapid"
)

// drawIncident draws an incident that Parse must accept: every field may be filled with anything its rules allow.
func drawIncident(t *rapid.T) *Incident {
	d := &drawing{T: t, ids: map[string]int{}, sizes: map[string]int{}}
	for _, k := range idKinds() {
		d.sizes[k.name] = rapid.IntRange(0, 3).Draw(t, k.name)
	}
	d.sizes["event"] = max(d.sizes["event"], 1)
	zone := rapid.SampledFrom([]string{"Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "UTC", "Asia/Kathmandu"}).Draw(t, "zone")
	d.zone, _ = time.LoadLocation(zone)
	in := &Incident{}
	d.fill(reflect.ValueOf(in).Elem(), field{})
	in.Schema, in.ID, in.Timezone = SchemaName, "drawn", zone
	d.mend(in)
	return in
}

type drawing struct {
	*rapid.T
	zone  *time.Location
	sizes map[string]int // how many ids of each kind there will be
	ids   map[string]int // how many there are
}

func (d *drawing) fill(v reflect.Value, f field) {
	switch target := v.Addr().Interface().(type) {
	case *Instant:
		*target = d.instant()
		return
	case *Amount:
		*target = d.amount()
		return
	case *Words:
		*target = Words{Text: d.text(), Plain: d.maybeText(), Technical: d.maybeText(), Short: d.maybeText()}
		return
	case *Milestones:
		return // mend gives them an order that is not contradictory
	}
	switch v.Kind() {
	case reflect.Struct:
		d.fields(v)
	case reflect.Pointer:
		if rapid.Bool().Draw(d.T, "given") {
			v.Set(reflect.New(v.Type().Elem()))
			d.fill(v.Elem(), f)
		}
	case reflect.Slice:
		n := rapid.IntRange(0, 2).Draw(d.T, "length")
		if kind := kindOf(v.Type().Elem()); kind != "" {
			n = d.sizes[kind]
		}
		for range max(n, map[bool]int{true: 1}[f.need]) {
			item := reflect.New(v.Type().Elem()).Elem()
			if d.fill(item, f); !item.IsZero() {
				v.Set(reflect.Append(v, item))
			}
		}
	case reflect.String:
		v.SetString(d.word(f))
	case reflect.Bool:
		v.SetBool(rapid.Bool().Draw(d.T, "bool"))
	case reflect.Int:
		v.SetInt(int64(rapid.IntRange(0, 9).Draw(d.T, "int")))
	case reflect.Float64:
		v.SetFloat(rapid.Float64Range(0, 1).Draw(d.T, "float"))
	}
}

func (d *drawing) fields(v reflect.Value) {
	set := readTags(v.Type())
	for i := range set.fields {
		f := set.fields[i]
		if f.name == "id" {
			f.ref = "" // an id of its own
			v.Field(i).SetString(fmt.Sprintf("%s-%d", set.kind, d.ids[set.kind]))
			d.ids[set.kind]++
			continue
		}
		cited := f.typ.Kind() == reflect.Slice && kindOf(f.typ.Elem()) != ""
		if f.need || cited || rapid.IntRange(0, 2).Draw(d.T, f.name) > 0 {
			d.fill(v.Field(i), f)
		}
	}
}

// word draws a string field: a text, a value of its enumeration, or a reference that is defined.
func (d *drawing) word(f field) string {
	switch {
	case f.values != nil:
		return rapid.SampledFrom(f.values).Draw(d.T, "value")
	case f.ref == "about":
		return "incident"
	case f.ref == "edge" && d.sizes["service"] > 0:
		return rapid.SampledFrom([]string{"service-0", "service-0 -> service-0"}).Draw(d.T, "edge")
	case f.ref != "" && f.ref != "edge" && d.sizes[f.ref] > 0:
		return fmt.Sprintf("%s-%d", f.ref, rapid.IntRange(0, d.sizes[f.ref]-1).Draw(d.T, f.ref))
	case f.ref != "":
		return ""
	case f.name == "url":
		return "https://example.org/" + strings.Map(visible, d.maybeText())
	}
	return d.text()
}

func visible(r rune) rune {
	if r <= ' ' || strings.ContainsRune("<>\"`\\", r) {
		return -1
	}
	return r
}

func (d *drawing) text() string {
	anyRune := rapid.OneOf(rapid.Rune(), rapid.RuneFrom([]rune(" \n\t:#-'\"\\|>&*!%@`{}[],?~0é\u2028\u0085\ufeff")))
	text := rapid.StringOfN(anyRune, 1, 12, -1).Draw(d.T, "text")
	text = strings.Map(func(r rune) rune {
		if steers(r) {
			return -1
		}
		return r
	}, text)
	if strings.TrimSpace(text) == "" {
		return "text"
	}
	return text
}

func (d *drawing) maybeText() string {
	if rapid.Bool().Draw(d.T, "given") {
		return d.text()
	}
	return ""
}

func (d *drawing) instant() Instant {
	t := time.Unix(rapid.Int64Range(-600_000_000, 5_000_000_000).Draw(d.T, "unix"), rapid.SampledFrom([]int64{0, 0, 125_000_000}).Draw(d.T, "ns"))
	t = t.In(d.zone)
	i := Instant{From: t, To: t, About: rapid.Bool().Draw(d.T, "about")}
	switch rapid.IntRange(0, 3).Draw(d.T, "form") {
	case 1:
		i.To = t.Add(time.Duration(rapid.Int64Range(1, 1e15).Draw(d.T, "length")))
	case 2:
		day, _ := parseInstant(t.Format(time.DateOnly), d.zone)
		day.About = i.About
		return day
	}
	return i
}

func (d *drawing) amount() Amount {
	x := rapid.Float64Range(-largest, largest).Draw(d.T, "low")
	y := rapid.Float64Range(x, largest).Draw(d.T, "high")
	a := Amount{About: rapid.Bool().Draw(d.T, "about")}
	switch rapid.IntRange(0, 4).Draw(d.T, "form") {
	case 0:
		a.Low = &x
	case 1:
		a.High = &x
	case 2:
		a.Low, a.High = &x, &y
	case 3:
		x = float64(int64(x))
		fallthrough
	default:
		a.Low, a.High = &x, &x
	}
	return a
}

// mend makes the drawn parts agree with one another.
func (d *drawing) mend(in *Incident) {
	for i := range in.Timeline {
		e := &in.Timeline[i]
		e.At = At(time.Date(2025, 3, 1, i, 0, 0, 0, d.zone))
		e.Until = Instant{}
		if i < 6 {
			e.Milestones = Milestones{Line()[i], Triggered}[:1+i%2]
		}
	}
	if started, ok := in.Marks()[Started]; ok && !in.AsOf.IsZero() && in.AsOf.To.Before(started.At.From) {
		in.AsOf = started.At
	}
	for i := range in.Communications {
		in.Communications[i].NextBy = Instant{}
	}
	for i := range in.Claims {
		in.Claims[i].Reason += "because"
	}
	in.Claims = slices.DeleteFunc(in.Claims, func(c Claim) bool { return len(c.Sources) == 0 })
	for i := range in.Services {
		s := &in.Services[i]
		s.DependsOn = slices.DeleteFunc(s.DependsOn, func(dep Dependency) bool {
			return (dep.Service == "") == (len(dep.AnyOf) == 0) || dep.Service == s.ID || slices.Contains(dep.AnyOf, s.ID) || len(dep.AnyOf) > 1
		})
		for j := range s.DependsOn {
			dep := &s.DependsOn[j]
			dep.Need = min(dep.Need, len(dep.AnyOf))
			if dep.Effect != nil && backwards(*dep) {
				dep.Effect.Down, dep.Effect.Degraded = Down, OK
			}
		}
		for j := range s.Windows {
			s.Windows[j].To = s.Windows[j].From
		}
	}
	for i := range in.Impact.SLOs {
		in.Impact.SLOs[i].Objective = 99.5
	}
}
