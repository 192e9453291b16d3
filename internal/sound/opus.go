package sound

import (
	"bytes"
	"encoding/binary"
)

// opusRate is how many samples of a channel a second of Opus has, whatever it was made of (RFC 6716).
const opusRate = 48000

// opus is a recording as its packets.
type opus struct {
	channels byte   // 1 or 2
	preSkip  uint16 // samples at the beginning that are not heard
	packets  [][]byte
}

// parseOpusHead reads an identification header (RFC 7845, 5.1). Its gain and rate are not kept: nothing that browsers record has a use for them.
func parseOpusHead(head []byte) (o opus, err error) {
	if len(head) < 19 || !bytes.HasPrefix(head, []byte("OpusHead")) || head[8]&0xf0 != 0 {
		return o, ErrBroken
	}
	o.channels, o.preSkip = head[9], binary.LittleEndian.Uint16(head[10:])
	if head[18] != 0 || o.channels == 0 || o.channels > 2 { // channel mapping family 0 is mono and stereo
		return o, ErrUnsupported
	}
	return o, nil
}

func (o opus) head() []byte {
	head := append([]byte("OpusHead\x01"), o.channels)
	head = binary.LittleEndian.AppendUint16(head, o.preSkip)
	head = binary.LittleEndian.AppendUint32(head, opusRate)
	return append(head, 0, 0, 0)
}

// samples is how long all packets play, of each channel.
func (o opus) samples() (all int64, err error) {
	for _, p := range o.packets {
		n := opusSamples(p)
		if n == 0 {
			return 0, ErrBroken
		}
		all += int64(n)
	}
	return all, nil
}

// opusMax is how long a packet plays at most, in samples: 120 ms.
const opusMax = opusRate * 120 / 1000

// opusSamples is how long a packet plays, 0 where it is none: what the first byte says of it (RFC 6716, 3.1), for each of the frames that fit (3.2).
func opusSamples(packet []byte) int {
	if len(packet) == 0 {
		return 0
	}
	config, rest := packet[0]>>3, packet[1:]
	var frame int
	switch {
	case config < 12: // SILK
		frame = []int{480, 960, 1920, 2880}[config&3]
	case config < 16: // both
		frame = []int{480, 960}[config&1]
	default: // CELT
		frame = []int{120, 240, 480, 960}[config&3]
	}
	count := 0
	switch packet[0] & 3 {
	case 0:
		if len(rest) <= opusFrame {
			count = 1
		}
	case 1:
		if len(rest)%2 == 0 && len(rest)/2 <= opusFrame {
			count = 2
		}
	case 2:
		if first, used, ok := opusLength(rest); ok && first <= len(rest)-used && len(rest)-used-first <= opusFrame {
			count = 2
		}
	case 3:
		count = opusMany(rest)
	}
	if frame*count > opusMax {
		return 0
	}
	return frame * count
}

// opusFrame is the longest frame, in bytes.
const opusFrame = 1275

// opusLength reads the length of a frame, in one byte or two.
func opusLength(b []byte) (length, used int, ok bool) {
	switch {
	case len(b) == 0:
		return 0, 0, false
	case b[0] < 252:
		return int(b[0]), 1, true
	case len(b) == 1:
		return 0, 0, false
	}
	return int(b[1])*4 + int(b[0]), 2, true
}

// opusMany is how many frames a packet of several has, 0 where they do not fill it (RFC 6716, 3.2.5).
func opusMany(b []byte) int {
	if len(b) == 0 {
		return 0
	}
	count, varied, padded := int(b[0]&0x3f), b[0]&0x80 != 0, b[0]&0x40 != 0
	b = b[1:]
	for padded {
		if len(b) == 0 {
			return 0
		}
		n := int(b[0])
		b = b[1:]
		padded = n == 255
		if padded {
			n = 254
		}
		if n > len(b) {
			return 0
		}
		b = b[:len(b)-n]
	}
	if count == 0 || !varied && (len(b)%count != 0 || len(b)/count > opusFrame) {
		return 0
	}
	if !varied {
		return count
	}
	for range count - 1 {
		n, used, ok := opusLength(b)
		if !ok || n > len(b)-used {
			return 0
		}
		// The lengths stand before all frames: a frame is taken off at the end.
		b = b[used : len(b)-n]
	}
	if len(b) > opusFrame {
		return 0
	}
	return count
}
