package sound

import (
	"encoding/binary"
	"slices"
	"time"
)

// box is what an MP4 file is made of (ISO/IEC 14496-12, 4.2). A full box has a version and flags before its body.
type box struct {
	kind  string
	at    int // where it begins in the file
	start int // where its body does
	body  []byte
}

// eachBox calls do with the boxes of a body that begins at a place of the file.
func eachBox(body []byte, at int, do func(box) error) error {
	for len(body) > 0 {
		if len(body) < 8 {
			return ErrBroken
		}
		size, head := uint64(binary.BigEndian.Uint32(body)), 8
		switch {
		case size == 1 && len(body) >= 16:
			size, head = binary.BigEndian.Uint64(body[8:]), 16
		case size == 0: // to the end
			size = uint64(len(body))
		}
		if size < uint64(head) || size > uint64(len(body)) {
			return ErrBroken
		}
		if err := do(box{string(body[4:8]), at, at + head, body[head:size]}); err != nil {
			return err
		}
		body, at = body[size:], at+int(size)
	}
	return nil
}

// fields reads numbers one after the other; what lies beyond the end is 0, and noted.
type fields struct {
	b     []byte
	short bool
}

func (f *fields) take(n int) []byte {
	if n > len(f.b) {
		f.b, f.short = nil, true
		return make([]byte, n)
	}
	out := f.b[:n]
	f.b = f.b[n:]
	return out
}

func (f *fields) u8() byte    { return f.take(1)[0] }
func (f *fields) u16() uint16 { return binary.BigEndian.Uint16(f.take(2)) }
func (f *fields) u32() uint32 { return binary.BigEndian.Uint32(f.take(4)) }
func (f *fields) u64() uint64 { return binary.BigEndian.Uint64(f.take(8)) }

// if32 is a number that is there where a flag is set.
func (f *fields) if32(flags, flag, otherwise uint32) uint32 {
	if flags&flag != 0 {
		return f.u32()
	}
	return otherwise
}

// mp4 is a file with one track of sound, as it is read.
type mp4 struct {
	file    []byte
	mdats   [][2]int // where their bodies begin and end, in order
	packets [][]byte
	left    int // bytes that packets may still have: no byte is taken twice

	tracks       int
	opus         *opus // how it is coded: one of the two
	aac          *aac
	table        sampleTable
	size         uint32 // of every packet, where a fragment does not say
	fragmentable bool
}

// sampleTable is where the packets of a file without fragments are.
type sampleTable struct {
	size   uint32 // of each, 0 where sizes has them
	count  uint32
	sizes  []byte
	chunks []uint64
	runs   []chunkRun
}

type chunkRun struct{ first, each uint32 }

func rewriteMP4(file []byte, longest time.Duration) ([]byte, time.Duration, error) {
	m := &mp4{file: file, left: len(file)}
	if err := m.read(); err != nil {
		return nil, 0, err
	}
	if m.opus != nil {
		m.opus.packets = m.packets
		return rewriteOpus(func([]byte) (opus, error) { return *m.opus, nil }, file, longest)
	}
	m.aac.packets = m.packets
	length, err := m.aac.length()
	switch {
	case err != nil:
		return nil, 0, err
	case length > longest:
		return nil, 0, ErrTooLong
	}
	return m.aac.mp4(), length, nil
}

