// Package backup reads and writes the file of a backup: everything that is in a store, whichever engine holds it, and its files.
//
// A backup is a line that says what it is, then a gzip stream of frames: a kind, a length, and that many bytes. A header comes
// first, then files, then tables, then the end with a SHA-256 of all frames. Rows carry their values in a form of their own, so
// that what SQLite held can go into PostgreSQL and back. What can be made from the rest, such as words to search by, is not in it.
// A reader never trusts a length, and believes nothing before it has seen the end.
package backup

import (
	"bufio"
	"compress/gzip"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"strings"
)

// line is how a backup begins. Its number changes when readers of the one before could not read it.
const line = "causerie-backup 1\n"

const linePrefix = "causerie-backup "

const (
	frameMax  = 16 << 20  // bytes that a frame may have
	frameRows = 256 << 10 // bytes of rows after which a frame is written
	fileChunk = 256 << 10
)

type kind byte

const (
	kindHeader kind = 'H' // JSON of Header
	kindFile   kind = 'F' // a file's name; its content follows
	kindData   kind = 'D' // a part of the file's content
	kindTable  kind = 'T' // JSON of table; its rows follow
	kindRows   kind = 'R' // whole rows of the table
	kindEnd    kind = 'E' // SHA-256 of all frames before
)

// Header says what a backup holds.
type Header struct {
	Schema  int64  `json:"schema"`  // that the tables have
	Version string `json:"version"` // of the program that wrote it
	Made    int64  `json:"made"`    // Unix milliseconds
	Engine  string `json:"engine"`  // where it comes from: it can go to another
}

type table struct {
	Name    string   `json:"name"`
	Columns []string `json:"columns"`
}

// Writer writes a backup.
type Writer struct {
	gzip *gzip.Writer
	sum  hash.Hash
	rows []byte // of the table under way
}

// NewWriter begins a backup.
func NewWriter(w io.Writer, header Header) (*Writer, error) {
	if _, err := io.WriteString(w, line); err != nil {
		return nil, err
	}
	z, err := gzip.NewWriterLevel(w, gzip.BestSpeed)
	if err != nil {
		return nil, err
	}
	b := &Writer{gzip: z, sum: sha256.New()}
	return b, b.json(kindHeader, header)
}

func (b *Writer) json(k kind, v any) error {
	text, err := json.Marshal(v)
	if err != nil {
		return err
	}
	return b.frame(k, text)
}

func (b *Writer) frame(k kind, payload []byte) error {
	if len(payload) > frameMax {
		return fmt.Errorf("a row of %d bytes does not fit into a backup", len(payload))
	}
	head := binary.AppendUvarint([]byte{byte(k)}, uint64(len(payload)))
	for _, part := range [][]byte{head, payload} {
		b.sum.Write(part)
		if _, err := b.gzip.Write(part); err != nil {
			return err
		}
	}
	return nil
}

// File writes a file under a name.
func (b *Writer) File(name string, content io.Reader) error {
	if err := b.frame(kindFile, []byte(name)); err != nil {
		return err
	}
	chunk := make([]byte, fileChunk)
	for {
		n, err := io.ReadFull(content, chunk)
		if n > 0 {
			if err := b.frame(kindData, chunk[:n]); err != nil {
				return err
			}
		}
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("read %s: %w", name, err)
		}
	}
}

// Table begins a table; its rows follow.
func (b *Writer) Table(name string, columns []string) error {
	if err := b.flush(); err != nil {
		return err
	}
	return b.json(kindTable, table{name, columns})
}

// Row writes a row of the table: nil, int64, bool, string or []byte for each column.
func (b *Writer) Row(values []any) (err error) {
	for _, v := range values {
		if b.rows, err = appendValue(b.rows, v); err != nil {
			return err
		}
	}
	if len(b.rows) >= frameRows {
		return b.flush()
	}
	return nil
}

func (b *Writer) flush() error {
	if len(b.rows) == 0 {
		return nil
	}
	err := b.frame(kindRows, b.rows)
	b.rows = b.rows[:0]
	return err
}

