package analysis

import (
	"math"
	"time"
)

// number returns a pointer to v: the form of a known value.
func number(v float64) *float64 { return &v }

// duration returns the time from one end to the other, in seconds. Low and High follow from the ends' own ranges; Low
// does not fall below zero unless the nominal ends run backwards.
func duration(name, scope string, from, to End) Measure {
	v := seconds(from.At, to.At)
	low, high := seconds(from.high(), to.low()), seconds(from.low(), to.high())
	if low < 0 && (from.Disputed || to.Disputed) { // one account of the one end does not go with another of the other
		_, fromHigh := from.Own()
		toLow, _ := to.Own()
		low = seconds(fromHigh, toLow)
	}
	return Measure{
		Name: name, Scope: scope, Unit: "s", From: &from, To: &to,
		Value:   number(v),
		Low:     number(math.Min(v, math.Max(0, low))),
		High:    number(math.Max(v, high)),
		Sources: union(from.Sources, to.Sources),
		Note:    aboutNote(from, to),

		Disputed: from.Disputed || to.Disputed,
	}
}

func aboutNote(from, to End) string {
	switch {
	case from.About && to.About:
		return "both ends are given as about"
	case from.About:
		return from.Name + " is given as about"
	case to.About:
		return to.Name + " is given as about"
	}
	return ""
}

// unknown returns a measure without a value, and why.
func unknown(name, scope, unit, why string, from, to *End) Measure {
	return Measure{Name: name, Scope: scope, Unit: unit, From: from, To: to, Note: why, Sources: []string{}}
}

// count returns a number of things. For a count or a ratio, from and to name the sets it compares: what was counted
// over what.
func count(name, scope, unit string, n int, from, to End) Measure {
	return exact(name, scope, unit, float64(n), from, to)
}

// ratio returns a/b, or an unknown measure when b is zero.
func ratio(name, scope string, a, b int, from, to End) Measure {
	if b == 0 {
		return unknown(name, scope, "ratio", "not defined: "+to.Name+" is empty", &from, &to)
	}
	return exact(name, scope, "ratio", float64(a)/float64(b), from, to)
}

func exact(name, scope, unit string, v float64, from, to End) Measure {
	return Measure{Name: name, Scope: scope, Unit: unit, Value: number(v), Low: number(v), High: number(v), From: &from, To: &to, Sources: union(from.Sources, to.Sources)}
}

// low and high return the bounds of an end that may not give any.
func (e End) low() time.Time {
	if e.Low.IsZero() {
		return e.At
	}
	return e.Low
}

func (e End) high() time.Time {
	if e.High.IsZero() {
		return e.At
	}
	return e.High
}

// Own returns between which moments the account used puts an end, whatever other sources say.
func (e End) Own() (low, high time.Time) {
	switch {
	case !e.Disputed:
		return e.low(), e.high()
	case e.ownLow.IsZero():
		return e.At, e.At
	}
	return e.ownLow, e.ownHigh
}

// Own returns between which lengths the accounts used leave a known duration, whatever other sources say.
func (m Measure) Own() (low, high float64) {
	switch {
	case m.Low == nil || m.High == nil:
		return *m.Value, *m.Value
	case !m.Disputed:
		return *m.Low, *m.High
	case m.Unit != "s" || m.From == nil || m.To == nil || m.From.At.IsZero() || m.To.At.IsZero():
		return *m.Value, *m.Value
	}
	fromLow, fromHigh := m.From.Own()
	toLow, toHigh := m.To.Own()
	return math.Min(*m.Value, math.Max(0, seconds(fromHigh, toLow))), math.Max(*m.Value, seconds(fromLow, toHigh))
}

func seconds(from, to time.Time) float64 { return to.Sub(from).Seconds() }

// Exact reports whether the end is one undisputed moment.
func (e End) Exact() bool { return !e.About && e.low().Equal(e.high()) }
