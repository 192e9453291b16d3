package policy

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"causerie/internal/base"
)

// somebody is an id of nobody in particular.
var somebody = base.ID{1}

// Checked is what Check found of a file. Err names file and line.
type Checked struct {
	File    string
	Pack    string // name, version and countries; empty with an Err
	Vectors int    // that hold
	Err     error
}

// Check reads files of packs and the vectors beside them, as a server that starts with their folder does: packs of one folder may not
// have a country in common. A file of vectors stands for its pack; a folder for all packs in it.
func Check(files ...string) []Checked {
	var found []Checked
	folders, seen := map[string]*Packs{}, map[string]bool{}
	for _, file := range packsIn(files) {
		if seen[file] {
			continue
		}
		seen[file] = true
		dir := filepath.Dir(file)
		if folders[dir] == nil {
			folders[dir] = &Packs{byCountry: map[string]*pack{}}
		}
		one := Checked{File: file}
		made, err := folders[dir].readFile(file)
		if one.Err = err; err == nil {
			one.Pack, one.Vectors = made.describe(), made.vectors
		}
		found = append(found, one)
	}
	return found
}

// packsIn are the files of packs that names stand for.
func packsIn(names []string) (files []string) {
	for _, name := range names {
		if pack, isVectors := strings.CutSuffix(name, vectorsEnd); isVectors {
			name = pack + extension
		}
		name = filepath.Clean(name)
		if about, err := os.Stat(name); err == nil && about.IsDir() {
			inside, _ := filepath.Glob(filepath.Join(name, "*"+extension)) // the pattern is sound
			inside = slices.DeleteFunc(inside, func(f string) bool { return strings.HasSuffix(f, vectorsEnd) })
			files = append(files, inside...)
			continue
		}
		files = append(files, name)
	}
	return files
}

// readFile takes in the pack of a file.
func (p *Packs) readFile(file string) (*pack, error) {
	name, isPack := strings.CutSuffix(filepath.Base(file), extension)
	if !isPack {
		return nil, fmt.Errorf("%s: the names of packs end in %s", file, extension)
	}
	dir := filepath.Dir(file)
	return p.read(folder{os.DirFS(dir), dir}, name)
}

// readFile is the pack of a file, alone.
func readFile(file string) (*pack, error) {
	return (&Packs{byCountry: map[string]*pack{}}).readFile(filepath.Clean(file))
}
