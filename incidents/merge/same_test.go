package merge

import "testing"

// What two sources write in one minute: the same only where nobody would say otherwise.
func TestAlike(t *testing.T) {
	for _, c := range []struct {
		have, other string
		want        likeness
	}{
		{"Search is slow.", "search is SLOW", same},
		{"Search is slow for all users.", "Status page: investigating: Search is slow for all users.", same},
		{"Status page: investigating: Search is slow for all users.", "Search is slow for all users.", same},
		{"The rollback of release 41 has finished in all regions", "The rollback of release 41 has now finished in all regions", same},
		{"Checkout answers with errors", "Alert: checkout answers with errors", same},

		// Too short to be sure, or the longer one says much more.
		{"Search is slow", "Search is slow for users of the new page in Asia", near},
		{"Search is slow again", "Ana writes that search is slow again since the deployment of this morning, and that she will look at the cache first", near},
		{"It is over", "It is over in Europe", near},

		// Lines of a log have most words in common, and say different things.
		{"The alert HighErrorRate on db-1 in eu-west fired", "The alert HighErrorRate on db-2 in eu-west fired", near},
		{"The alert HighErrorRate on db-1 in eu-west fired", "The alert HighErrorRate on db-1 in eu-west resolved", near},
		{"The error rate of checkout rises to 5 percent", "The error rate of checkout rises to 50 percent", near},

		// A word more turns the sense.
		{"The rollback has finished", "We do not know whether the rollback has finished", near},
		{"All of the queues are empty and healthy", "All of the queues are not empty and healthy", near},
		{"Search works for users in Europe", "Search works for users in Europe again", near},
		{"Half of the shards of the index are back", "Half of the shards of the index are nearly back", near},

		{"Search is slow", "Checkout is down", different},
		{"The cache is full", "The deployment of release 12 begins in Europe", different},
		{"+1", "+1", same},
		{"", "", different},
	} {
		if got := alike(c.have, c.other); got != c.want {
			t.Errorf("%q and %q: %d, not %d", c.have, c.other, got, c.want)
		}
	}
}