// Close writes the end. Without it a backup is none.
func (b *Writer) Close() error {
	if err := b.flush(); err != nil {
		return err
	}
	if err := b.frame(kindEnd, b.sum.Sum(nil)); err != nil {
		return err
	}
	return b.gzip.Close()
}

const (
	valueNull byte = iota
	valueInt
	valueText
	valueBytes
	valueFalse
	valueTrue
)

func appendValue(to []byte, v any) ([]byte, error) {
	switch v := v.(type) {
	case nil:
		return append(to, valueNull), nil
	case int64:
		return binary.AppendVarint(append(to, valueInt), v), nil
	case string:
		return append(binary.AppendUvarint(append(to, valueText), uint64(len(v))), v...), nil
	case []byte:
		return append(binary.AppendUvarint(append(to, valueBytes), uint64(len(v))), v...), nil
	case bool:
		if v {
			return append(to, valueTrue), nil
		}
		return append(to, valueFalse), nil
	}
	return nil, fmt.Errorf("a value of type %T has no place in a backup", v)
}

// takeValue reads the value at the start of from.
func takeValue(from []byte) (value any, rest []byte, err error) {
	if len(from) == 0 {
		return nil, nil, errDamaged
	}
	tag, from := from[0], from[1:]
	switch tag {
	case valueNull:
		return nil, from, nil
	case valueFalse, valueTrue:
		return tag == valueTrue, from, nil
	case valueInt:
		n, size := binary.Varint(from)
		if size <= 0 {
			return nil, nil, errDamaged
		}
		return n, from[size:], nil
	case valueText, valueBytes:
		n, size := binary.Uvarint(from)
		if size <= 0 || n > uint64(len(from)-size) {
			return nil, nil, errDamaged
		}
		content, rest := from[size:size+int(n)], from[size+int(n):]
		if tag == valueText {
			return string(content), rest, nil
		}
		return append([]byte{}, content...), rest, nil
	}
	return nil, nil, errDamaged
}

var (
	errDamaged   = errors.New("the backup is damaged: take another one")
	errTruncated = errors.New("the backup ends too early: it was not written or copied whole")
)

// Reader reads a backup.
type Reader struct {
	Header  Header
	buffer  *bufio.Reader
	gzip    *gzip.Reader
	sum     hash.Hash
	kind    kind // of the frame that is next
	payload []byte
	ended   bool
}

// NewReader begins to read a backup that is not encrypted, or not any more.
func NewReader(r io.Reader) (*Reader, error) {
	buffer := bufio.NewReaderSize(r, 1<<16)
	first, err := buffer.Peek(len(line))
	switch {
	case string(first) == line:
	case strings.HasPrefix(string(first), linePrefix):
		return nil, fmt.Errorf("a newer version of causerie wrote this backup (its form is %q): restore it with that version",
			strings.TrimSpace(strings.TrimPrefix(string(first), linePrefix)))
	case err != nil && !errors.Is(err, io.EOF):
		return nil, fmt.Errorf("read the backup: %w", err)
	default:
		return nil, errors.New("this is not a backup of causerie")
	}
	if _, err := buffer.Discard(len(line)); err != nil {
		return nil, err
	}
	b := &Reader{buffer: buffer, sum: sha256.New()}
	if b.gzip, err = gzip.NewReader(buffer); err != nil {
		return nil, b.explain(err)
	}
	b.gzip.Multistream(false)
	if err := b.next(); err != nil {
		return nil, err
	}
	if b.kind != kindHeader || json.Unmarshal(b.payload, &b.Header) != nil {
		return nil, errDamaged
	}
	return b, b.next()
}

