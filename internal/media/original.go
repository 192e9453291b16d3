package media

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
)

// OriginalFile stands in the place of a side in addresses and names: a photo in its full dimensions is one, where its sender chose so. It is made anew as
// the other files of a photo are, upright and without what the camera noted, and loses as little as a JPEG may.
const OriginalFile = 4

const (
	originalQuality = 93
	// maxOriginal bounds what is made, in bytes. Of what would have more, such as noise of 50 megapixels, more is lost.
	maxOriginal = 40 << 20
)

// original is a JPEG of all pixels of a picture.
func (p picture) original() ([]byte, error) {
	m := p.plain()
	for _, quality := range []int{originalQuality, quality} {
		var b bytes.Buffer
		if err := jpeg.Encode(&b, m, &jpeg.Options{Quality: quality}); err != nil {
			return nil, errBroken
		}
		if b.Len() <= maxOriginal {
			return b.Bytes(), nil
		}
	}
	return nil, errDimensions
}

// plain is a picture as it is to be seen. Where that is not how it was decoded, its pixels are made as they are asked for: a second copy of a large one
// would not fit beside it.
func (p picture) plain() image.Image {
	switch p.Image.(type) {
	case *image.YCbCr, *image.Gray:
		if p.turn == upright && p.colours == nil {
			return p.Image
		}
	}
	return seenPicture{p}
}

type seenPicture struct{ picture }

func (p seenPicture) ColorModel() color.Model { return color.RGBAModel }

func (p seenPicture) Bounds() image.Rectangle {
	w, h := p.Image.Bounds().Dx(), p.Image.Bounds().Dy()
	if p.turn.sideways() {
		w, h = h, w
	}
	return image.Rect(0, 0, w, h)
}

// At is a pixel, over white where it is transparent.
func (p seenPicture) At(x, y int) color.Color {
	at := p.turn.source(image.Rect(x, y, x+1, y+1), p.Image.Bounds()).Min
	var out color.RGBA
	if m, ok := p.Image.(*image.YCbCr); ok {
		c := m.YCbCrAt(at.X, at.Y)
		out.R, out.G, out.B = color.YCbCrToRGB(c.Y, c.Cb, c.Cr)
	} else {
		r, g, b, a := p.Image.At(at.X, at.Y).RGBA()
		out.R, out.G, out.B = uint8((r+0xffff-a)>>8), uint8((g+0xffff-a)>>8), uint8((b+0xffff-a)>>8)
	}
	if p.colours != nil {
		out.R, out.G, out.B = p.colours.of(out.R, out.G, out.B)
	}
	out.A = 255
	return out
}
