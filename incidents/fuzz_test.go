package incidents

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"
)

// FuzzParse: whatever the bytes, Parse returns, says where every problem is, and gives incidents only where the record
// can be written and read again as the same.
func FuzzParse(f *testing.F) {
	for _, data := range goodFiles(f) {
		if len(data) < 20_000 { // the fuzzer gets nowhere with long ones
			f.Add(data)
		}
	}
	f.Add(Skeleton())
	paths, _ := filepath.Glob("testdata/diagnostics/*.txtar")
	for _, path := range paths {
		text, err := os.ReadFile(path)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(txtar.Parse(text).Files[0].Data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		found, diags := Parse("fuzz", data)
		checkDiagnostics(t, data, found, diags)
		for _, in := range found {
			roundTrip(t, in)
		}
	})
}

// FuzzInstant: whatever the text, it is read as an instant in order that is written and read as the same, or refused
// with a message and a hint.
func FuzzInstant(f *testing.F) {
	for _, text := range []string{"2025-10-20T07:11Z", "~2025-10-20 00:11 -07:00", "2025-10-26 02:30", "2025-10-20", "~", "", "2025-02-30", "2025-10-20 24:00", "2025-10-20 00:11 PST", "2025-10-20T00:11:05.123456789+05:45"} {
		for _, zone := range []string{"", "Europe/Berlin", "Australia/Lord_Howe"} {
			f.Add(text, zone)
		}
	}
	f.Fuzz(func(t *testing.T, text, name string) {
		var zone *time.Location
		if zoneForm.MatchString(name) {
			zone, _ = time.LoadLocation(name)
		}
		got, bad := parseInstant(text, zone)
		if bad != nil {
			if bad.rule == "" || bad.message == "" || bad.hint == "" {
				t.Fatalf("%q: refused with %+v", text, *bad)
			}
			return
		}
		if got.IsZero() || got.To.Before(got.From) {
			t.Fatalf("%q: %+v", text, got)
		}
		form, err := got.MarshalYAML()
		if err != nil {
			t.Fatal(err)
		}
		again, bad := parseInstant(form.(string), zone)
		if bad != nil || !cmp.Equal(got, again) {
			t.Fatalf("%q is written %v and read as %+v, %+v", text, form, again, bad)
		}
	})
}
