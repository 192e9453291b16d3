package media

import (
	"encoding/binary"
	"errors"
	"io"
	"os"
	"time"
)

var errNoLength = errors.New("it tells no length")

// lengthOfFilm is how long an MP4 file says that it plays. Of a file that ffmpeg made here, it is so.
func lengthOfFilm(path string) (time.Duration, error) {
	f, err := os.Open(path)
	if err != nil {
		return 0, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return 0, err
	}
	return lengthToldBy(f, info.Size())
}

// lengthToldBy goes through the boxes of an MP4 file (ISO/IEC 14496-12, 4.2) to the header of its movie (8.2.2).
func lengthToldBy(f io.ReaderAt, size int64) (time.Duration, error) {
	moov, end, err := findBox(f, 0, size, "moov")
	if err != nil {
		return 0, err
	}
	body, end, err := findBox(f, moov, end, "mvhd")
	if err != nil {
		return 0, err
	}
	head := make([]byte, min(32, end-body))
	if _, err := f.ReadAt(head, body); err != nil || len(head) < 20 {
		return 0, errNoLength
	}
	scale, units := uint64(binary.BigEndian.Uint32(head[12:])), uint64(binary.BigEndian.Uint32(head[16:]))
	if head[0] == 1 {
		if len(head) < 32 {
			return 0, errNoLength
		}
		scale, units = uint64(binary.BigEndian.Uint32(head[20:])), binary.BigEndian.Uint64(head[24:])
	}
	if scale == 0 || units/scale > uint64(1<<31) {
		return 0, errNoLength
	}
	return time.Duration(units/scale)*time.Second + time.Duration(units%scale)*time.Second/time.Duration(scale), nil
}

// boxesMost is among how many boxes one is looked for.
const boxesMost = 1000

// findBox is where the body of a box begins and ends, among those from at to end.
func findBox(f io.ReaderAt, at, end int64, kind string) (int64, int64, error) {
	head := make([]byte, 16)
	for range boxesMost {
		if end-at < 8 {
			break
		}
		n, err := f.ReadAt(head[:min(16, end-at)], at)
		if err != nil && !errors.Is(err, io.EOF) || n < 8 {
			return 0, 0, errNoLength
		}
		size, start := int64(binary.BigEndian.Uint32(head)), int64(8)
		switch {
		case size == 1 && n == 16:
			size, start = int64(binary.BigEndian.Uint64(head[8:])), 16
		case size == 0: // to the end
			size = end - at
		}
		if size < start || size > end-at {
			return 0, 0, errNoLength
		}
		if string(head[4:8]) == kind {
			return at + start, at + size, nil
		}
		at += size
	}
	return 0, 0, errNoLength
}
