package echartsjs

import (
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestPins: package.json, the lock file and the constants name one version, and the lock file binds it to a hash
// without naming a registry, so that any mirror will do.
func TestPins(t *testing.T) {
	read := func(name string, v any) {
		t.Helper()
		text, err := os.ReadFile(filepath.Join("web", name))
		if err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(text, v); err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(text), "://") {
			t.Errorf("%s names an address", name)
		}
	}
	var wanted struct{ Dependencies map[string]string }
	var locked struct {
		Packages map[string]struct{ Version, Integrity string }
	}
	read("package.json", &wanted)
	read("package-lock.json", &locked)
	lock := locked.Packages["node_modules/echarts"]
	if wanted.Dependencies["echarts"] != Version || lock.Version != Version || !strings.HasPrefix(lock.Integrity, "sha512-") || !strings.Contains(URL, "@"+Version+"/") {
		t.Errorf("version %s: package.json has %s, the lock %+v, the address %s", Version, wanted.Dependencies["echarts"], lock, URL)
	}
}

// TestScript: the script that npm brought, and the one this build carries, are the pinned one.
func TestScript(t *testing.T) {
	carried, ok := Source()
	fetched, err := os.ReadFile(filepath.Join("web", "node_modules", "echarts", "dist", "echarts.min.js"))
	if !ok && err != nil {
		t.Skip("npm has not been run, and this build carries no script")
	}
	for _, script := range [][]byte{carried, fetched} {
		if script == nil {
			continue
		}
		sum, wide := sha256.Sum256(script), sha512.Sum384(script)
		if hex.EncodeToString(sum[:]) != SHA256 || "sha384-"+base64.StdEncoding.EncodeToString(wide[:]) != Integrity {
			t.Errorf("a script of %d bytes is not the pinned one", len(script))
		}
	}
}

// TestFolderStays: without its dot file the empty folder would not be in the repository, and nothing would build.
func TestFolderStays(t *testing.T) {
	if text, err := files.ReadFile("dist/.gitignore"); err != nil || string(text) != "*\n!.gitignore\n" {
		t.Errorf("%q, %v", text, err)
	}
}
