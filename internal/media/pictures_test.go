package media

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"testing"
)

// The pictures of these tests show four quarters: red and blue above, yellow and pink below. So every turn can be told.
var (
	red    = color.NRGBA{R: 255, A: 255}
	blue   = color.NRGBA{B: 255, A: 255}
	yellow = color.NRGBA{R: 255, G: 255, A: 255}
	pink   = color.NRGBA{R: 255, B: 255, A: 255}
)

var quartersPalette = color.Palette{red, blue, yellow, pink, color.Black}

func quarters(w, h int) *image.NRGBA {
	m := image.NewNRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			m.SetNRGBA(x, y, [2][2]color.NRGBA{{red, blue}, {yellow, pink}}[y*2/h][x*2/w])
		}
	}
	return m
}

func asJPEG(t testing.TB, m image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, &jpeg.Options{Quality: 95}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func asPNG(t testing.TB, m image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// asGIF has a second frame that is black.
func asGIF(t testing.TB, m *image.NRGBA) []byte {
	t.Helper()

	first, second := image.NewPaletted(m.Bounds(), quartersPalette), image.NewPaletted(m.Bounds(), quartersPalette)
	for y := range m.Bounds().Dy() {
		for x := range m.Bounds().Dx() {
			first.Set(x, y, m.At(x, y))
			second.Set(x, y, color.Black)
		}
	}
	var b bytes.Buffer
	if err := gif.EncodeAll(&b, &gif.GIF{Image: []*image.Paletted{first, second}, Delay: []int{5, 5}}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// WebP files of 32 × 16 made by libwebp: red, blue, yellow and white-ish purple quarters. In the last one the left half is
// transparent in its upper part.
const (
	webpLossy    = "UklGRmQAAABXRUJQVlA4IFgAAAAQAgCdASogABAAAUAmJaAAA18UPMk5ejkgAP72gXf8hYH//5sD/28//6bN/6bN///S4P/+lwfPTx/r7H///mwD//mwD/pcH/p9X//Bnf/8Gd/8kI/+ThAA"
	webpLossless = "UklGRjgAAABXRUJQVlA4TCwAAAAvH8ADAB8gEEjeHzqN+RcQFPk/2vxHDg+AINtmkpOc5AEuENH/qAL4bZvqTQ=="
	webpAlpha    = "UklGRpAAAABXRUJQVlA4WAoAAAAQAAAAHwAADwAAQUxQSBMAAAABDzD/ERFCIJDsLx3AAhH9j2IFAFZQOCBWAAAA0AEAnQEqIAAQAAFAJiWgAAO8GMthBAAA/vLrf//5sD/28/8EegH//9Lg//6XB//0uD/0uD8NR7/ABd//7z0f/7z0f3U/7TP/+0ff/+0ff/Znv/stgAA="
)

func webpFile(t testing.TB, text string) []byte {
	t.Helper()
	file, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		t.Fatal(err)
	}
	return file
}

func riff(chunks ...[]byte) []byte {
	body := append([]byte("WEBP"), bytes.Join(chunks, nil)...)
	return append(binary.LittleEndian.AppendUint32([]byte("RIFF"), uint32(len(body))), body...)
}

func chunk(name string, body []byte) []byte {
	out := append(binary.LittleEndian.AppendUint32([]byte(name), uint32(len(body))), body...)
	if len(body)%2 == 1 {
		out = append(out, 0)
	}
	return out
}

// animated is an animation of 32 × 16 whose only frame is a still WebP file.
func animated(still []byte) []byte {
	parts := still[12:]
	if string(parts[:4]) == "VP8X" {
		parts = parts[18:]
	}
	frame := []byte{0, 0, 0, 0, 0, 0, 31, 0, 0, 15, 0, 0, 100, 0, 0, 0}
	return riff(
		chunk("VP8X", []byte{0x12, 0, 0, 0, 31, 0, 0, 15, 0, 0}),
		chunk("ANIM", make([]byte, 6)),
		chunk("ANMF", append(frame, parts...)),
	)
}

// exif is a TIFF block that says how to turn the picture, and where it was taken.
func exif(order binary.AppendByteOrder, o orientation) []byte {
	out := []byte("II*\x00")
	if order.String() == binary.BigEndian.String() {
		out = []byte("MM\x00*")
	}
	out = order.AppendUint32(out, 8)
	out = order.AppendUint16(out, 2)
	out = order.AppendUint16(out, 0x0112)
	out = order.AppendUint16(out, 3)
	out = order.AppendUint32(out, 1)
	out = order.AppendUint16(out, uint16(o))
	out = order.AppendUint16(out, 0)
	out = order.AppendUint16(out, 0x8825) // the GPS directory
	out = order.AppendUint16(out, 4)
	out = order.AppendUint32(out, 1)
	out = order.AppendUint32(out, 38)
	out = order.AppendUint32(out, 0)
	return append(out, "GPS 48.8566 N 2.3522 E SECRET-PLACE"...)
}

func jpegWithExif(file, tiff []byte) []byte {
	segment := append([]byte("Exif\x00\x00"), tiff...)
	out := append([]byte{}, file[:2]...)
	out = append(out, 0xff, 0xfe, 0, 2+7)
	out = append(out, "COMMENT"...)
	out = append(out, 0xff, 0xe1)
	out = binary.BigEndian.AppendUint16(out, uint16(2+len(segment)))
	out = append(out, segment...)
	return append(out, file[2:]...)
}

func pngChunk(name string, body []byte) []byte {
	out := binary.BigEndian.AppendUint32(nil, uint32(len(body)))
	out = append(append(out, name...), body...)
	return binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE(out[4:]))
}

func pngWithExif(file, tiff []byte) []byte {
	const afterHeader = 8 + 12 + 13
	out := append([]byte{}, file[:afterHeader]...)
	out = append(out, pngChunk("tEXt", []byte("Comment\x00SECRET-PLACE"))...)
	out = append(out, pngChunk("eXIf", tiff)...)
	return append(out, file[afterHeader:]...)
}

// pngOf says that it is of w × h pixels and has none.
func pngOf(w, h uint32) []byte {
	header := binary.BigEndian.AppendUint32(nil, w)
	header = binary.BigEndian.AppendUint32(header, h)
	header = append(header, 8, 6, 0, 0, 0)
	out := append([]byte("\x89PNG\r\n\x1a\n"), pngChunk("IHDR", header)...)
	return append(append(out, pngChunk("IDAT", []byte("x\x9c\x03\x00\x00\x00\x00\x01"))...), pngChunk("IEND", nil)...)
}

// seen reads the colours at the middle of the four quarters of a JPEG square, as letters: r, b, y, p, w for white, "?" else.
func seen(t testing.TB, file []byte, side int) string {
	t.Helper()
	m, err := jpeg.Decode(bytes.NewReader(file))
	if err != nil {
		t.Fatalf("the result is no JPEG: %v", err)
	}
	if m.Bounds() != image.Rect(0, 0, side, side) {
		t.Fatalf("the result is of %v, want %d pixels a side", m.Bounds(), side)
	}
	var out []byte
	for _, at := range [][2]int{{1, 1}, {3, 1}, {1, 3}, {3, 3}} {
		r, g, b, _ := m.At(side*at[0]/4, side*at[1]/4).RGBA()
		switch high := [3]bool{r > 0x8000, g > 0x8000, b > 0x8000}; high {
		case [3]bool{true, false, false}:
			out = append(out, 'r')
		case [3]bool{false, false, true}:
			out = append(out, 'b')
		case [3]bool{true, true, false}:
			out = append(out, 'y')
		case [3]bool{true, false, true}:
			out = append(out, 'p')
		case [3]bool{true, true, true}:
			out = append(out, 'w')
		case [3]bool{false, true, true}:
			out = append(out, 'c')
		default:
			out = append(out, '?')
		}
	}
	return string(out)
}
