package importers

import (
	"errors"
	"io"
	"io/fs"
	"path"
	"regexp"
	"strings"
)

// slackDay is the name of a file with the messages of a day, in the zone of the workspace, which says nothing about the
// times in it.
var slackDay = regexp.MustCompile(`^\d{4}-\d{2}-\d{2}\.json$`)

// slackFolder is an export: a folder of day files for each room, or the day files of one room.
type slackFolder struct {
	fs.FS
	rooms []string            // folders with day files
	days  map[string][]string // day files by folder; "." is the export itself
	lists []string            // the other files of the export
	other int                 // files of a room that are none of its days
}

// openSlack finds the rooms of an export. Archives often hold it in a folder of its own. Only folders and plain files
// that are listed are opened, by the names the list gives: links and "..", which lead elsewhere, are neither.
func openSlack(root fs.FS) slackFolder {
	f := readSlack(root)
	if inner := visibleFolders(root); len(f.rooms) == 0 && len(inner) == 1 {
		if sub, err := fs.Sub(root, inner[0]); err == nil {
			return readSlack(sub)
		}
	}
	return f
}

func visibleFolders(root fs.FS) []string {
	entries, _ := fs.ReadDir(root, ".")
	var list []string
	for _, e := range entries {
		if e.IsDir() && !strings.HasPrefix(e.Name(), ".") && e.Name() != "__MACOSX" {
			list = append(list, e.Name())
		}
	}
	return list
}

func readSlack(root fs.FS) slackFolder {
	f := slackFolder{FS: root, days: map[string][]string{}}
	folders := append([]string{"."}, visibleFolders(root)...)
	for _, folder := range folders {
		entries, _ := fs.ReadDir(root, folder)
		for _, e := range entries {
			switch {
			case !e.Type().IsRegular() || strings.HasPrefix(e.Name(), "."):
			case slackDay.MatchString(e.Name()):
				f.days[folder] = append(f.days[folder], path.Join(folder, e.Name()))
			case folder == ".":
				f.lists = append(f.lists, e.Name())
			default:
				f.other++
			}
		}
		if len(f.days[folder]) > 0 {
			f.rooms = append(f.rooms, folder)
		}
	}
	if len(f.rooms) > 1 && f.rooms[0] == "." { // loose files beside the folders of rooms
		f.rooms, f.other = f.rooms[1:], f.other+len(f.days["."])
	}
	return f
}

// holdsSlack reports whether one of the first day files of the folder holds messages.
func holdsSlack(root fs.FS) bool {
	f := openSlack(root)
	looked := 0
	for _, room := range f.rooms {
		for _, day := range f.days[room] {
			if looked++; looked > 20 {
				return false
			}
			if detectSlack(f.beginning(day)) {
				return true
			}
		}
	}
	return false
}

// beginning returns what a file begins with.
func (f slackFolder) beginning(name string) []byte {
	file, err := f.Open(name)
	if err != nil {
		return nil
	}
	defer file.Close()
	start, _ := io.ReadAll(io.LimitReader(file, 1<<20))
	return start
}

func folderSlack(root fs.FS, o Options) (Result, error) {
	f := openSlack(root)
	r := newSlackReader(o)
	for _, name := range f.lists {
		var err error
		switch name {
		case "users.json", "org_users.json":
			err = r.readUsers(f, name)
		case "channels.json", "groups.json", "dms.json", "mpims.json":
			err = r.readRooms(f, name)
		default:
			r.result.Beside.skip(name, "the file holds no messages")
		}
		if err != nil {
			return Result{}, err
		}
	}
	for range f.other {
		r.result.Beside.skip("a file", "it is no day of a channel")
	}
	err := r.readTalks(f)
	return r.result, err
}

// readTalks reads the rooms that are wanted, one after the other.
func (r *slackReader) readTalks(f slackFolder) error {
	wanted, found := r.options.Chat.Channel, false
	var others []string
	for _, folder := range f.rooms {
		room, known := r.rooms[folder]
		if !known && folder != "." {
			room = slackRoom{name: folder}
		}
		if wanted != "" && !room.called(wanted) && !(folder == "." && room == slackRoom{}) {
			r.result.Beside.skip(r.place(room), "the channel was not asked for, and its messages were not read")
			others = append(others, r.place(room))
			continue
		}
		found = true
		t := r.talk(room)
		for _, day := range f.days[folder] {
			if err := r.readDay(f, day, t); err != nil {
				return err
			}
		}
		r.close(t)
	}
	if !found {
		return refuse("it holds "+someOf(others, 10), "it holds no channel %s", shorten(wanted, 80))
	}
	return nil
}

// place returns what the record calls a room.
func (r *slackReader) place(room slackRoom) string { return r.crowd.hide(room.inText()) }

func someOf(list []string, most int) string {
	if len(list) > most {
		return strings.Join(list[:most], ", ") + ", …"
	}
	return strings.Join(list, ", ")
}

// readDay reads the messages of a day. When the file breaks off, what came before it stays.
func (r *slackReader) readDay(f slackFolder, day string, t *slackTalk) error {
	file, err := f.Open(day)
	if err != nil {
		t.account.skip(path.Base(day), "the file cannot be read")
		t.account.doubt("%s of %s cannot be read, and its messages are missing", path.Base(day), r.place(t.room))
		return nil
	}
	defer file.Close()
	d := newSlackDecoder(file)
	err = r.page(d, t)
	var refusal *Refusal
	switch {
	case errors.As(err, &refusal):
		return prefixed(path.Base(day)+" of "+r.place(t.room), err)
	case err != nil:
		t.account.skip(path.Base(day), "the file is broken")
		t.account.doubt("%s of %s is broken after byte %d, and the messages behind that are missing", path.Base(day), r.place(t.room), d.InputOffset())
	}
	return nil
}
