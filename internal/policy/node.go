package policy

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// document reads YAML strictly: what is not expected is an error with its line. The first error is kept; what is read after it
// is worth nothing.
type document struct {
	file string
	err  error
}

// field is one line of a mapping. value is nil where there is none, which only optional fields may be.
type field struct{ key, value *yaml.Node }

func (d *document) fail(line int, format string, args ...any) {
	if d.err == nil {
		d.err = fmt.Errorf("%s:%d: %s", d.file, line, fmt.Sprintf(format, args...))
	}
}

var yamlLine = regexp.MustCompile(`^yaml: (?:line (\d+): )?`)

// open parses text, which has to hold one document.
func (d *document) open(text []byte) *yaml.Node {
	decoder := yaml.NewDecoder(bytes.NewReader(text))
	var root, another yaml.Node
	if err := decoder.Decode(&root); err != nil {
		d.syntax(err)
		return &yaml.Node{}
	}
	if err := decoder.Decode(&another); err == nil {
		d.fail(another.Line, "a second document begins here: a file holds one")
	} else if !errors.Is(err, io.EOF) {
		d.syntax(err)
	}
	if len(root.Content) == 0 {
		d.fail(1, "the file is empty")
		return &yaml.Node{}
	}
	return root.Content[0]
}

func (d *document) syntax(err error) {
	if errors.Is(err, io.EOF) {
		d.fail(1, "the file is empty")
		return
	}
	line, found := 1, yamlLine.FindStringSubmatch(err.Error())
	if found != nil && found[1] != "" {
		line, _ = strconv.Atoi(found[1]) // digits; too many of them make the largest number, which is as good
	}
	d.fail(line, "%s", yamlLine.ReplaceAllString(err.Error(), ""))
}

// mapping is the fields of n, whose names must be among required and optional, required ones all there. line is of what n belongs to.
func (d *document) mapping(line int, n *yaml.Node, required, optional []string) map[string]field {
	fields := map[string]field{}
	if n == nil || n.Kind != yaml.MappingNode {
		d.fail(lineOf(n, line), "here should be lines with: %s", strings.Join(slices.Concat(required, optional), ", "))
		return fields
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		name := key.Value
		_, twice := fields[name]
		switch {
		case key.Kind != yaml.ScalarNode || !slices.Contains(required, name) && !slices.Contains(optional, name):
			d.fail(key.Line, "%q is not known here: there are %s", name, strings.Join(slices.Concat(required, optional), ", "))
		case twice:
			d.fail(key.Line, "%s is here twice", name)
		}
		fields[name] = field{key, value}
	}
	for _, name := range required {
		if fields[name].value == nil {
			d.fail(line, "%s is missing", name)
		}
	}
	return fields
}

// text is a value in one piece, "" for none.
func (d *document) text(n *yaml.Node) string {
	if n == nil {
		return ""
	}
	if n.Kind != yaml.ScalarNode || n.Tag == "!!null" {
		d.fail(n.Line, "here should be one value")
		return ""
	}
	return n.Value
}

// number is an integer from least to most, least for none.
func (d *document) number(n *yaml.Node, least, most int) int {
	if n == nil {
		return least
	}
	i, err := strconv.Atoi(d.text(n))
	if err != nil || i < least || i > most {
		d.fail(n.Line, "%q should be a number from %d to %d", n.Value, least, most)
		return least
	}
	return i
}

// truth is true or false, other for none.
func (d *document) truth(n *yaml.Node, other bool) bool {
	if n == nil {
		return other
	}
	switch d.text(n) {
	case "true":
		return true
	case "false":
		return false
	}
	d.fail(n.Line, "%q should be true or false", n.Value)
	return other
}

// list is the parts of a list, none for none.
func (d *document) list(n *yaml.Node) []*yaml.Node {
	if n == nil {
		return nil
	}
	if n.Kind != yaml.SequenceNode {
		d.fail(n.Line, "here should be a list, such as [one, another]")
		return nil
	}
	return n.Content
}

// oneOf is a value among those that are known, "" for none.
func oneOf[T ~string](d *document, n *yaml.Node, known []T) T {
	if n == nil {
		return ""
	}
	value := T(d.text(n))
	if !slices.Contains(known, value) {
		d.fail(n.Line, "%q is not known: there are %s", n.Value, join(known))
	}
	return value
}

// someOf is a list of different values among those that are known, none for none.
func someOf[T ~string](d *document, n *yaml.Node, known []T) []T {
	var values []T
	for _, part := range d.list(n) {
		value := oneOf(d, part, known)
		if slices.Contains(values, value) {
			d.fail(part.Line, "%s is here twice", value)
		}
		values = append(values, value)
	}
	return values
}

func join[T ~string](values []T) string {
	words := make([]string, len(values))
	for i, v := range values {
		words[i] = string(v)
	}
	return strings.Join(words, ", ")
}

func lineOf(n *yaml.Node, other int) int {
	if n == nil || n.Line == 0 {
		return other
	}
	return n.Line
}