// next reads the next frame; after the end there is none.
func (b *Reader) next() error {
	if b.ended {
		return errDamaged
	}
	before := b.sum.Sum(nil)
	head := make([]byte, 0, binary.MaxVarintLen64+1)
	one := make([]byte, 1)
	for len(head) < 2 || head[len(head)-1] >= 0x80 {
		if len(head) == cap(head) {
			return errDamaged
		}
		if _, err := io.ReadFull(b.gzip, one); err != nil {
			return b.explain(err)
		}
		head = append(head, one[0])
	}
	length, size := binary.Uvarint(head[1:])
	if size <= 0 || length > frameMax {
		return errDamaged
	}
	payload, err := io.ReadAll(io.LimitReader(b.gzip, int64(length)))
	if err != nil {
		return b.explain(err)
	}
	if uint64(len(payload)) < length {
		return errTruncated
	}
	b.sum.Write(head)
	b.sum.Write(payload)
	b.kind, b.payload = kind(head[0]), payload
	if b.kind == kindEnd {
		b.ended = true
		return b.finish(before)
	}
	return nil
}

// finish checks the sum, and that nothing comes after the end.
func (b *Reader) finish(sum []byte) error {
	if string(b.payload) != string(sum) {
		return errDamaged
	}
	// Reading on makes gzip compare its own sum.
	if n, err := b.gzip.Read(make([]byte, 1)); n > 0 || !errors.Is(err, io.EOF) {
		return errDamaged
	}
	// And so does the encryption below it.
	if _, err := b.buffer.ReadByte(); !errors.Is(err, io.EOF) {
		return errDamaged
	}
	return nil
}

// explain says what an error of reading means to who restores.
func (b *Reader) explain(err error) error {
	var corrupt interface{ Error() string }
	switch {
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return errTruncated
	case errors.Is(err, gzip.ErrHeader), errors.Is(err, gzip.ErrChecksum):
		return errDamaged
	case errors.As(err, &corrupt) && strings.HasPrefix(corrupt.Error(), "flate: corrupt"):
		return errDamaged
	}
	return fmt.Errorf("read the backup: %w", err)
}

// Files is where the files of a backup go.
type Files interface {
	// File takes a file whole.
	File(name string, content io.Reader) error
}

// Target is where a backup goes.
type Target interface {
	Files
	// Table takes the rows of a table. next answers nil after the last one.
	Table(name string, columns []string, next func() ([]any, error)) error
}

// Read gives everything to target. Only when it answers nil was the backup whole and undamaged.
func (b *Reader) Read(target Target) error {
	for {
		var err error
		switch b.kind {
		case kindEnd:
			return nil
		case kindFile:
			err = b.readFile(target)
		case kindTable:
			err = b.readTable(target)
		default:
			err = errDamaged
		}
		if err != nil {
			return err
		}
	}
}

func (b *Reader) readFile(target Target) error {
	name := string(b.payload)
	if err := b.next(); err != nil {
		return err
	}
	content := &fileReader{from: b}
	if err := target.File(name, content); err != nil {
		return err
	}
	_, err := io.Copy(io.Discard, content)
	return err
}

// fileReader is the content of the file that the reader stands in.
type fileReader struct{ from *Reader }

func (f *fileReader) Read(p []byte) (int, error) {
	for f.from.kind == kindData && len(f.from.payload) == 0 {
		if err := f.from.next(); err != nil {
			return 0, err
		}
	}
	if f.from.kind != kindData {
		return 0, io.EOF
	}
	n := copy(p, f.from.payload)
	f.from.payload = f.from.payload[n:]
	return n, nil
}

func (b *Reader) readTable(target Target) error {
	var t table
	if json.Unmarshal(b.payload, &t) != nil || len(t.Columns) == 0 {
		return errDamaged
	}
	if err := b.next(); err != nil {
		return err
	}
	next := func() ([]any, error) {
		for b.kind == kindRows && len(b.payload) == 0 {
			if err := b.next(); err != nil {
				return nil, err
			}
		}
		if b.kind != kindRows {
			return nil, nil
		}
		row := make([]any, len(t.Columns))
		for i := range row {
			var err error
			if row[i], b.payload, err = takeValue(b.payload); err != nil {
				return nil, err
			}
		}
		return row, nil
	}
	if err := target.Table(t.Name, t.Columns, next); err != nil {
		return err
	}
	row, err := next()
	if row != nil {
		return errDamaged
	}
	return err
}
