package sound

import (
	"bytes"
	"encoding/binary"
)

// readOgg reads Opus in Ogg (RFC 3533, RFC 7845): one stream, every page of it in its place.
func readOgg(file []byte) (o opus, err error) {
	var packet []byte // as far as it has come
	var packets, pages uint32
	var serial uint32
	continued, ended := false, false
	for len(file) > 0 {
		if ended {
			return o, ErrUnsupported // another stream follows
		}
		p, rest, err := nextPage(file)
		if err != nil {
			return o, err
		}
		if pages == 0 {
			serial = p.serial
		}
		if p.serial != serial {
			return o, ErrUnsupported // several at once
		}
		if p.number != pages || p.continues != continued || p.begins != (pages == 0) {
			return o, ErrBroken
		}
		for _, part := range p.parts {
			packet = append(packet, part.bytes...)
			if continued = !part.last; continued {
				continue
			}
			if o, err = takeOggPacket(o, packets, packet); err != nil {
				return o, err
			}
			packets, packet = packets+1, nil
		}
		file, pages, ended = rest, pages+1, p.ends
	}
	if packets < 3 || continued {
		return o, ErrBroken
	}
	return o, nil
}

// takeOggPacket takes the packet that has a place in its stream: the header, the tags, then sound.
func takeOggPacket(o opus, place uint32, packet []byte) (opus, error) {
	switch {
	case place == 0 && !bytes.HasPrefix(packet, []byte("OpusHead")):
		return o, ErrUnsupported // Vorbis, FLAC, Speex, video
	case place == 0:
		return parseOpusHead(packet)
	case place == 1:
		if !bytes.HasPrefix(packet, []byte("OpusTags")) {
			return o, ErrBroken
		}
		return o, nil // they stay behind
	}
	o.packets = append(o.packets, packet)
	return o, nil
}

// page is a page of an Ogg file.
type page struct {
	continues, begins, ends bool
	serial, number          uint32
	parts                   []oggPart
}

// oggPart is what of one packet stands in a page.
type oggPart struct {
	bytes []byte
	last  bool // the packet ends here
}

const oggHeader = 27

func nextPage(file []byte) (p page, rest []byte, err error) {
	if len(file) < oggHeader || string(file[:5]) != "OggS\x00" {
		return p, nil, ErrBroken
	}
	segments := int(file[26])
	if len(file) < oggHeader+segments {
		return p, nil, ErrBroken
	}
	table := file[oggHeader : oggHeader+segments]
	size := oggHeader + segments
	for _, n := range table {
		size += int(n)
	}
	if len(file) < size || oggSum(file[:size]) != binary.LittleEndian.Uint32(file[22:]) {
		return p, nil, ErrBroken
	}
	p.continues, p.begins, p.ends = file[5]&1 != 0, file[5]&2 != 0, file[5]&4 != 0
	p.serial, p.number = binary.LittleEndian.Uint32(file[14:]), binary.LittleEndian.Uint32(file[18:])
	body, length := file[oggHeader+segments:size], 0
	for i, n := range table {
		length += int(n)
		if n < 255 || i == len(table)-1 {
			p.parts = append(p.parts, oggPart{body[:length], n < 255})
			body, length = body[length:], 0
		}
	}
	return p, file[size:], nil
}

// oggSums are the check sums of single bytes: CRC-32 by 0x04c11db7, the highest bit first, neither begun nor ended with ones (RFC 3533, 6).
var oggSums = func() (table [256]uint32) {
	for i := range table {
		sum := uint32(i) << 24
		for range 8 {
			top := sum & 0x80000000
			if sum <<= 1; top != 0 {
				sum ^= 0x04c11db7
			}
		}
		table[i] = sum
	}
	return table
}()

// oggSum is the check sum of a page, whose own field counts as zeros.
func oggSum(page []byte) (sum uint32) {
	for i, b := range page {
		if i >= 22 && i < 26 {
			b = 0
		}
		sum = sum<<8 ^ oggSums[byte(sum>>24)^b]
	}
	return sum
}
