package media

import (
	"bytes"
	"encoding/binary"
	"image"

	"github.com/gen2brain/heic"
)

// heif is what the head of a HEIF file (ISO/IEC 23008-12) says of its picture, without any of it being decoded.
type heif struct {
	width, height int    // of the largest that is in it: the picture, a part of it or one beside it
	icc           []byte // the picture's colour profile, nil for none
	matrix        uint16 // how its colours are coded (ISO/IEC 23091-2)
	narrow        bool   // black is 16 and white is 235
}

// Brands of files whose pictures are coded as HEVC, the only ones that are decoded.
var heifBrands = []string{"heic", "heix"}

// leastHEIF is how wide a picture is at least, in pixels: of narrower ones, the decoder mistakes where its lines begin. No camera makes any.
const leastHEIF = 128

// isHEIF tells by the box that begins a file whether it holds such a picture. Cameras also write a general brand first, and what it is after.
func isHEIF(file []byte) bool {
	if len(file) < 16 || string(file[4:8]) != "ftyp" {
		return false
	}
	length := int(min(binary.BigEndian.Uint32(file), 256))
	if length > len(file) {
		return false
	}
	for _, brand := range heifBrands {
		if string(file[8:12]) == brand {
			return true
		}
		for at := 16; at+4 <= length; at += 4 {
			if string(file[at:at+4]) == brand && (string(file[8:12]) == "mif1" || string(file[8:12]) == "miaf") {
				return true
			}
		}
	}
	return false
}

// box is the first box of a kind among those that follow each other in b; nil where there is none.
func box(b []byte, kind string) (body []byte) {
	eachBox(b, func(name string, of []byte) {
		if name == kind && body == nil {
			body = of
		}
	})
	return body
}

// eachBox calls each for boxes that follow each other, up to one that does not fit.
func eachBox(b []byte, each func(kind string, body []byte)) {
	for len(b) >= 8 {
		length, head := uint64(binary.BigEndian.Uint32(b)), 8
		switch {
		case length == 0:
			length = uint64(len(b))
		case length == 1 && len(b) >= 16:
			length, head = binary.BigEndian.Uint64(b[8:]), 16
		}
		if length < uint64(head) || length > uint64(len(b)) {
			return
		}
		each(string(b[4:8]), b[head:length])
		b = b[length:]
	}
}

// readHEIF reads the properties of all pictures in a file, and which of them are of the one that is shown.
func readHEIF(file []byte) (h heif, ok bool) {
	meta := box(file, "meta")
	if len(meta) < 4 {
		return h, false
	}
	meta = meta[4:]
	primary, found := primaryItem(box(meta, "pitm"))
	if !found {
		return h, false
	}
	iprp := box(meta, "iprp")
	shown := propertiesOf(box(iprp, "ipma"), primary)
	n := 0
	eachBox(box(iprp, "ipco"), func(kind string, body []byte) {
		n++
		switch {
		case kind == "ispe" && len(body) >= 12:
			w, high := int(binary.BigEndian.Uint32(body[4:])), int(binary.BigEndian.Uint32(body[8:]))
			h.width, h.height = max(h.width, w), max(h.height, high)
		case kind == "colr" && shown[n]:
			h.colours(body)
		}
	})
	return h, h.width > 0 && h.height > 0
}

func (h *heif) colours(colr []byte) {
	switch {
	case len(colr) >= 4 && (string(colr[:4]) == "prof" || string(colr[:4]) == "rICC"):
		h.icc = colr[4:]
	case len(colr) >= 11 && string(colr[:4]) == "nclx":
		h.matrix, h.narrow = binary.BigEndian.Uint16(colr[8:]), colr[10]&0x80 == 0
	}
}

func primaryItem(pitm []byte) (id uint32, ok bool) {
	switch {
	case len(pitm) >= 6 && pitm[0] == 0:
		return uint32(binary.BigEndian.Uint16(pitm[4:])), true
	case len(pitm) >= 8 && pitm[0] == 1:
		return binary.BigEndian.Uint32(pitm[4:]), true
	}
	return 0, false
}

