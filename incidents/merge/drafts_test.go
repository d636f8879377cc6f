package merge

import (
	"time"

	"github.com/postmortem-dev/postmortem/incidents"
	"github.com/postmortem-dev/postmortem/incidents/importers"
)

func at(clock string) incidents.Instant {
	t, err := time.Parse(time.RFC3339, "2025-03-02T"+clock+"Z")
	if err != nil {
		panic(err)
	}
	return incidents.At(t.UTC())
}

func says(text string) incidents.Words { return incidents.Words{Text: text} }

// drafts returns three sources of one incident: a pager, a chat and a file of dependencies.
func drafts() []importers.Draft {
	number := 12.0
	zone, _ := time.LoadLocation("Europe/Lisbon")
	midnight := time.Date(2025, 3, 2, 0, 0, 0, 0, zone)
	pager := &incidents.Incident{
		Schema: incidents.SchemaName, ID: "pager-7", Title: "Checkout is down", Severity: "SEV-1", Status: incidents.StatusResolved, Timezone: "Europe/Lisbon",
		Sources: []incidents.Source{{ID: "pd", Title: "Pager", Kind: "telemetry", URL: "https://pager.example/7", Note: "Incident 7, read from pager.json."}},
		Timeline: []incidents.Event{
			{At: incidents.Instant{From: midnight, To: midnight.Add(24*time.Hour - time.Second), Day: true}, Text: says("The certificate was due that day."), Sources: []string{"pd"}},
			{ID: "alert", At: at("07:13:20"), Text: says("Alert: checkout answers with errors."), Milestones: incidents.Milestones{incidents.Detected}, Services: []string{"checkout"}, Sources: []string{"pd"}},
			{At: at("07:20:00"), Text: says("person K7QD acknowledged."), Milestones: incidents.Milestones{incidents.Acknowledged}, Sources: []string{"pd"}},
			{At: at("08:00:00"), Text: says("The alert is resolved: \"ok\"\nfor #1 - yes"), Milestones: incidents.Milestones{incidents.Resolved}, Sources: []string{"pd"}},
		},
		Services: []incidents.Service{{ID: "checkout", Name: "Checkout API", Sources: []string{"pd"}, Windows: []incidents.Window{
			{From: at("07:13:20"), To: at("08:00:00"), Level: incidents.Down, Sources: []string{"pd"}},
		}}},
		Claims: []incidents.Claim{{About: "alert", Says: "down since 07:10", At: at("07:10:00"), Sources: []string{"pd"}, Verdict: incidents.Unverified, Reason: "Read out of a sentence."}},
		Impact: incidents.Impact{Quantities: []incidents.Quantity{{What: "alerts", Unit: "alerts", Value: incidents.Amount{Low: &number, High: &number}, Sources: []string{"pd"}}}},
	}
	chat := &incidents.Incident{
		Schema: incidents.SchemaName, ID: "chat", Title: "Chat of the incident",
		Sources: []incidents.Source{{ID: "page", Title: "Channel", Kind: "internal", Note: "Read from chat.zip."}},
		Timeline: []incidents.Event{
			{At: at("07:13:40"), Text: says("checkout answers with errors"), Sources: []string{"page"}},
			{At: at("07:31:00"), Text: says("Found it: the certificate has run out."), Milestones: incidents.Milestones{incidents.Identified}, Sources: []string{"page"}},
			{At: at("07:31:00"), Text: says("Found it: the certificate has run out."), Sources: []string{"page"}},
		},
		Communications: []incidents.Communication{{At: at("07:40:00"), Text: says("We are on it."), Channel: "chat", Sources: []string{"page"}}},
		Unknowns:       []incidents.Remark{{Text: says("Who had to renew it?"), Sources: []string{"page"}}},
		Actions:        []incidents.Action{{ID: "renew", Text: says("Renew it by a program."), Sources: []string{"page"}}},
	}
	parts := &incidents.Incident{
		Schema: incidents.SchemaName, ID: "services-deps", Title: "Services in deps.json",
		Sources: []incidents.Source{{ID: "deps", Title: "Dependencies", Kind: "internal", Note: "Read from deps.json."}},
		Services: []incidents.Service{
			{ID: "checkout", Name: "checkout-api", Sources: []string{"deps"}, DependsOn: []incidents.Dependency{
				{Service: "certs", Kind: incidents.Hard, Basis: incidents.Stated, Sources: []string{"deps"}},
				{Service: "api", Basis: incidents.Stated, Sources: []string{"deps"}},
			}},
			{ID: "certs", Name: "Certificates", Sources: []string{"deps"}},
			{ID: "api", Name: "API", Sources: []string{"deps"}},
		},
	}
	return []importers.Draft{
		{Incident: pager, From: "pagerduty", File: "pager.json", Key: "PT4"},
		{Incident: chat, From: "slack", File: "chat.zip"},
		{Incident: parts, From: "jaeger", File: "deps.json"},
	}
}
