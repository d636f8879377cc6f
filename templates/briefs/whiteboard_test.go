package briefs

import (
	"flag"
	"fmt"
	"math/rand"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"unicode"

	"golang.org/x/tools/txtar"

	"github.com/postmortem-dev/postmortem/analysis"
	"github.com/postmortem-dev/postmortem/incidents"
	"github.com/postmortem-dev/postmortem/incidents/corpus"
	"github.com/postmortem-dev/postmortem/templates"
)

var updateBoards = flag.Bool("update-whiteboard", false, "write the golden whiteboards")

func boardStory(t testing.TB, name string, data []byte, role Role) *Story {
	t.Helper()
	found, diags := incidents.Parse(name, data)
	if incidents.HasErrors(diags) || len(found) != 1 {
		t.Fatalf("%s: %v\n%s", name, diags, data)
	}
	report := analysis.Run(found[0])
	return &Story{View: templates.NewView(report), Report: report, Role: role}
}

func boardRoles() []Role {
	return []Role{{Depth: Text}, {Depth: Plain, Avoid: []string{"DNS", "control plane"}}, {Depth: Technical}}
}

// Each case is a record and the drawings that it must give: in the usual wording, and in plain words where that differs.
func TestWhiteboardCases(t *testing.T) {
	files, _ := filepath.Glob("testdata/whiteboard/*.txtar")
	if len(files) < 9 {
		t.Fatalf("only %d cases", len(files))
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			name, record := file, archive.Files[0].Data
			if archive.Files[0].Name == "example" {
				name, record, _ = corpus.Read(strings.TrimSpace(string(record)))
			}
			got := &txtar.Archive{Comment: archive.Comment, Files: archive.Files[:1:1]}
			for _, role := range boardRoles()[:2] {
				s := boardStory(t, name, record, role)
				d := whiteboard(s)
				checkBoard(t, s, d)
				got.Files = append(got.Files, txtar.File{Name: string(role.Depth), Data: []byte(boardText(d))})
			}
			if *updateBoards {
				if err := os.WriteFile(file, txtar.Format(got), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if g, w := string(txtar.Format(got)), string(txtar.Format(archive)); g != w {
				t.Errorf("got\n%s\nwant\n%s", g, w)
			}
		})
	}
}

func boardText(d Drawing) string {
	var b strings.Builder
	b.WriteString(d.ASCII)
	for i, s := range d.Steps {
		fmt.Fprintf(&b, "\n%d. %s\n   %s\n", i+1, s.Draw, s.Say)
	}
	return b.String()
}

// The laws hold for whatever a record is: any graph, any times or none, any name.
func TestWhiteboardLaws(t *testing.T) {
	drawn := 0
	for seed := range 300 {
		random := rand.New(rand.NewSource(int64(seed)))
		record := randomRecord(random)
		s := boardStory(t, fmt.Sprintf("seed %d", seed), []byte(record), boardRoles()[seed%3])
		d := whiteboard(s)
		checkBoard(t, s, d)
		drawn += len(d.Boxes)
		if !reflect.DeepEqual(d, whiteboard(s)) {
			t.Errorf("seed %d: a second drawing differs", seed)
		}
		if t.Failed() {
			t.Fatalf("seed %d:\n%s\n%s", seed, record, boardText(d))
		}
	}
	if drawn < 300 {
		t.Errorf("the random records gave only %d boxes", drawn)
	}
}

func checkBoard(t *testing.T, s *Story, d Drawing) {
	t.Helper()
	if len(d.Boxes) > mostBoxes {
		t.Errorf("%d boxes", len(d.Boxes))
	}
	if affected := len(s.Blast.Affected) > 0; affected != (len(d.Boxes) > 0) {
		t.Errorf("%d boxes for %d affected services", len(d.Boxes), len(s.Blast.Affected))
	}
	ids, labels := map[string]bool{}, map[string]bool{}
	for _, box := range d.Boxes {
		if ids[box.ID] || labels[box.Label] {
			t.Errorf("two boxes %q %q", box.ID, box.Label)
		}
		ids[box.ID], labels[box.Label] = true, true
		if n := columns(box.Label); n == 0 || n > labelColumns {
			t.Errorf("label %q takes %d columns", box.Label, n)
		}
		if !slices.Contains([]string{partOrigin, partPath, partLast, partSide}, box.Part) {
			t.Errorf("part %q", box.Part)
		}
	}
	checkArrows(t, s, d, ids)
	checkSteps(t, d)
	checkASCII(t, d)
	if len(d.Figure.Nodes) != len(d.Boxes) || len(d.Figure.Edges) != len(d.Arrows) {
		t.Errorf("the figure has %d nodes and %d edges", len(d.Figure.Nodes), len(d.Figure.Edges))
	}
}

// Every arrow joins boxes, goes on in the drawing, and is a dependency on record unless it says what it leaves out.
func checkArrows(t *testing.T, s *Story, d Drawing, ids map[string]bool) {
	t.Helper()
	layer := map[string]int{}
	for _, n := range d.Figure.Nodes {
		layer[n.ID] = n.Layer
		if n.Class == analysis.ClassUntouched {
			t.Errorf("%s has no part in the report's graph", n.ID)
		}
	}
	seen := map[[2]string]bool{}
	for _, a := range d.Arrows {
		if !ids[a.From] || !ids[a.To] || layer[a.From] >= layer[a.To] || seen[[2]string{a.From, a.To}] {
			t.Errorf("arrow %v", a)
		}
		seen[[2]string{a.From, a.To}] = true
		recorded := slices.ContainsFunc(s.Services, func(x incidents.Service) bool {
			return x.ID == a.To && slices.ContainsFunc(x.DependsOn, func(dep incidents.Dependency) bool {
				return dep.Service == a.From || slices.Contains(dep.AnyOf, a.From)
			})
		})
		if recorded == strings.Contains(a.Label, "via ") {
			t.Errorf("arrow %v: recorded %v", a, recorded)
		}
	}
}

