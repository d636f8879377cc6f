package templates

import (
	"testing"

	"github.com/postmortem-dev/postmortem/internal/synthetic"
)

// A text that is taken as it is, is one that escaping would not change.
func TestPlainTextNeedsNoEscaping(t *testing.T) {
	pieces := []string{"", "a", "www", "Www", "1", "29", ".", ",", ":", "://", "/", "-", "(", ")", "#", "%", "&", " ", "_", "\n", "\u00a0", "é"}
	for _, a := range pieces {
		for _, b := range pieces {
			for _, c := range pieces {
				if text := a + b + c; isPlain(text) && string(escapeAll(text)) != text {
					t.Errorf("%q becomes %q", text, escapeAll(text))
				}
			}
		}
	}
	plain, world := 0, synthetic.New(1)
	for i := range 100 {
		if isPlain(world.Incident(i).Timeline[0].Text.Text) {
			plain++
		}
	}
	if plain < 50 {
		t.Errorf("only %d of 100 texts are taken as they are", plain)
	}
}
