package merge

import (
	"slices"
	"strings"
	"testing"

	"github.com/postmortem-dev/postmortem/incidents"
	"github.com/postmortem-dev/postmortem/incidents/importers"
)

// into merges drafts into a record and returns it with the accounts.
func into(t *testing.T, record string, found ...importers.Draft) (string, []Account) {
	t.Helper()
	got, accounts, err := Into("record", []byte(record), found, Mapping{})
	if err != nil {
		t.Fatalf("%v\n%s", err, record)
	}
	return string(got), accounts
}

const bare = "id: checkout-down\ntitle: Checkout is down\ntimeline:\n  - at: 2025-03-02T06:00Z\n    text: A certificate runs out.\n"

// What was imported and then changed or deleted by a person does not come back.
func TestWhatAPersonDeletedStaysDeleted(t *testing.T) {
	record, _ := into(t, bare, drafts()...)
	found, _ := incidents.Parse("record", []byte(record))
	in := found[0]
	in.Timeline[2].Text.Text = "Something else altogether."
	in.Timeline = in.Timeline[:4]
	in.Communications, in.Unknowns, in.Actions, in.Claims = nil, nil, nil, nil
	in.Services[0].DependsOn, in.Services[0].Windows = nil, nil
	in.Services = in.Services[:1]
	in.Severity, in.Impact = "", incidents.Impact{}
	edited, err := incidents.Encode(in)
	if err != nil {
		t.Fatal(err)
	}
	_, ledger, _ := strings.Cut(record, "\nx-import:\n")
	text := string(edited) + "x-import:\n" + ledger
	again, accounts := into(t, text, drafts()...)
	if again != text {
		t.Errorf("it changed:\n%s\n%s", text, again)
	}
	for _, a := range accounts {
		if !strings.HasPrefix(a.String(), "0 added, ") || a.Known == 0 {
			t.Errorf("%s: %s", a.File, a)
		}
	}
}

// A later export of the same source adds what is new in it, whatever its file is called now, and refers to what an earlier
// one brought.
func TestALaterExportAddsWhatIsNew(t *testing.T) {
	first := drafts()[0]
	record, _ := into(t, bare, first)
	for _, name := range []string{"pager.json", "pager-2.json"} {
		later := drafts()[0]
		later.File = name
		later.Account.In = 9
		later.Incident.Timeline = append(later.Incident.Timeline, incidents.Event{At: at("09:00:00"), Text: says("The pager is silent."), Services: []string{"checkout"}, Sources: []string{"pd"}})
		got, accounts := into(t, record, later)
		if want := "added 1 event; folded 0; known 8"; accounts[0].String() != want {
			t.Errorf("%s: %s, not %s", name, accounts[0], want)
		}
		if n := strings.Count(got, "- from: pagerduty"); n != map[string]int{"pager.json": 1, "pager-2.json": 2}[name] {
			t.Errorf("%s: %d items:\n%s", name, n, got)
		}
		before, _, _ := strings.Cut(record, "x-import:")
		if line, ok := lost([]byte(before), []byte(got)); !ok || !strings.Contains(got, "in: 9") {
			t.Errorf("%s: %q is gone:\n%s", name, line, got)
		}
		if again, accounts := into(t, got, later); again != got {
			t.Errorf("%s: %s", name, accounts[0])
		}
	}
}

// A window that was open when it was first exported gets its end from the same source.
func TestAnOpenWindowIsClosed(t *testing.T) {
	open, closed := drafts()[0], drafts()[0]
	open.Incident.Services[0].Windows[0].To = incidents.Instant{}
	record, _ := into(t, bare, open)
	got, accounts := into(t, record, closed)
	found, _ := incidents.Parse("record", []byte(got))
	if w := found[0].Services[0].Windows; len(w) != 1 || moment(w[0].To) != moment(at("08:00:00")) {
		t.Errorf("%s: %v\n%s", accounts[0], w, got)
	}
}

// A service that a person took out stays out, and what is new about it says so.
func TestNewPartsOfADeletedService(t *testing.T) {
	record, _ := into(t, bare, drafts()[0])
	start, end := strings.Index(record, "\nservices:"), strings.Index(record, "\nimpact:")
	record = strings.Replace(record[:start]+record[end:], "    services: [checkout]\n", "", 1)
	later := drafts()[0]
	later.Incident.Timeline = append(later.Incident.Timeline, incidents.Event{At: at("09:00:00"), Text: says("The pager is silent."), Services: []string{"checkout"}, Sources: []string{"pd"}})
	later.Incident.Services[0].Windows = append(later.Incident.Services[0].Windows, incidents.Window{From: at("09:00:00"), Sources: []string{"pd"}})
	got, accounts := into(t, record, later)
	if strings.Contains(got, "services:") || len(accounts[0].Doubts) != 2 {
		t.Errorf("%v\n%s", accounts[0].Doubts, got)
	}
}

// Whatever the order of the sources, the record tells the same: each milestone's times are marked or claimed.
func TestTheOrderOfSources(t *testing.T) {
	d := drafts()
	d[1].Incident.Timeline[1].Milestones = incidents.Milestones{incidents.Identified, incidents.Detected}
	seen := map[string]bool{}
	for _, order := range [][]int{{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}} {
		record, _ := into(t, bare, d[order[0]], d[order[1]], d[order[2]])
		found, _ := incidents.Parse("record", []byte(record))
		var b strings.Builder
		for _, e := range found[0].Timeline {
			b.WriteString(e.At.From.UTC().Format("15:04\n"))
			for _, of := range e.Milestones {
				b.WriteString(string(of) + " " + moment(e.At) + "\n")
			}
		}
		for _, c := range found[0].Claims {
			if _, of, found := strings.Cut(c.Says, " as "); found {
				b.WriteString(of + " " + moment(c.At) + "\n")
			}
		}
		for _, s := range found[0].Services {
			b.WriteString(s.ID)
			for _, dep := range s.DependsOn {
				b.WriteString(" needs " + dep.Service)
			}
			for _, w := range s.Windows {
				b.WriteString(" hurt " + moment(w.From))
			}
		}
		if n := strings.Count(b.String(), "detected "); n != 2 {
			t.Errorf("%v: detected is marked or claimed %d times, not twice:\n%s", order, n, record)
		}
		seen[sorted(b.String())] = true
	}
	if len(seen) != 1 {
		t.Errorf("%d different records", len(seen))
	}
}

func sorted(text string) string {
	all := words(text)
	slices.Sort(all)
	return strings.Join(all, " ")
}

// A file may be called anything; it is the same file the next time.
func TestFilesOfAnyName(t *testing.T) {
	for _, name := range []string{"", "two  blanks\x1b.json", "a: b #c", "[x]", "123", "~", "line\nend", "\xff"} {
		found := drafts()
		for i := range found {
			found[i].File, found[i].Key = name, name
		}
		record, _ := into(t, bare, found...)
		if again, accounts := into(t, record, found...); again != record {
			t.Errorf("%q: %v\n%s\n%s", name, accounts, record, again)
		}
	}
}

// Two documents of two people that tell the same are both cited, though one importer reads them.
func TestTwoFilesOfOneForm(t *testing.T) {
	one, other := drafts()[1], drafts()[1]
	other.File, other.Incident.ID = "chat-2.zip", "chat-2"
	other.Incident.Sources[0].Note = "Read from chat-2.zip."
	got, accounts := into(t, bare, one, other)
	if accounts[1].Folded != 6 || strings.Count(got, "sources: [page, page-2]") != 6 {
		t.Errorf("%s\n%s", accounts[1], got)
	}
}