// Every box is drawn in one step, and all that is said takes at most a minute.
func checkSteps(t *testing.T, d Drawing) {
	t.Helper()
	words, draw := 0, ""
	for _, s := range d.Steps {
		draw += s.Draw + "\n"
		words += Words(s.Say)
		if n := Words(s.Say); n == 0 || n > breathWords || len(Sentences(s.Say)) > 2 || strings.ContainsAny(s.Say, "→–−%<>[]{}") {
			t.Errorf("%d words: %s", n, s.Say)
		}
	}
	if SecondsFor(words) > 60 {
		t.Errorf("%d words take %d s", words, SecondsFor(words))
	}
	for _, box := range d.Boxes {
		if n := strings.Count(draw, "“"+box.Label+"”"); n != 1 {
			t.Errorf("%q is drawn in %d steps", box.Label, n)
		}
	}
}

func checkASCII(t *testing.T, d Drawing) {
	t.Helper()
	for line := range strings.Lines(d.ASCII) {
		line = strings.TrimSuffix(line, "\n")
		if n := columns(line); n > sheetColumns {
			t.Errorf("%d columns: %s", n, line)
		}
		if strings.ContainsFunc(line, func(r rune) bool { return unicode.IsControl(r) || !unicode.IsPrint(r) }) {
			t.Errorf("control characters: %q", line)
		}
	}
	for _, box := range d.Boxes {
		if !strings.Contains(d.ASCII, "│ "+box.Label+" ") && !strings.Contains(d.ASCII, "║ "+box.Label+" ") {
			t.Errorf("%q is not in the drawing", box.Label)
		}
	}
	for _, a := range d.Arrows {
		if !strings.Contains(d.ASCII, " "+strings.TrimSuffix(clipWords(a.Label, 20), "…")) {
			t.Errorf("%q is not in the drawing", a.Label)
		}
	}
	heads := strings.Count(d.ASCII, "▼") + strings.Count(d.ASCII, "▶")
	if shared := len(d.Arrows) - heads; shared < 0 || shared > mostOrigins { // arrows into one box can share a head
		t.Errorf("%d heads of %d arrows", heads, len(d.Arrows))
	}
}

// randomRecord returns a record of up to 16 services that depend on each other anyhow, circles included.
func randomRecord(random *rand.Rand) string {
	names := []string{"web", "支払いサービス全体", "order management of everything (OM)", "a b c d e f g h i j", "same", "same", "“quoted”", "x\u0301y\u200bz", "Redis", "long-unbroken-name-of-a-service"}
	n := random.Intn(17)
	var b strings.Builder
	b.WriteString("id: random\ntitle: Random\ntimezone: UTC\ntimeline:\n")
	for i, milestone := range []string{"started", "resolved"} {
		if random.Intn(3) > 0 {
			fmt.Fprintf(&b, "  - {at: 2025-03-0%d 00:00, text: Then., milestone: %s}\n", 1+i, milestone)
		}
	}
	b.WriteString("  - {at: 2025-03-01 05:00, text: An event.}\n")
	if n > 0 && random.Intn(2) > 0 {
		b.WriteString("waves:\n")
		for w := range 1 + random.Intn(3) {
			fmt.Fprintf(&b, "  - {id: w%d, name: wave %d, origins: [s%d]}\n", w, w, random.Intn(n))
		}
	}
	if n > 0 {
		b.WriteString("services:\n")
	}
	density := 1 + random.Intn(4)
	for i := range n {
		fmt.Fprintf(&b, "  - id: s%d\n    name: %q\n", i, names[random.Intn(len(names))])
		b.WriteString(randomEdges(random, i, n, density))
		b.WriteString(randomWindow(random))
	}
	return b.String()
}

func randomEdges(random *rand.Rand, i, n, density int) string {
	var deps []string
	for j := range n {
		if j != i && random.Intn(n) < density && (j < i || random.Intn(6) == 0) {
			deps = append(deps, fmt.Sprintf("{service: s%d, kind: %s}", j, []string{"hard", "hard", "soft", "control-plane"}[random.Intn(4)]))
		}
	}
	if len(deps) == 0 {
		return ""
	}
	return "    depends_on: [" + strings.Join(deps, ", ") + "]\n"
}

func randomWindow(random *rand.Rand) string {
	symptom := []string{"", ", symptom: Nothing worked.", ", symptom: {text: It was slow and then it was slower and then it was slower still and nobody could say why that was., plain: It was slow.}"}[random.Intn(3)]
	switch from := random.Intn(11); random.Intn(6) {
	case 0:
		return ""
	case 1:
		return "    windows: [{level: down" + symptom + "}]\n"
	default:
		to, minute := from+1+random.Intn(12), random.Intn(40)
		end := fmt.Sprintf("2025-03-01 %02d:%02d", to, minute)
		if random.Intn(3) == 0 {
			end = fmt.Sprintf("{from: %s, to: 2025-03-01 %02d:%02d}", end, to, minute+1+random.Intn(19))
		}
		return fmt.Sprintf("    windows: [{from: 2025-03-01 %02d:00, to: %s, level: down%s}]\n", from, end, symptom)
	}
}
