package media

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"image"
	"io"
	"math"
)

// A picture's colour profile (ICC.1) says what its numbers mean. Telephones mean more vivid colours than screens in general do, which look dull where nobody
// looks at the profile. What is made is sRGB, which needs none.

// maxProfile bounds the profiles that are read, in bytes: those by which colours are a matrix and a curve have less.
const maxProfile = 64 << 10

// profileOf is the colour profile in a file; nil for none.
func profileOf(f format, file []byte) []byte {
	switch f {
	case formatJPEG:
		return jpegProfile(file)
	case formatPNG:
		return pngProfile(file)
	case formatWebP:
		return webpChunk(file, "ICCP")
	case formatHEIF:
		h, _ := readHEIF(file)
		return h.icc
	}
	return nil
}

// jpegProfile joins the parts of a profile, which come in their order.
func jpegProfile(file []byte) (profile []byte) {
	const name = "ICC_PROFILE\x00"
	jpegSegments(file, func(marker byte, body []byte) bool {
		if marker == 0xe2 && len(body) > len(name)+2 && string(body[:len(name)]) == name && len(profile)+len(body) <= maxProfile {
			profile = append(profile, body[len(name)+2:]...)
		}
		return false
	})
	return profile
}

func pngProfile(file []byte) []byte {
	_, packed, found := bytes.Cut(pngChunkOf(file, "iCCP"), []byte{0})
	if !found || len(packed) < 1 {
		return nil
	}
	r, err := zlib.NewReader(bytes.NewReader(packed[1:]))
	if err != nil {
		return nil
	}
	profile, err := io.ReadAll(io.LimitReader(r, maxProfile))
	if err != nil {
		return nil
	}
	return profile
}

// colours turn the numbers of a profile into those of sRGB; nil changes nothing.
type colours struct {
	light  [3][256]float32 // what a value of each channel is in light
	matrix [3][3]float32   // from the light of the profile's channels to that of sRGB's
}

// fromD50 turns the colours by which profiles tell of others (XYZ under D50) into the light of sRGB.
var fromD50 = [3][3]float64{
	{3.1338561, -1.6168667, -0.4906146},
	{-0.9787684, 1.9161415, 0.0334540},
	{0.0719453, -0.2289914, 1.4052427},
}

// readProfile understands profiles of three curves and a matrix, as those of cameras, telephones and screens are. Others, and broken ones, are taken for sRGB.
func readProfile(profile []byte) *colours {
	if len(profile) < 132 || len(profile) > maxProfile || string(profile[16:20]) != "RGB " || string(profile[20:24]) != "XYZ " || string(profile[36:40]) != "acsp" {
		return nil
	}
	if profileTag(profile, "A2B0") != nil { // it has a table that says more than the matrix
		return nil
	}
	var c colours
	var of [3][3]float64
	for i, channel := range []string{"r", "g", "b"} {
		xyz := profileTag(profile, channel+"XYZ")
		if len(xyz) < 20 {
			return nil
		}
		for row := range 3 {
			of[row][i] = fixed(xyz[8+4*row:])
		}
		curve := curveOf(profileTag(profile, channel+"TRC"))
		if curve == nil {
			return nil
		}
		for v := range 256 {
			c.light[i][v] = float32(min(max(curve(float64(v)/255), 0), 1))
		}
	}
	for row := range 3 {
		for column := range 3 {
			sum := 0.0
			for k := range 3 {
				sum += fromD50[row][k] * of[k][column]
			}
			c.matrix[row][column] = float32(sum)
		}
	}
	return &c
}

// profileTag is the content of a tag, by its four letters.
func profileTag(profile []byte, name string) []byte {
	tags := profile[128:]
	count := binary.BigEndian.Uint32(tags)
	tags = tags[4:]
	for range count {
		if len(tags) < 12 {
			return nil
		}
		if string(tags[:4]) == name {
			at, length := uint64(binary.BigEndian.Uint32(tags[4:])), uint64(binary.BigEndian.Uint32(tags[8:]))
			if at+length > uint64(len(profile)) {
				return nil
			}
			return profile[at : at+length]
		}
		tags = tags[12:]
	}
	return nil
}

