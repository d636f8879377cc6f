package incidents

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

const pacific = "America/Los_Angeles"

// TestInstantForms gives each form as a file has it and the two ends in UTC that it means.
func TestInstantForms(t *testing.T) {
	for _, test := range []struct{ text, zone, from, to string }{
		{"2025-10-20T07:11Z", "", "2025-10-20T07:11:00Z", ""},
		{"2025-10-20T07:11:30Z", "", "2025-10-20T07:11:30Z", ""},
		{"2025-10-20T07:11:30.125Z", "", "2025-10-20T07:11:30.125Z", ""},
		{"2025-10-20T07:11:30,5Z", "", "2025-10-20T07:11:30.5Z", ""},
		{"2025-10-20 07:11 UTC", pacific, "2025-10-20T07:11:00Z", ""},
		{"2025-10-20T07:11 UTC", pacific, "2025-10-20T07:11:00Z", ""},
		{"2025-10-20 07:11 Z", pacific, "2025-10-20T07:11:00Z", ""},
		{"2025-10-20T00:11-07:00", "", "2025-10-20T07:11:00Z", ""},
		{"2025-10-20 00:11 -07:00", "", "2025-10-20T07:11:00Z", ""},
		{"2025-10-20T00:11-0700", "", "2025-10-20T07:11:00Z", ""},
		{"2025-10-20T00:11:00-07", "", "2025-10-20T07:11:00Z", ""},
		{"2025-10-20T12:56+05:45", "", "2025-10-20T07:11:00Z", ""},
		{"2025-10-20 00:11", pacific, "2025-10-20T07:11:00Z", ""},
		{" 2025-10-20   00:11 ", pacific, "2025-10-20T07:11:00Z", ""},
		{"2025-12-20T00:11", pacific, "2025-12-20T08:11:00Z", ""},
		{"2025-10-20 9:05", "Europe/Berlin", "2025-10-20T07:05:00Z", ""},
		{"~2025-10-20 00:11", pacific, "2025-10-20T07:11:00Z", ""},
		{"2025-10-20", "UTC", "2025-10-20T00:00:00Z", "2025-10-20T23:59:59Z"},
		{"2025-10-20", pacific, "2025-10-20T07:00:00Z", "2025-10-21T06:59:59Z"},
		{"~2025-10-20", pacific, "2025-10-20T07:00:00Z", "2025-10-21T06:59:59Z"},
		// Days of 23 and 25 hours, and of 23 and a half.
		{"2025-03-30", "Europe/Berlin", "2025-03-29T23:00:00Z", "2025-03-30T21:59:59Z"},
		{"2025-10-26", "Europe/Berlin", "2025-10-25T22:00:00Z", "2025-10-26T22:59:59Z"},
		{"2025-10-05", "Australia/Lord_Howe", "2025-10-04T13:30:00Z", "2025-10-05T12:59:59Z"},
		// Daylight saving begins at midnight, so the day begins at one; or ends then, so its last hour comes twice.
		{"2018-11-04", "America/Sao_Paulo", "2018-11-04T03:00:00Z", "2018-11-05T01:59:59Z"},
		{"2018-02-17", "America/Sao_Paulo", "2018-02-17T02:00:00Z", "2018-02-18T02:59:59Z"},
		{"2025-11-02", "America/Havana", "2025-11-02T04:00:00Z", "2025-11-03T04:59:59Z"},
		// The day before the one that Samoa left out.
		{"2011-12-29", "Pacific/Apia", "2011-12-29T10:00:00Z", "2011-12-30T09:59:59Z"},
		{"2011-12-31", "Pacific/Apia", "2011-12-30T10:00:00Z", "2011-12-31T09:59:59Z"},
		// The minutes around a change.
		{"2025-03-30 01:59", "Europe/Berlin", "2025-03-30T00:59:00Z", ""},
		{"2025-03-30 03:00", "Europe/Berlin", "2025-03-30T01:00:00Z", ""},
		{"2025-10-26 01:59", "Europe/Berlin", "2025-10-25T23:59:00Z", ""},
		{"2025-10-26 03:00", "Europe/Berlin", "2025-10-26T02:00:00Z", ""},
		{"2025-03-09 03:00", "America/New_York", "2025-03-09T07:00:00Z", ""},
		{"2025-11-02 00:59", "America/New_York", "2025-11-02T04:59:00Z", ""},
		{"2025-11-02 02:00", "America/New_York", "2025-11-02T07:00:00Z", ""},
		{"2025-10-05 02:30", "Australia/Lord_Howe", "2025-10-04T15:30:00Z", ""},
		{"2025-04-06 01:29", "Australia/Lord_Howe", "2025-04-05T14:29:00Z", ""},
		{"2025-04-06 02:00", "Australia/Lord_Howe", "2025-04-05T15:30:00Z", ""},
		{"1971-06-01 12:00", "Africa/Monrovia", "1971-06-01T12:44:30Z", ""},
	} {
		got, bad := parseInstant(test.text, zoneNamed(t, test.zone))
		if bad != nil {
			t.Errorf("%q in %s: %s", test.text, test.zone, bad.message)
			continue
		}
		if test.to == "" {
			test.to = test.from
		}
		if from, to := utc(got.From), utc(got.To); from != test.from || to != test.to {
			t.Errorf("%q in %s: %s to %s, want %s to %s", test.text, test.zone, from, to, test.from, test.to)
		}
		if got.Day != !strings.Contains(test.text, ":") || got.About != strings.Contains(test.text, "~") {
			t.Errorf("%q: day %v, about %v", test.text, got.Day, got.About)
		}
	}
}

