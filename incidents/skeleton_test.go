package incidents

import (
	"reflect"
	"regexp"
	"strings"
	"testing"
)

// uncommented takes the "# " away from every line that has one, which leaves the remarks: they begin with "##".
var uncommented = regexp.MustCompile(`(?m)^( *)# `)

func TestSkeleton(t *testing.T) {
	whole := uncommented.ReplaceAllString(string(Skeleton()), "$1")
	for name, text := range map[string]string{"skeleton": string(Skeleton()), "uncommented": whole} {
		found, diags := Parse(name, []byte(text))
		if len(found) != 1 || len(diags) != 0 {
			t.Errorf("%d incidents\n%s", len(found), listed(diags))
		}
	}
	found, _ := Parse("whole", []byte(whole))
	v := reflect.ValueOf(found[0]).Elem()
	for _, f := range readTags(v.Type()).fields {
		if v.Field(f.index).IsZero() {
			t.Errorf("the skeleton does not show %s", f.name)
		}
	}
	for i, line := range strings.Split(string(Skeleton()), "\n") {
		if len(line) > 120 || strings.HasSuffix(line, " ") || strings.Contains(line, "\t") {
			t.Errorf("line %d: %q", i+1, line)
		}
	}
}
