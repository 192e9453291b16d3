package backup

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
)

// kept is what a backup held.
type kept struct {
	files  map[string]string
	tables map[string][][]any
}

func (k *kept) File(name string, content io.Reader) error {
	text, err := io.ReadAll(content)
	k.files[name] = string(text)
	return err
}

func (k *kept) Table(name string, _ []string, next func() ([]any, error)) error {
	k.tables[name] = [][]any{}
	for {
		row, err := next()
		if row == nil {
			return err
		}
		k.tables[name] = append(k.tables[name], row)
	}
}

func read(data []byte) (Header, *kept, error) {
	k := &kept{map[string]string{}, map[string][][]any{}}
	r, err := NewReader(bytes.NewReader(data))
	if err != nil {
		return Header{}, k, err
	}
	return r.Header, k, r.Read(k)
}

type sample struct {
	header Header
	file   string
	rows   [][]any
}

// newSample holds size bytes that do not repeat, and as many in a row.
func newSample(size int) sample {
	noise := make([]byte, size)
	_, _ = rand.NewChaCha8([32]byte{1}).Read(noise) // it never fails
	return sample{
		Header{Schema: 7, Version: "1.2", Made: 5, Engine: "sqlite"}, string(noise),
		[][]any{
			{nil, int64(-1), "", []byte{}, true},
			{int64(1 << 62), int64(0), "é\x00\n", []byte{0, 255}, false},
			{strings.Repeat("x", size), nil, nil, nil, nil},
			{int64(1), nil, nil, nil, nil},
		},
	}
}

func (sample sample) write(t testing.TB) []byte {
	t.Helper()
	var out bytes.Buffer
	w, err := NewWriter(&out, sample.header)
	if err != nil {
		t.Fatal(err)
	}
	errs := []error{w.File("a", strings.NewReader(sample.file)), w.File("empty", strings.NewReader("")), w.Table("none", []string{"x"})}
	errs = append(errs, w.Table("t", []string{"a", "b", "c", "d", "e"}))
	for _, row := range sample.rows {
		errs = append(errs, w.Row(row))
	}
	if err := errors.Join(append(errs, w.Close())...); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestABackupHoldsWhatWasWritten(t *testing.T) {
	t.Parallel()
	sample := newSample(3 * fileChunk) // several frames
	header, got, err := read(sample.write(t))
	if err != nil || header != sample.header {
		t.Fatalf("header %+v, error %v", header, err)
	}
	if len(got.files) != 2 || got.files["a"] != sample.file || got.files["empty"] != "" {
		t.Errorf("%d files, the first of %d bytes", len(got.files), len(got.files["a"]))
	}
	if len(got.tables) != 2 || len(got.tables["none"]) != 0 || !reflect.DeepEqual(got.tables["t"], sample.rows) {
		t.Errorf("other rows came back: %d tables", len(got.tables))
	}
}

func TestEveryCutIsRefused(t *testing.T) {
	t.Parallel()
	whole := newSample(500).write(t)
	for n := range len(whole) {
		if _, _, err := read(whole[:n]); err == nil {
			t.Fatalf("a backup that was cut at %d of %d bytes was read", n, len(whole))
		}
	}
	if _, _, err := read(whole[:len(whole)-1]); !errors.Is(err, errTruncated) {
		t.Errorf("without the last byte: %v", err)
	}
	if _, _, err := read(append(whole, 0)); err == nil {
		t.Error("a backup with something behind it was read")
	}
}

func TestEveryChangedByteIsRefused(t *testing.T) {
	t.Parallel()
	sample := newSample(500)
	whole := sample.write(t)
	var same int
	for n := range whole {
		changed := bytes.Clone(whole)
		changed[n] ^= 0x41
		header, got, err := read(changed)
		if err != nil {
			continue
		}
		// Of the head of gzip some bytes mean nothing.
		if same++; header != sample.header || !reflect.DeepEqual(got.tables["t"], sample.rows) || got.files["a"] != sample.file {
			t.Fatalf("with another byte at %d, another backup was read", n)
		}
	}
	if same > 8 {
		t.Errorf("%d changes went unseen", same)
	}
}

func TestWhatIsNoBackupIsSaidToBeNone(t *testing.T) {
	t.Parallel()
	whole := newSample(50).write(t)
	for text, want := range map[string]string{
		"": "not a backup", "SQLite format 3\x00, and more than a line": "not a backup",
		"causerie-backup 2\n" + string(whole[len(line):]): "newer version", line: "too early", line + "no gzip at all, but text": "damaged",
	} {
		if _, _, err := read([]byte(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.30q: %v, want %q", text, err, want)
		}
	}
}

// framed is a backup of frames as they are given, with a right end.
func framed(t testing.TB, frames ...any) []byte {
	t.Helper()
	var out bytes.Buffer
	w, err := NewWriter(&out, newSample(1).header)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(frames); i += 2 {
		if err := w.frame(frames[i].(kind), []byte(frames[i+1].(string))); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestFramesOutOfPlaceAreRefused(t *testing.T) {
	t.Parallel()
	const one = `{"name":"t","columns":["a"]}`
	for name, data := range map[string][]byte{
		"rows without a table":      framed(t, kindRows, "\x00"),
		"content without a file":    framed(t, kindData, "x"),
		"a header again":            framed(t, kindHeader, "{}"),
		"an unknown frame":          framed(t, kind('?'), ""),
		"a table of no columns":     framed(t, kindTable, `{"name":"t"}`),
		"a table that is no JSON":   framed(t, kindTable, `t`),
		"half a row":                framed(t, kindTable, `{"name":"t","columns":["a","b"]}`, kindRows, "\x00"),
		"an unknown value":          framed(t, kindTable, one, kindRows, "\x09"),
		"a text longer than it is":  framed(t, kindTable, one, kindRows, "\x02\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01x"),
		"a number without an end":   framed(t, kindTable, one, kindRows, "\x01\xff"),
		"a text without its length": framed(t, kindTable, one, kindRows, "\x03"),
	} {
		if _, _, err := read(data); !errors.Is(err, errDamaged) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// FuzzRead reads what may be anything behind the line and inside the gzip stream: it ends, without a panic, and what it accepts
// can be written again.
func FuzzRead(f *testing.F) {
	for _, data := range [][]byte{framed(f), framed(f, kindFile, "a", kindData, "xy", kindTable, `{"name":"t","columns":["a"]}`, kindRows, "\x01\x02\x05\x02\x01x\x03\x00")} {
		z, err := gzip.NewReader(bytes.NewReader(data[len(line):]))
		if err != nil {
			f.Fatal(err)
		}
		frames, err := io.ReadAll(z)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(frames, true)
		f.Add(data, false)
	}
	f.Add([]byte("H\x02{}D\xff\xff\xff\xff\x7f"), true)
	f.Fuzz(func(t *testing.T, data []byte, packed bool) {
		if packed {
			var out bytes.Buffer
			out.WriteString(line)
			z := gzip.NewWriter(&out)
			if _, err := z.Write(data); err != nil {
				t.Fatal(err)
			}
			if err := z.Close(); err != nil {
				t.Fatal(err)
			}
			data = out.Bytes()
		}
		header, got, err := read(data)
		if err != nil {
			return
		}
		w, err := NewWriter(io.Discard, header)
		if err != nil {
			t.Fatal(err)
		}
		for name, rows := range got.tables {
			if err := w.Table(name, []string{"a"}); err != nil {
				t.Fatal(err)
			}
			for _, row := range rows {
				if err := w.Row(row); err != nil {
					t.Fatal(err)
				}
			}
		}
	})
}
