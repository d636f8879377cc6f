package importers

import (
	"cmp"
	"encoding/json"
	"errors"
	"slices"
	"strings"
)

// mostPeople is how many people a workspace may have.
const mostPeople = 200_000

// each decodes the values of a list in a file one by one, and calls use after each.
func (f slackFolder) each(name string, target func() any, use func() error) error {
	file, err := f.Open(name)
	if err != nil {
		return refuse("", "%s cannot be read", name)
	}
	defer file.Close()
	d := newSlackDecoder(file)
	if begin, err := d.Token(); err != nil || begin != json.Delim('[') {
		return refuse("without it nobody could be given another name", "%s holds no list", name)
	}
	for d.More() {
		if _, err := d.next(target()); err != nil {
			return prefixed(name, d.refusal(cut(err)))
		}
		if err := use(); err != nil {
			return err
		}
	}
	if _, err := d.Token(); err != nil {
		return prefixed(name, d.refusal(cut(err)))
	}
	return nil
}

func prefixed(name string, err error) error {
	var refusal *Refusal
	if errors.As(err, &refusal) {
		return &Refusal{Message: name + ": " + refusal.Message, Hint: refusal.Hint}
	}
	return err
}

type slackUser struct {
	ID      string `json:"id"`
	Name    string `json:"name"`
	Real    string `json:"real_name"`
	IsBot   bool   `json:"is_bot"`
	Profile struct {
		Real         string `json:"real_name"`
		RealPlain    string `json:"real_name_normalized"`
		Display      string `json:"display_name"`
		DisplayPlain string `json:"display_name_normalized"`
		First        string `json:"first_name"`
		Last         string `json:"last_name"`
	} `json:"profile"`
}

// readUsers notes everybody in the workspace, so that names can be told from words.
func (r *slackReader) readUsers(f slackFolder, name string) error {
	var u slackUser
	return f.each(name, func() any { u = slackUser{}; return &u }, func() error {
		p := u.Profile
		switch {
		case u.ID == "":
		case u.IsBot || u.ID == "USLACKBOT":
			r.bots[u.ID] = shorten(cmp.Or(p.Real, u.Real, u.Name, "a bot"), 60)
		default:
			var names []string
			for _, n := range []string{p.Display, u.Real, p.Real, p.DisplayPlain, p.RealPlain, strings.TrimSpace(p.First + " " + p.Last)} {
				if n = shorten(n, 100); n != "" && !slices.Contains(names, n) {
					names = append(names, n)
				}
			}
			r.users[u.ID] = true
			r.crowd.knows(u.ID, shorten(u.Name, 100), names...)
		}
		if len(r.users)+len(r.bots) > mostPeople {
			return refuse("leave those out who are not in the channel", "%s has more than %d people, which is the most that is read", name, mostPeople)
		}
		return nil
	})
}

// readRooms notes what the folders of an export are called elsewhere.
func (r *slackReader) readRooms(f slackFolder, name string) error {
	var room struct {
		ID   string `json:"id"`
		Name string `json:"name"`
	}
	return f.each(name, func() any { room.ID, room.Name = "", ""; return &room }, func() error {
		known := slackRoom{shorten(room.ID, 40), shorten(room.Name, 100)}
		r.rooms[known.id] = known
		r.rooms[cmp.Or(known.name, known.id)] = known
		if len(r.rooms) > 2*mostPeople {
			return refuse("", "%s has more than %d channels, which is the most that is read", name, mostPeople)
		}
		return nil
	})
}