// fixed reads a number of 16 bits before the point and 16 after it.
func fixed(b []byte) float64 { return float64(int32(binary.BigEndian.Uint32(b))) / 65536 }

// curveOf reads a curve by points, or by one of the formulas of ICC.1, 10.18; nil where it is neither.
func curveOf(tag []byte) func(float64) float64 {
	if len(tag) < 12 {
		return nil
	}
	switch string(tag[:4]) {
	case "curv":
		return curveByPoints(binary.BigEndian.Uint32(tag[8:]), tag[12:])
	case "para":
		kind := binary.BigEndian.Uint16(tag[8:])
		counts := []int{1, 3, 4, 5, 7}
		if int(kind) >= len(counts) || len(tag) < 12+4*counts[kind] {
			return nil
		}
		var p [7]float64
		for i := range counts[kind] {
			p[i] = fixed(tag[12+4*i:])
		}
		return curveByFormula(kind, p)
	}
	return nil
}

func curveByPoints(count uint32, values []byte) func(float64) float64 {
	if uint64(count)*2 > uint64(len(values)) {
		return nil
	}
	switch count {
	case 0:
		return func(v float64) float64 { return v }
	case 1:
		power := float64(binary.BigEndian.Uint16(values)) / 256
		return func(v float64) float64 { return math.Pow(v, power) }
	}
	return func(v float64) float64 {
		at := v * float64(count-1)
		i := min(int(at), int(count)-2)
		low, high := float64(binary.BigEndian.Uint16(values[2*i:])), float64(binary.BigEndian.Uint16(values[2*i+2:]))
		return (low + (high-low)*(at-float64(i))) / 65535
	}
}

func curveByFormula(kind uint16, p [7]float64) func(float64) float64 {
	g, a, b, c, d, e, f := p[0], p[1], p[2], p[3], p[4], p[5], p[6]
	switch kind {
	case 0:
		a, b, c, d, e, f = 1, 0, 0, 0, 0, 0
	case 1, 2:
		if a == 0 {
			return nil
		}
		e, f, c, d = c, c, 0, -b/a
	case 3:
		e, f = 0, 0
	}
	return func(v float64) float64 {
		if v >= d {
			v = math.Pow(max(a*v+b, 0), g) + e
		} else {
			v = c*v + f
		}
		if math.IsNaN(v) {
			return 0
		}
		return v
	}
}

// steps of light for which the value in sRGB is kept.
const steps = 4096

var sRGBOf = func() (out [steps]uint8) {
	for i := range out {
		v := float64(i) / (steps - 1)
		if v <= 0.0031308 {
			v *= 12.92
		} else {
			v = 1.055*math.Pow(v, 1/2.4) - 0.055
		}
		out[i] = clamped(v * 255)
	}
	return out
}()

// of is a colour of the profile's in sRGB.
func (c *colours) of(r, g, b uint8) (uint8, uint8, uint8) {
	lr, lg, lb := c.light[0][r], c.light[1][g], c.light[2][b]
	var out [3]uint8
	for i, m := range c.matrix {
		v := m[0]*lr + m[1]*lg + m[2]*lb
		out[i] = sRGBOf[int(min(max(v, 0), 1)*(steps-1)+0.5)]
	}
	return out[0], out[1], out[2]
}

// apply turns a picture without transparency into sRGB in place.
func (c *colours) apply(m *image.RGBA) *image.RGBA {
	if c == nil {
		return m
	}
	for i := 0; i+3 < len(m.Pix); i += 4 {
		m.Pix[i], m.Pix[i+1], m.Pix[i+2] = c.of(m.Pix[i], m.Pix[i+1], m.Pix[i+2])
	}
	return m
}
