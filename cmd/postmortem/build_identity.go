package main

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
)

// keyOf returns a hash of the program and of everything it was asked that the documents depend on.
func keyOf(o buildOptions) ([]byte, error) {
	program, err := identity()
	if err != nil {
		return nil, err
	}
	asked := []any{program, o.formats, o.roles, o.tell.length, o.tell.frame, o.echarts}
	for _, name := range o.templates {
		text := ""
		if !slices.Contains(namesOf(listTemplates()), name) && isFile(name) {
			data, err := readFile(name)
			if err != nil {
				return nil, err
			}
			text = string(data)
		}
		asked = append(asked, name, text)
	}
	data, err := json.Marshal(asked)
	sum := sha256.Sum256(data)
	return sum[:], err
}

// identity returns what tells this program from others that write other documents: its version if that names a commit,
// else the hash of the program itself.
func identity() (string, error) {
	if v := version(); strings.HasPrefix(v, "v") && !strings.Contains(v, "dirty") {
		return v, nil
	}
	path, err := os.Executable()
	if err != nil {
		return "", fmt.Errorf("the program's own file: %w", reason(err))
	}
	file, err := os.Open(path)
	if err != nil {
		return "", fmt.Errorf("%s: %w", path, reason(err))
	}
	defer file.Close()
	h := sha256.New()
	_, err = io.Copy(h, file)
	return hex.EncodeToString(h.Sum(nil)), err
}

// incidentFolder is the folder of an incident's documents, from the site's root.
func incidentFolder(id string) string { return "incidents/" + folderName(id) }

// folderName returns the id, which holds only small letters, digits and hyphens, with a mark behind it if it is a device
// of Windows.
func folderName(id string) string {
	port := len(id) == 4 && (id[:3] == "com" || id[:3] == "lpt")
	if port || slices.Contains([]string{"con", "prn", "aux", "nul"}, id) {
		return id + "_"
	}
	return id
}