// propertiesOf are the places, from 1 on, of an item's properties among all.
func propertiesOf(ipma []byte, item uint32) map[int]bool {
	out := map[int]bool{}
	if len(ipma) < 8 {
		return out
	}
	version, wide := ipma[0], ipma[3]&1 == 1
	r := bytes.NewReader(ipma[8:])
	read := func(size int) (n uint32) {
		for range size {
			b, err := r.ReadByte()
			if err != nil {
				return 0
			}
			n = n<<8 | uint32(b)
		}
		return n
	}
	for r.Len() > 0 {
		id := read(2)
		if version > 0 {
			id = id<<16 | read(2)
		}
		for range read(1) {
			at := read(1) & 0x7f
			if wide {
				at = at<<8 | read(1)
			}
			if id == item {
				out[int(at)] = true
			}
		}
	}
	return out
}

// decodeHEIF decodes the picture of a file, turned as the file says, in the coding of colours that JPEGs have.
func decodeHEIF(file []byte) (image.Image, error) {
	h, ok := readHEIF(file)
	if !ok {
		return nil, errBroken
	}
	if !bytes.Equal(file[8:12], []byte(heifBrands[0])) { // the decoder looks at the first brand alone
		file = bytes.Clone(file)
		copy(file[8:12], heifBrands[0])
	}
	m, err := heic.Decode(bytes.NewReader(file))
	if err != nil {
		return nil, err
	}
	if b := m.Bounds(); b.Dx() < leastHEIF || b.Dx() > maxSide || b.Dy() > maxSide || b.Dx()*b.Dy() > maxPixels {
		return nil, errBroken // it is not what it said
	}
	switch m := m.(type) {
	case *image.YCbCr:
		mendStart(m.Y, m.YStride)
		h.asJPEG(m)
	case *image.NRGBA:
		mendStart(m.Pix, m.Stride)
	case *image.Gray:
		mendStart(m.Pix, m.Stride)
		if h.narrow {
			stretch(m.Pix, 16, 219)
		}
	}
	return m, nil
}

// mendStart takes the first pixels from the line below them: the decoder gives its memory back before it is read, and that is noted there.
func mendStart(values []byte, stride int) {
	if n := min(32, stride); len(values) >= stride+n {
		copy(values[:n], values[stride:])
	}
}

// asJPEG changes the coding of colours in place to that of JPEGs (BT.601, all values used), as which the pixels are read.
func (h heif) asJPEG(m *image.YCbCr) {
	if h.narrow {
		stretch(m.Y, 16, 219)
		stretch(m.Cb, 16, 224)
		stretch(m.Cr, 16, 224)
	}
	var kr, kb float64
	switch h.matrix {
	case 1:
		kr, kb = 0.2126, 0.0722 // BT.709
	case 9:
		kr, kb = 0.2627, 0.0593 // BT.2020
	default:
		return
	}
	// A colour's red, less its lightness, is 2(1-kr)·Cr, and so for blue: what these are in the other coding is linear in Cb and Cr.
	const r, b = 0.299, 0.114
	const g = 1 - r - b
	red, blue := 2*(1-kr), 2*(1-kb)
	greenOfRed, greenOfBlue := -kr*red/(1-kr-kb), -kb*blue/(1-kr-kb)
	lightOfCr, lightOfCb := r*red+g*greenOfRed, b*blue+g*greenOfBlue
	var light [2][256]float64
	for i := range 256 {
		light[0][i], light[1][i] = lightOfCb*float64(i-128), lightOfCr*float64(i-128)
	}
	for y := m.Rect.Min.Y; y < m.Rect.Max.Y; y++ {
		for x := m.Rect.Min.X; x < m.Rect.Max.X; x++ {
			at, c := m.YOffset(x, y), m.COffset(x, y)
			m.Y[at] = clamped(float64(m.Y[at]) + light[0][m.Cb[c]] + light[1][m.Cr[c]])
		}
	}
	for i := range m.Cb {
		cb, cr := float64(m.Cb[i])-128, float64(m.Cr[i])-128
		more := lightOfCb*cb + lightOfCr*cr
		m.Cb[i], m.Cr[i] = clamped((blue*cb-more)/(2*(1-b))+128), clamped((red*cr-more)/(2*(1-r))+128)
	}
}

// stretch has values use all of a byte.
func stretch(values []byte, low, span int) {
	middle := 0.0
	if span == 224 { // of colour: 128 stays
		low, middle = 128, 128
	}
	var to [256]byte
	for i := range to {
		to[i] = clamped(float64(i-low)*255/float64(span) + middle)
	}
	for i, v := range values {
		values[i] = to[v]
	}
}

func clamped(v float64) byte { return byte(min(max(v+0.5, 0), 255)) }
