package importers

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"golang.org/x/tools/txtar"

	"github.com/postmortem-dev/postmortem/incidents"
)

// chatter returns n messages, one a second, each followed by pad in a field that nobody reads.
func chatter(n int, pad string) []byte {
	var b bytes.Buffer
	b.WriteByte('[')
	for i := range n {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, `{"type":"message","user":"U%d","text":"<@U%d> checkout answers %d%% of requests &amp; the queue grows","ts":"%d.%06d","x":%q}`, i%50, i%7, i%100, 1714557600+i, i%1000, pad)
	}
	b.WriteByte(']')
	return b.Bytes()
}

func importFolder(t testing.TB, folder fs.FS, chat Chat) (Result, error) {
	t.Helper()
	result, ok, err := ImportFolder(folder, "", Options{File: "export", Chat: chat})
	if !ok {
		t.Fatal("no export")
	}
	return result, err
}

// A channel with too much in the window is left out with the way to narrow it; the others are not.
func TestSlackChannelsAreBounded(t *testing.T) {
	folder := fstest.MapFS{"big/2024-05-01.json": {Data: chatter(mostParts+1, "")}, "small/2024-05-01.json": {Data: chatter(3, "")}}
	result, err := importFolder(t, folder, Chat{})
	if err != nil || len(result.Drafts) != 1 || result.Drafts[0].Account.Kept != 3 {
		t.Fatalf("%v, %d drafts", err, len(result.Drafts))
	}
	left := result.Beside.Skipped[0]
	if left.Entries != mostParts+1 || !strings.Contains(left.Why, "--since") {
		t.Errorf("%+v", left)
	}
	if _, err = importFolder(t, folder, Chat{Channel: "big"}); err == nil || !strings.Contains(err.(*Refusal).Hint, "--since") {
		t.Errorf("%v", err)
	}
	result, err = importFolder(t, folder, Chat{Channel: "big", Until: time.Unix(1714557600+100, 0)})
	if err != nil || result.Drafts[0].Account.Kept != 100 || result.Total().In != mostParts+2 {
		t.Errorf("%v, %s", err, result.Total())
	}
}

// The text of a channel is bounded, and so is that of all of them.
func TestSlackTextIsBounded(t *testing.T) {
	long := func(n int) *slackTalk {
		talk := &slackTalk{seen: map[string]bool{}}
		for i := 0; i < n && talk.full == ""; i++ {
			talk.keep(slackSaid{at: time.Unix(int64(i), 0).UTC(), user: "U1", text: strings.Repeat("word ", 1200), length: 6000}, fmt.Sprint(i))
		}
		return talk
	}
	r := newSlackReader(Options{File: "x"})
	r.close(long(2))
	first := r.result.Drafts[0].Incident.Timeline[0]
	if !strings.HasSuffix(first.Text.Text, "…") || len(first.Text.Text) > mostWords+50 || first.Note != "Cut; the message has 6000 characters." {
		t.Errorf("%q", first.Note)
	}
	r.close(long(1000))
	r.weight = mostRooms
	r.close(long(1))
	if whys := r.result.Beside.reasons(); len(r.result.Drafts) != 1 || !strings.Contains(whys, tooManyRooms) || !strings.Contains(whys, tooLongSaid) {
		t.Error(whys)
	}
	if a := r.result.Beside; a.In < 500 || a.Left() != a.In {
		t.Error(a)
	}
}

// endless is a file that never ends.
type endless struct {
	fs.File
	again string
	rest  string
}

// Read goes on.
func (e *endless) Read(p []byte) (int, error) {
	n := 0
	for n < len(p) {
		if e.rest == "" {
			e.rest = e.again
		}
		taken := copy(p[n:], e.rest)
		n, e.rest = n+taken, e.rest[taken:]
	}
	return n, nil
}

type endlessDays struct {
	fstest.MapFS
	again string
}

// Open opens a day that never ends, or another file.
func (e endlessDays) Open(name string) (fs.File, error) {
	f, err := e.MapFS.Open(name)
	if strings.HasSuffix(name, "-01.json") && err == nil {
		return &endless{f, e.again, string(chatter(1, ""))[:len(chatter(1, ""))-1]}, nil
	}
	return f, err
}

// An archive may not unpack without bounds, and no message may have more bytes than a whole record.
func TestSlackRefusesBombs(t *testing.T) {
	days := fstest.MapFS{"general/2024-05-01.json": {}}
	message := `,{"type":"message","ts":"1714557600.000001","x":"` + strings.Repeat("x", 1<<20) + `"}`
	for _, test := range []struct {
		folder fs.FS
		want   string
	}{
		{Unpacked(endlessDays{days, message}, 1000), "unpacks to more than 200 times"},
		{endlessDays{days, strings.Repeat(" ", 1<<20)}, "one message in it has more than 16777216 bytes"},
	} {
		if _, err := importFolder(t, test.folder, Chat{Channel: "general"}); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%v, want %q", err, test.want)
		}
	}
	large := `[{"type":"message","user":"U1","text":"a","ts":"1714557600.000001"},{"text":"` + strings.Repeat("x", 2*incidents.MaxSize) + `"}]`
	if _, err := Import(strings.NewReader(large), "", Options{}); err == nil || !strings.Contains(err.Error(), "one message") {
		t.Errorf("%v", err)
	}
}

