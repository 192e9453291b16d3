// Package sound makes recordings of speech anew: it reads what browsers record, believes none of it, and writes a file of its own that holds the coded sound
// and nothing else. It decodes no sound: what it tells of a recording is what the headers of its packets say.
//
// It reads Opus in WebM (Chromium, Firefox, newer Safari) and in Ogg (older Firefox), of which it makes WebM, because Safari has played Opus in that since version 17 and in
// Ogg only since 18.4; and AAC in MP4 (older Safari), of which it makes MP4. Titles, tags, dates, positions, names of devices and programs, pictures, chapters and whatever
// else such files may hold stay behind: nothing of a container is copied.
package sound

import (
	"bytes"
	"errors"
	"time"
)

// The ways in which a file is refused.
var (
	ErrUnsupported = errors.New("unsupported") // it is no recording of the kinds that are read
	ErrBroken      = errors.New("broken")      // it is not what it says it is
	ErrTooLong     = errors.New("too long")
)

// The types of what Rewrite makes.
const (
	TypeWebM = "audio/webm"
	TypeMP4  = "audio/mp4"
)

var ebmlMagic = []byte("\x1a\x45\xdf\xa3")

// Rewrite makes a recording anew, and tells how long it plays. One that plays longer than longest is ErrTooLong.
func Rewrite(file []byte, longest time.Duration) (made []byte, length time.Duration, err error) {
	switch {
	case bytes.HasPrefix(file, ebmlMagic):
		return rewriteOpus(readWebM, file, longest)
	case bytes.HasPrefix(file, []byte("OggS")):
		return rewriteOpus(readOgg, file, longest)
	case isMP4(file):
		return rewriteMP4(file, longest)
	}
	return nil, 0, ErrUnsupported
}

// TypeOf is the type of a file that Rewrite made, told by its first 8 bytes; "" for any other.
func TypeOf(head []byte) string {
	switch {
	case bytes.HasPrefix(head, ebmlMagic):
		return TypeWebM
	case isMP4(head):
		return TypeMP4
	}
	return ""
}

func isMP4(file []byte) bool { return len(file) >= 8 && string(file[4:8]) == "ftyp" }

func rewriteOpus(read func([]byte) (opus, error), file []byte, longest time.Duration) ([]byte, time.Duration, error) {
	o, err := read(file)
	if err != nil {
		return nil, 0, err
	}
	samples, err := o.samples()
	if err != nil {
		return nil, 0, err
	}
	length := time.Duration(samples-int64(o.preSkip)) * time.Second / opusRate
	switch {
	case length <= 0: // nothing is heard of it
		return nil, 0, ErrBroken
	case length > longest:
		return nil, 0, ErrTooLong
	}
	return o.webM(length), length, nil
}
