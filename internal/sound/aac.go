package sound

import (
	"encoding/binary"
	"time"
)

// aac is a recording of AAC-LC as its packets, each of aacFrame samples.
type aac struct {
	rate     byte // its place in aacRates
	channels byte // 1 or 2
	packets  [][]byte
}

const aacFrame = 1024

// aacRates are the rates that a description names by their place (ISO/IEC 14496-3, 1.6.3.4).
var aacRates = []int{96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000, 7350}

// The descriptors of how sound is coded (ISO/IEC 14496-1, 7.2.6).
const (
	tagES      = 3
	tagDecoder = 4
	tagConfig  = 5
	codedAAC   = 0x40
)

// parseESDS reads the description of a track of AAC.
func parseESDS(body []byte) (*aac, error) {
	f := &fields{b: body}
	f.take(4)
	es, err := descriptor(f, tagES)
	if err != nil {
		return nil, err
	}
	es.take(2)
	if flags := es.u8(); flags != 0 { // of streams that depend on others
		return nil, ErrUnsupported
	}
	decoder, err := descriptor(es, tagDecoder)
	if err != nil {
		return nil, err
	}
	if decoder.u8() != codedAAC {
		return nil, ErrUnsupported
	}
	decoder.take(12)
	config, err := descriptor(decoder, tagConfig)
	if err != nil {
		return nil, err
	}
	// 5 bits of the kind, 4 of the rate, 4 of the channels, 3 of what is none in AAC-LC of 1,024 samples.
	bits := config.u16()
	a := &aac{rate: byte(bits >> 7 & 15), channels: byte(bits >> 3 & 15)}
	switch {
	case config.short:
		return nil, ErrBroken
	case bits>>11 != 2 || bits&7 != 0 || int(a.rate) >= len(aacRates) || a.channels == 0 || a.channels > 2:
		return nil, ErrUnsupported
	}
	return a, nil
}

// descriptor is what is in the next descriptor, which has to be of a kind. Its length has seven bits in each byte.
func descriptor(f *fields, tag byte) (*fields, error) {
	if f.u8() != tag {
		return nil, ErrBroken
	}
	length := 0
	for range 4 {
		b := f.u8()
		length = length<<7 | int(b&0x7f)
		if b < 0x80 {
			break
		}
	}
	if f.short || length > len(f.b) {
		return nil, ErrBroken
	}
	return &fields{b: f.take(length)}, nil
}

// length is how long it plays. A packet has at most 6,144 bits for each channel (ISO/IEC 14496-3, 4.5.3).
func (a *aac) length() (time.Duration, error) {
	for _, p := range a.packets {
		if len(p) > 768*int(a.channels) {
			return 0, ErrBroken
		}
	}
	if len(a.packets) == 0 {
		return 0, ErrBroken
	}
	return time.Duration(len(a.packets)) * aacFrame * time.Second / time.Duration(aacRates[a.rate]), nil
}

// mp4 is the recording as a file: what a player needs to know stands before the sound.
func (a *aac) mp4() []byte {
	head := makeBox("ftyp", []byte("M4A \x00\x00\x00\x00M4A isom"))
	moov := a.moov(0)
	moov = a.moov(uint32(len(head) + len(moov) + 8))
	return join(head, moov, makeBox("mdat", a.packets...))
}

// moov describes the track, whose sound begins at a place of the file.
func (a *aac) moov(at uint32) []byte {
	rate := uint32(aacRates[a.rate])
	units := uint32(len(a.packets) * aacFrame)
	config := u16(2<<11 | uint16(a.rate)<<7 | uint16(a.channels)<<3)
	decoder := describe(tagDecoder, []byte{codedAAC, 0x15, 0, 0, 0}, u32(0, 0), describe(tagConfig, config))
	esds := makeBox("esds", u32(0), describe(tagES, []byte{0, 1, 0}, decoder, describe(6, []byte{2})))
	entry := makeBox("mp4a", u32(0), u16(0, 1), u32(0, 0), u16(uint16(a.channels), 16), u32(0), u32(rate<<16), esds)
	sizes := u32(0, 0, uint32(len(a.packets)))
	for _, p := range a.packets {
		sizes = append(sizes, u32(uint32(len(p)))...)
	}
	table := makeBox("stbl", makeBox("stsd", u32(0, 1), entry), makeBox("stts", u32(0, 1, uint32(len(a.packets)), aacFrame)),
		makeBox("stsc", u32(0, 1, 1, uint32(len(a.packets)), 1)), makeBox("stsz", sizes), makeBox("stco", u32(0, 1, at)))
	place := makeBox("dinf", makeBox("dref", u32(0, 1), makeBox("url ", u32(1))))
	media := makeBox("mdia", makeBox("mdhd", u32(0, 0, 0, rate, units), u16(0x55c4, 0)), makeBox("hdlr", u32(0, 0), []byte("soun"), u32(0, 0, 0), []byte{0}),
		makeBox("minf", makeBox("smhd", u32(0, 0)), place, table))
	matrix := u32(1<<16, 0, 0, 0, 1<<16, 0, 0, 0, 1<<30)
	track := makeBox("trak", makeBox("tkhd", u32(7, 0, 0, 1, 0, units, 0, 0), u16(0, 0, 0x100, 0), matrix, u32(0, 0)), media)
	return makeBox("moov", makeBox("mvhd", u32(0, 0, 0, rate, units, 1<<16), u16(0x100, 0), u32(0, 0), matrix, u32(0, 0, 0, 0, 0, 0, 2)), track)
}

func makeBox(kind string, parts ...[]byte) []byte {
	size := 8
	for _, p := range parts {
		size += len(p)
	}
	return join(append([][]byte{u32(uint32(size)), []byte(kind)}, parts...)...)
}

func describe(tag byte, parts ...[]byte) []byte {
	body := join(parts...)
	return join([]byte{tag, byte(len(body))}, body) // none is as long as 128 bytes
}

func join(parts ...[]byte) []byte {
	var out []byte
	for _, p := range parts {
		out = append(out, p...)
	}
	return out
}

func u32(numbers ...uint32) (out []byte) {
	for _, n := range numbers {
		out = binary.BigEndian.AppendUint32(out, n)
	}
	return out
}

func u16(numbers ...uint16) (out []byte) {
	for _, n := range numbers {
		out = binary.BigEndian.AppendUint16(out, n)
	}
	return out
}