// Nothing but plain files in the export is opened, whatever the archive calls them.
func TestSlackOpensOnlyWhatIsListed(t *testing.T) {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, name := range []string{"general/2024-05-01.json", "../2024-05-01.json", "/etc/2024-05-01.json", "a/../../2024-05-02.json"} {
		f, _ := w.Create(name)
		_, _ = f.Write(chatter(1, ""))
	}
	link := &zip.FileHeader{Name: "general/2024-05-03.json"}
	link.SetMode(fs.ModeSymlink | 0o777)
	f, _ := w.CreateHeader(link)
	_, _ = f.Write([]byte("2024-05-01.json"))
	w.Close()
	archive, err := zip.NewReader(bytes.NewReader(b.Bytes()), int64(b.Len()))
	if err != nil {
		t.Fatal(err)
	}
	result, err := importFolder(t, Unpacked(archive, int64(b.Len())), Chat{Channel: "general"})
	if err != nil || len(result.Drafts) != 1 || result.Drafts[0].Account.In != 1 || result.Beside.In != 3 {
		t.Errorf("%v: %s", err, result.Total())
	}
}

// A file larger than what is read of other forms is streamed.
func TestSlackStreams(t *testing.T) {
	page := append(append([]byte(`{"ok":true,"channel":"C1","messages":`), chatter(3000, strings.Repeat("x", 6000))...), `,"has_more":false}`...)
	if len(page) <= incidents.MaxSize {
		t.Fatal("too small")
	}
	chat := Chat{Since: time.Unix(1714557600+2990, 0)}
	result, err := Import(bytes.NewReader(page), "", Options{File: "page.json", Chat: chat})
	if err != nil || result.Drafts[0].Key != "C1" || result.Total().String() != "entries: 3000 in, 0 mapped, 10 kept, 2990 skipped" {
		t.Errorf("%v: %s", err, result.Total())
	}
	if _, err = Import(strings.NewReader(`{"name":"a","messages":`+string(chatter(2, ""))+`}`), "", Options{Chat: Chat{Channel: "b"}}); err == nil || !strings.Contains(err.Error(), "another channel") {
		t.Errorf("%v", err)
	}
	if _, err = Import(io.LimitReader(bytes.NewReader(page), int64(len(page)-20)), "", Options{}); err == nil || !strings.Contains(err.Error(), "broken") {
		t.Errorf("%v", err)
	}
}

func FuzzSlack(f *testing.F) { fuzz(f, "slack") }

// FuzzSlackFolder feeds the reader of exports with anything in place of its files.
func FuzzSlackFolder(f *testing.F) {
	paths, _ := filepath.Glob("testdata/slack-*.txtar")
	for _, path := range paths {
		archive, err := txtar.ParseFile(path)
		if err != nil {
			f.Fatal(err)
		}
		f.Add([]byte(part(archive, "folder/users.json")), []byte(part(archive, "folder/channels.json")), []byte(part(archive, "folder/incident-7/2024-05-01.json")), "incident-7")
	}
	f.Fuzz(func(t *testing.T, users, channels, day []byte, room string) {
		folder := fstest.MapFS{"users.json": {Data: users}, "channels.json": {Data: channels}}
		if name := room + "/2024-05-01.json"; fs.ValidPath(name) {
			folder[name] = &fstest.MapFile{Data: day}
		}
		for _, o := range []Options{{File: "input"}, {File: "in\nput: \x1b", Redact: true}} {
			result, ok, err := ImportFolder(folder, "slack", o)
			refusal, refused := err.(*Refusal)
			if err != nil && !refused || refused && refusal.Hint == "please report this" {
				t.Fatal(err)
			}
			if ok {
				keepsLaws(t, result)
			}
		}
	})
}

func BenchmarkImportSlack(b *testing.B) {
	day := chatter(2000, strings.Repeat("x", 300))
	folder := fstest.MapFS{}
	size := 0
	for n := range 20 {
		folder[fmt.Sprintf("general/2024-05-%02d.json", n+1)] = &fstest.MapFile{Data: day}
		size += len(day)
	}
	page := append(append([]byte(`{"messages":`), chatter(40_000, strings.Repeat("x", 300))...), '}')
	window := Chat{Since: time.Unix(1714557600, 0), Until: time.Unix(1714557600+500, 0)}
	b.Run("form=export", func(b *testing.B) {
		b.SetBytes(int64(size))
		b.ReportAllocs()
		for b.Loop() {
			if _, err := importFolder(b, folder, window); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("form=page", func(b *testing.B) {
		b.SetBytes(int64(len(page)))
		b.ReportAllocs()
		for b.Loop() {
			if _, err := Import(bytes.NewReader(page), "slack", Options{File: "page", Chat: window}); err != nil {
				b.Fatal(err)
			}
		}
	})
}