func (m *mp4) read() error {
	var moov *box
	var fragments []box
	err := eachBox(m.file, 0, func(b box) error {
		switch b.kind {
		case "moov":
			if moov != nil {
				return ErrBroken
			}
			moov = &b
		case "moof":
			fragments = append(fragments, b)
		case "mdat":
			m.mdats = append(m.mdats, [2]int{b.start, b.start + len(b.body)})
		}
		return nil
	})
	if err != nil || moov == nil {
		return ErrBroken
	}
	if err := eachBox(moov.body, moov.start, m.readMoov); err != nil {
		return err
	}
	if m.tracks != 1 {
		return ErrUnsupported
	}
	if m.opus == nil && m.aac == nil {
		return ErrBroken
	}
	if err := m.takeTable(); err != nil {
		return err
	}
	if len(fragments) > 0 && (!m.fragmentable || len(m.packets) > 0) {
		return ErrBroken
	}
	for _, moof := range fragments {
		err := eachBox(moof.body, moof.start, func(b box) error {
			if b.kind != "traf" {
				return nil
			}
			return m.takeFragment(b, moof.at)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func (m *mp4) readMoov(b box) error {
	switch b.kind {
	case "trak":
		if m.tracks++; m.tracks > 1 {
			return ErrUnsupported
		}
		return eachBox(b.body, b.start, m.readTrack)
	case "mvex":
		m.fragmentable = true
		return eachBox(b.body, b.start, func(b box) error {
			if b.kind == "trex" {
				f := &fields{b: b.body}
				f.take(16) // version and flags, track, description, duration
				m.size = f.u32()
				if f.short {
					return ErrBroken
				}
			}
			return nil
		})
	}
	return nil
}

// readTrack reads what is in a track, of its media, of that one's information, and of its table of samples.
func (m *mp4) readTrack(b box) error {
	f := &fields{b: b.body}
	switch b.kind {
	case "mdia", "minf", "stbl":
		return eachBox(b.body, b.start, m.readTrack)
	case "hdlr":
		f.take(8)
		if kind := string(f.take(4)); !f.short && kind != "soun" {
			return ErrUnsupported
		}
	case "stsd":
		f.take(4)
		if f.u32() != 1 {
			return ErrUnsupported
		}
		return eachBox(f.b, b.start+8, m.readEntry)
	case "stsz":
		f.take(4)
		m.table.size, m.table.count, m.table.sizes = f.u32(), f.u32(), f.b
	case "stsc":
		f.take(4)
		for n := f.u32(); n > 0 && !f.short; n-- {
			m.table.runs = append(m.table.runs, chunkRun{f.u32(), f.u32()})
			f.take(4)
		}
	case "stco", "co64":
		f.take(4)
		for n := f.u32(); n > 0 && !f.short; n-- {
			if b.kind == "stco" {
				m.table.chunks = append(m.table.chunks, uint64(f.u32()))
			} else {
				m.table.chunks = append(m.table.chunks, f.u64())
			}
		}
	}
	if f.short {
		return ErrBroken
	}
	return nil
}

// readEntry reads how the sound is coded.
func (m *mp4) readEntry(b box) error {
	f := &fields{b: b.body}
	f.take(28) // of every description of sound, among them channels and rate, which the coded sound tells better
	if f.short {
		return ErrBroken
	}
	return eachBox(f.b, b.start+28, func(inner box) error {
		var err error
		switch {
		case b.kind == "Opus" && inner.kind == "dOps":
			m.opus, err = parseDOps(inner.body)
		case b.kind == "mp4a" && inner.kind == "esds":
			m.aac, err = parseESDS(inner.body)
		case b.kind != "Opus" && b.kind != "mp4a":
			err = ErrUnsupported
		}
		return err
	})
}

// parseDOps reads what OpusHead holds, in another order of bytes.
func parseDOps(body []byte) (*opus, error) {
	f := &fields{b: body}
	f.take(1)
	o := &opus{channels: f.u8(), preSkip: f.u16()}
	f.take(6)
	if family := f.u8(); f.short {
		return nil, ErrBroken
	} else if family != 0 || o.channels == 0 || o.channels > 2 {
		return nil, ErrUnsupported
	}
	return o, nil
}

// take takes the packet of so many bytes at a place of the file.
func (m *mp4) take(at uint64, size uint32) error {
	end := at + uint64(size)
	if size == 0 || at > uint64(len(m.file)) || end > uint64(len(m.file)) || int(size) > m.left {
		return ErrBroken
	}
	i, _ := slices.BinarySearchFunc(m.mdats, at, func(mdat [2]int, at uint64) int {
		if uint64(mdat[1]) <= at {
			return -1
		}
		return 1
	})
	if i == len(m.mdats) || at < uint64(m.mdats[i][0]) || end > uint64(m.mdats[i][1]) {
		return ErrBroken
	}
	m.left -= int(size)
	m.packets = append(m.packets, m.file[at:end])
	return nil
}

// takeTable takes the packets of a file without fragments.
func (m *mp4) takeTable() error {
	t := m.table
	taken, run := uint32(0), 0
	for i, at := range t.chunks {
		for run+1 < len(t.runs) && t.runs[run+1].first <= uint32(i)+1 {
			run++
		}
		if len(t.runs) == 0 || t.runs[run].first > uint32(i)+1 {
			return ErrBroken
		}
		for range t.runs[run].each {
			size := t.size
			if size == 0 {
				if len(t.sizes) < 4 {
					return ErrBroken
				}
				size, t.sizes = binary.BigEndian.Uint32(t.sizes), t.sizes[4:]
			}
			if err := m.take(at, size); err != nil {
				return err
			}
			at += uint64(size)
			taken++
		}
	}
	if taken != t.count {
		return ErrBroken
	}
	return nil
}

// The flags of a fragment (ISO/IEC 14496-12, 8.8.7 and 8.8.8).
const (
	hasBase, hasDescription, hasDefaultDuration, hasDefaultSize = 0x1, 0x2, 0x8, 0x10
	hasOffset, hasFirstFlags                                    = 0x1, 0x4
	hasDurations, hasSizes, hasFlags, hasComposition            = 0x100, 0x200, 0x400, 0x800
)

// takeFragment takes the packets of a fragment of the track, whose moof begins at a place of the file.
func (m *mp4) takeFragment(traf box, moof int) error {
	base, size := uint64(moof), m.size
	next := base
	return eachBox(traf.body, traf.start, func(b box) error {
		f := &fields{b: b.body}
		flags := f.u32() & 0xffffff
		switch b.kind {
		case "tfhd":
			f.take(4)
			if flags&hasBase != 0 {
				base = f.u64()
			}
			f.if32(flags, hasDescription, 0)
			f.if32(flags, hasDefaultDuration, 0)
			size, next = f.if32(flags, hasDefaultSize, size), base
		case "trun":
			count := f.u32()
			if flags&hasOffset != 0 {
				next = base + uint64(int64(int32(f.u32())))
			}
			f.if32(flags, hasFirstFlags, 0)
			for range count {
				f.if32(flags, hasDurations, 0)
				n := f.if32(flags, hasSizes, size)
				f.if32(flags, hasFlags, 0)
				f.if32(flags, hasComposition, 0)
				if f.short {
					return ErrBroken
				}
				if err := m.take(next, n); err != nil {
					return err
				}
				next += uint64(n)
			}
		}
		if f.short {
			return ErrBroken
		}
		return nil
	})
}
