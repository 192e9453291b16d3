package sound

import (
	"encoding/binary"
	"math"
	"math/bits"
	"time"
)

// The elements of a WebM file that are read or written (RFC 8794, RFC 9559). What is none of them is skipped.
const (
	idEBML           = 0x1a45dfa3
	idEBMLVersion    = 0x4286
	idEBMLReads      = 0x42f7
	idEBMLMaxID      = 0x42f2
	idEBMLMaxSize    = 0x42f3
	idDocType        = 0x4282
	idDocTypeVersion = 0x4287
	idDocTypeReads   = 0x4285

	idSegment        = 0x18538067
	idSeekHead       = 0x114d9b74
	idInfo           = 0x1549a966
	idTimestampScale = 0x2ad7b1
	idDuration       = 0x4489
	idMuxingApp      = 0x4d80
	idWritingApp     = 0x5741
	idTracks         = 0x1654ae6b
	idTags           = 0x1254c367
	idChapters       = 0x1043a770
	idAttachments    = 0x1941a469

	idTrackEntry   = 0xae
	idTrackNumber  = 0xd7
	idTrackUID     = 0x73c5
	idTrackType    = 0x83
	idCodecID      = 0x86
	idCodecPrivate = 0x63a2
	idCodecDelay   = 0x56aa
	idSeekPreRoll  = 0x56bb
	idEncodings    = 0x6d80
	idAudio        = 0xe1
	idSampling     = 0xb5
	idChannels     = 0x9f

	idCues            = 0x1c53bb6b
	idCuePoint        = 0xbb
	idCueTime         = 0xb3
	idCuePositions    = 0xb7
	idCueTrack        = 0xf7
	idCueClusterPlace = 0xf1

	idCluster     = 0x1f43b675
	idTimestamp   = 0xe7
	idSimpleBlock = 0xa3
	idBlockGroup  = 0xa0
	idBlock       = 0xa1
)

const (
	trackAudio   = 2
	codecOpus    = "A_OPUS"
	laced        = 0x06
	keyframe     = 0x80
	clusterTicks = 5000      // milliseconds of sound in a cluster: what a place in the file is found by
	preRoll      = 80_000000 // nanoseconds that a decoder needs before a place that it goes to (RFC 7845, 4.6)
)

// element is what an EBML file is made of.
type element struct {
	id      uint32
	body    []byte
	endless bool // its length is not told: body is all that follows
}

func nextElement(b []byte) (e element, rest []byte, err error) {
	if len(b) == 0 {
		return e, nil, ErrBroken
	}
	n := bits.LeadingZeros8(b[0]) + 1
	if n > 4 || n > len(b) {
		return e, nil, ErrBroken
	}
	for _, c := range b[:n] {
		e.id = e.id<<8 | uint32(c)
	}
	size, used, known, err := vint(b[n:])
	if err != nil {
		return e, nil, err
	}
	b = b[n+used:]
	if !known {
		if e.id != idSegment && e.id != idCluster {
			return e, nil, ErrBroken
		}
		e.body, e.endless = b, true
		return e, nil, nil
	}
	if size > uint64(len(b)) {
		return e, nil, ErrBroken
	}
	e.body = b[:size]
	return e, b[size:], nil
}

// vint reads a number of variable length; all ones are "not known".
func vint(b []byte) (value uint64, used int, known bool, err error) {
	if len(b) == 0 {
		return 0, 0, false, ErrBroken
	}
	used = bits.LeadingZeros8(b[0]) + 1
	if used > 8 || used > len(b) {
		return 0, 0, false, ErrBroken
	}
	value = uint64(b[0]) & (1<<(8-used) - 1)
	for _, c := range b[1:used] {
		value = value<<8 | uint64(c)
	}
	return value, used, value != 1<<(7*used)-1, nil
}

// eachElement calls do with what is in a body.
func eachElement(body []byte, do func(element) error) error {
	for len(body) > 0 {
		e, rest, err := nextElement(body)
		if err != nil {
			return err
		}
		if err := do(e); err != nil {
			return err
		}
		body = rest
	}
	return nil
}