func utc(t time.Time) string { return t.UTC().Format(time.RFC3339Nano) }

func zoneNamed(t testing.TB, name string) *time.Location {
	t.Helper()
	if name == "" {
		return nil
	}
	zone, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

// TestLocalTimesAreReadOnce: every local time of a year is read as one that shows the same, or refused because it shows
// never or twice.
func TestLocalTimesAreReadOnce(t *testing.T) {
	for _, name := range []string{"Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Africa/Casablanca"} {
		zone := zoneNamed(t, name)
		shown := map[string]int{}
		for at := time.Date(2025, 1, 1, 0, 0, 0, 0, zone); at.Year() == 2025; at = at.Add(30 * time.Minute) {
			shown[at.Format("2006-01-02 15:04")]++
		}
		for wall := time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC); wall.Year() == 2025; wall = wall.Add(30 * time.Minute) {
			text := wall.Format("2006-01-02 15:04")
			got, bad := parseInstant(text, zone)
			if times := shown[text]; (times == 1) != (bad == nil) {
				t.Fatalf("%s %s is shown %d times, %v", name, text, times, bad)
			}
			if bad == nil && got.From.Format("2006-01-02 15:04") != text {
				t.Fatalf("%s %s is read as %s", name, text, got.From)
			}
		}
	}
}

// TestTimesDoNotDependOnTheMachine: an offset that happens to be the machine's must not become the machine's zone.
func TestTimesDoNotDependOnTheMachine(t *testing.T) {
	here := time.Local
	defer func() { time.Local = here }()
	time.Local = zoneNamed(t, "Europe/Berlin")
	got, _ := parseInstant("2025-07-01T12:00+02:00", nil)
	if name := got.From.Location().String(); name == "Local" || name == time.Local.String() {
		t.Errorf("the time lies in %s", name)
	}
}

// TestInstantsSurvive: an instant is written so that it is read as the same.
func TestInstantsSurvive(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := &drawing{T: t}
		d.zone, _ = time.LoadLocation(rapid.SampledFrom([]string{"Europe/Berlin", "Australia/Lord_Howe", "UTC", "Africa/Monrovia"}).Draw(t, "zone"))
		want := d.instant()
		in := &Incident{ID: "x", Title: "x", Timezone: d.zone.String(), Timeline: []Event{{At: want, Text: Words{Text: "x"}}}}
		text, err := Encode(in)
		if err != nil {
			t.Fatal(err)
		}
		found, diags := Parse("x", text)
		if len(found) != 1 {
			t.Fatalf("%s%s", listed(diags), text)
		}
		if diff := cmp.Diff(want, found[0].Timeline[0].At); diff != "" {
			t.Fatalf("%s%s", diff, text)
		}
	})
}
