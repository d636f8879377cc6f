package incidents

import (
	"reflect"
	"time"

	"gopkg.in/yaml.v3"
)

// ends is the mapping form of an Instant.
type ends struct {
	From moment `yaml:"from,omitempty" need:"true" doc:"The earliest it can have been."`
	To   moment `yaml:"to,omitempty" need:"true" doc:"The latest it can have been."`
}

// moment is an end of an interval: an Instant that may not be an interval itself.
type moment Instant

// bounds is the mapping form of an Amount.
type bounds struct {
	Value *float64 `yaml:"value,omitempty" doc:"The number, when there is only one; then without low and high."`
	Low   *float64 `yaml:"low,omitempty" doc:"At least so many."`
	High  *float64 `yaml:"high,omitempty" doc:"At most so many."`
	About bool     `yaml:"about,omitempty" doc:"Whether the record says about."`
}

// findZone reads timezone before everything else, because bare local times depend on it. Where a timezone seems to be
// given but cannot be used, times are read as if it were UTC, so that each is not reported again.
func (d *decoder) findZone(document *yaml.Node) {
	n := resolve(child(document, "timezone"))
	if n == nil && !d.zoneMisspelt(document) || n != nil && isEmpty(n) {
		return
	}
	d.zone = time.UTC
	if n == nil || n.Kind != yaml.ScalarNode || n.Tag != "!!str" {
		return // said when the field itself is read
	}
	zone, err := time.LoadLocation(n.Value)
	if err != nil || !zoneForm.MatchString(n.Value) {
		d.fail(n, "zone", quoted(n.Value)+" is not a time zone", zoneHint(n.Value))
		return
	}
	d.zone = zone
}

// zoneMisspelt reports whether some key of document may have been meant to give the timezone.
func (d *decoder) zoneMisspelt(document *yaml.Node) bool {
	set := fieldsOf(reflect.TypeFor[Incident]())
	for i := 0; i+1 < len(document.Content); i += 2 {
		key := resolve(document.Content[i])
		if set.find(key.Value) == nil && (key.Tag == "!!merge" || nearest(key.Value, set.names, &d.guesses) == "timezone") {
			return true
		}
	}
	return false
}

func (d *decoder) instant(n *yaml.Node, target *Instant) {
	if n.Kind != yaml.MappingNode {
		d.moment(n, (*moment)(target))
		return
	}
	var e ends
	before := d.errors
	d.mapping(n, reflect.ValueOf(&e).Elem())
	if d.errors > before {
		return
	}
	if e.To.To.Before(e.From.From) {
		d.fail(child(n, "to"), "order", "the interval ends before it begins", "check the date as well as the time")
		return
	}
	*target = Instant{From: e.From.From, To: e.To.To, About: e.From.About || e.To.About}
}

func (d *decoder) moment(n *yaml.Node, target *moment) {
	if n.Kind != yaml.ScalarNode {
		d.fail(n, "time", "want a time, got "+kindName(n), "write it like 2025-10-20T07:11Z")
		return
	}
	i, bad := parseInstant(n.Value, d.zone)
	if bad != nil {
		d.fail(n, bad.rule, bad.message, bad.hint)
		return
	}
	*target = moment(i)
}