// number is an unsigned integer as an element has it; what is longer than 8 bytes is none.
func number(body []byte) (n uint64) {
	if len(body) > 8 {
		return math.MaxUint64
	}
	for _, b := range body {
		n = n<<8 | uint64(b)
	}
	return n
}

// readWebM reads Opus in WebM: one segment with one track.
func readWebM(file []byte) (o opus, err error) {
	head, rest, err := nextElement(file)
	if err != nil || head.id != idEBML {
		return o, ErrBroken
	}
	err = eachElement(head.body, func(e element) error {
		if kind := string(e.body); e.id == idDocType && kind != "webm" && kind != "matroska" {
			return ErrUnsupported
		}
		return nil
	})
	if err != nil {
		return o, err
	}
	segment, rest, err := nextElement(rest)
	if err != nil || segment.id != idSegment || len(rest) > 0 {
		return o, ErrBroken
	}
	var track uint64
	for body := segment.body; len(body) > 0; {
		e, rest, err := nextElement(body)
		if err != nil {
			return o, err
		}
		switch e.id {
		case idTracks:
			if track != 0 {
				return o, ErrBroken
			}
			if o, track, err = readTracks(e.body); err != nil {
				return o, err
			}
		case idCluster:
			if track == 0 {
				return o, ErrBroken
			}
			if rest, err = o.takeCluster(e, track, rest); err != nil {
				return o, err
			}
		}
		body = rest
	}
	return o, nil
}

func readTracks(body []byte) (o opus, track uint64, err error) {
	err = eachElement(body, func(e element) error {
		if e.id != idTrackEntry {
			return nil
		}
		if track != 0 {
			return ErrUnsupported
		}
		o, track, err = readTrack(e.body)
		return err
	})
	if err == nil && track == 0 {
		err = ErrBroken
	}
	return o, track, err
}

func readTrack(body []byte) (o opus, track uint64, err error) {
	var kind uint64
	var codec string
	var head []byte
	err = eachElement(body, func(e element) error {
		switch e.id {
		case idTrackNumber:
			track = number(e.body)
		case idTrackType:
			kind = number(e.body)
		case idCodecID:
			codec = string(e.body)
		case idCodecPrivate:
			head = e.body
		case idEncodings: // compressed or encrypted
			return ErrUnsupported
		}
		return nil
	})
	switch {
	case err != nil:
		return o, 0, err
	case kind != trackAudio || codec != codecOpus:
		return o, 0, ErrUnsupported
	case track == 0 || track > 127:
		return o, 0, ErrBroken
	}
	o, err = parseOpusHead(head)
	return o, track, err
}

// takeCluster takes the sound of a cluster. One whose length is not told ends where the next part of its segment begins: rest is from there on.
func (o *opus) takeCluster(cluster element, track uint64, rest []byte) ([]byte, error) {
	for body := cluster.body; len(body) > 0; {
		e, after, err := nextElement(body)
		if err != nil {
			return nil, err
		}
		switch e.id {
		case idSimpleBlock:
			err = o.takeBlock(e.body, track)
		case idBlockGroup:
			err = eachElement(e.body, func(e element) error {
				if e.id != idBlock {
					return nil
				}
				return o.takeBlock(e.body, track)
			})
		case idCluster, idCues, idTags, idSeekHead, idInfo, idTracks, idChapters, idAttachments:
			if !cluster.endless {
				return nil, ErrBroken
			}
			return body, nil
		}
		if err != nil {
			return nil, err
		}
		body = after
	}
	return rest, nil
}

// takeBlock takes the one packet of a block: its track, a time in two bytes, flags, and the packet.
func (o *opus) takeBlock(block []byte, track uint64) error {
	number, used, _, err := vint(block)
	if err != nil || number != track || len(block) < used+3 || block[used+2]&laced != 0 {
		return ErrBroken
	}
	o.packets = append(o.packets, block[used+3:])
	return nil
}

// webM is the recording as a file: with its length, and with cues, so that a player goes to any place of it at once.
func (o opus) webM(length time.Duration) []byte {
	head := master(idEBML, uintElement(idEBMLVersion, 1), uintElement(idEBMLReads, 1), uintElement(idEBMLMaxID, 4), uintElement(idEBMLMaxSize, 8),
		leaf(idDocType, []byte("webm")), uintElement(idDocTypeVersion, 4), uintElement(idDocTypeReads, 2))
	info := master(idInfo, uintElement(idTimestampScale, uint64(time.Millisecond)), floatElement(idDuration, float64(length)/float64(time.Millisecond)),
		leaf(idMuxingApp, []byte("causerie")), leaf(idWritingApp, []byte("causerie")))
	tracks := master(idTracks, master(idTrackEntry, uintElement(idTrackNumber, 1), uintElement(idTrackUID, 1), uintElement(idTrackType, trackAudio),
		leaf(idCodecID, []byte(codecOpus)), leaf(idCodecPrivate, o.head()),
		uintElement(idCodecDelay, uint64(o.preSkip)*uint64(time.Second)/opusRate), uintElement(idSeekPreRoll, preRoll),
		master(idAudio, floatElement(idSampling, opusRate), uintElement(idChannels, uint64(o.channels)))))
	times, clusters := o.clusters()
	before := len(info) + len(tracks)
	before += len(cues(times, clusters, 0)) // places are of one length, whatever they are
	body := append(append(info, tracks...), cues(times, clusters, before)...)
	for _, c := range clusters {
		body = append(body, c...)
	}
	return append(head, leaf(idSegment, body)...)
}

// clusters are the packets in clusters, and when each begins, in milliseconds.
func (o opus) clusters() (times []uint64, clusters [][]byte) {
	var at, began uint64 // in samples and milliseconds
	var body []byte
	finish := func() {
		if body != nil {
			times, clusters = append(times, began), append(clusters, leaf(idCluster, body))
		}
	}
	for _, packet := range o.packets {
		ms := at * 1000 / opusRate
		if body == nil || ms-began >= clusterTicks {
			finish()
			began, body = ms, uintElement(idTimestamp, ms)
		}
		block := binary.BigEndian.AppendUint16([]byte{0x81}, uint16(ms-began))
		body = append(body, leaf(idSimpleBlock, append(append(block, keyframe), packet...))...)
		at += uint64(opusSamples(packet))
	}
	finish()
	return times, clusters
}

// cues tell where in the segment clusters are, of which the first has so many bytes before it.
func cues(times []uint64, clusters [][]byte, before int) []byte {
	points := make([][]byte, len(clusters))
	for i, c := range clusters {
		points[i] = master(idCuePoint, uintElement(idCueTime, times[i]),
			master(idCuePositions, uintElement(idCueTrack, 1), uintElement(idCueClusterPlace, uint64(before))))
		before += len(c)
	}
	return master(idCues, points...)
}

func master(id uint32, parts ...[]byte) []byte {
	var body []byte
	for _, p := range parts {
		body = append(body, p...)
	}
	return leaf(id, body)
}

func leaf(id uint32, body []byte) []byte {
	out := binary.BigEndian.AppendUint32(nil, id)
	out = out[bits.LeadingZeros32(id)/8:]
	// The length in eight bytes, of which the first says so.
	out = binary.BigEndian.AppendUint64(out, 1<<56|uint64(len(body)))
	if short := len(body); short < 127 {
		out = append(out[:len(out)-8], 0x80|byte(short))
	}
	return append(out, body...)
}

// uintElement is a number in eight bytes, so that its length tells nothing of it.
func uintElement(id uint32, n uint64) []byte { return leaf(id, binary.BigEndian.AppendUint64(nil, n)) }

func floatElement(id uint32, f float64) []byte {
	return leaf(id, binary.BigEndian.AppendUint64(nil, math.Float64bits(f)))
}
