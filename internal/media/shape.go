package media

import (
	"bytes"
	"errors"
	"image"
	"image/gif"
	"image/jpeg"
	"image/png"

	"golang.org/x/image/draw"
	"golang.org/x/image/webp"
)

// The worker decodes nothing larger than this.
const (
	maxPixels = 50_000_000
	maxSide   = 30_000
)

// quality of the JPEGs we write.
const quality = 86

// Crop is a square of a picture, in pixels of the upright picture. The zero value is the largest square in the middle.
type Crop struct {
	X, Y, Size int
}

// What can be wrong with a file. The words travel from the worker to the server.
var (
	errUnsupported = errors.New("unsupported")
	errBroken      = errors.New("broken")
	errDimensions  = errors.New("dimensions")
)

// squares decodes a file and returns, for each size, an upright JPEG of that many pixels a side that shows the crop. It is
// made from pixels alone, so nothing else of the file survives.
func squares(file []byte, crop Crop, sizes []int) ([][]byte, error) {
	p, err := openPicture(file)
	if err != nil {
		return nil, err
	}
	src, turn, to := p.Image, p.turn, p.colours
	from := turn.source(area(src.Bounds(), turn, crop), src.Bounds())
	var out [][]byte
	for _, size := range sizes {
		square := turn.apply(to.apply(scaled(src, from, size, size)))
		made, err := encoded(square)
		if err != nil {
			return nil, err
		}
		out = append(out, made)
		if size <= from.Dx() { // smaller ones come from this one
			src, from, turn, to = square, square.Bounds(), upright, nil
		}
	}
	return out, nil
}

// picture is one that was decoded, how it is to be turned, and what becomes of its colours.
type picture struct {
	image.Image
	turn    orientation
	colours *colours
}

// openPicture decodes a file whose header promises no more than the worker takes.
func openPicture(file []byte) (p picture, err error) {
	f, ok := sniff(file)
	if !ok {
		return p, errUnsupported
	}
	p.turn, p.colours = orientationOf(f, file), readProfile(profileOf(f, file))
	if f == formatWebP {
		file = stillWebP(file)
	}
	if err := checkDimensions(f, file); err != nil {
		return p, err
	}
	if p.Image, err = decode(f, file); err != nil {
		return p, errBroken
	}
	return p, nil
}

// scaled is a part of a picture as w × h pixels; what is transparent shows white.
func scaled(src image.Image, from image.Rectangle, w, h int) *image.RGBA {
	out := image.NewRGBA(image.Rect(0, 0, w, h))
	draw.Draw(out, out.Bounds(), image.White, image.Point{}, draw.Src)
	draw.CatmullRom.Scale(out, out.Bounds(), src, from, draw.Over, nil)
	return out
}

func encoded(m image.Image) ([]byte, error) {
	var b bytes.Buffer
	err := jpeg.Encode(&b, m, &jpeg.Options{Quality: quality})
	return b.Bytes(), err
}

// checkDimensions reads the header alone: memory is taken only for what fits.
func checkDimensions(f format, file []byte) error {
	c, err := dimensions(f, file)
	switch {
	case err != nil, c.Width < 1, c.Height < 1:
		return errBroken
	case c.Width > maxSide, c.Height > maxSide, c.Width*c.Height > maxPixels:
		return errDimensions
	}
	return nil
}

func dimensions(f format, file []byte) (c image.Config, err error) {
	r := bytes.NewReader(file)
	switch f {
	case formatJPEG:
		return jpeg.DecodeConfig(r)
	case formatPNG:
		return png.DecodeConfig(r)
	case formatGIF:
		return gif.DecodeConfig(r)
	case formatWebP:
		return webp.DecodeConfig(r)
	case formatHEIF:
		h, ok := readHEIF(file)
		if !ok {
			err = errBroken
		}
		c.Width, c.Height = h.width, h.height
	}
	return c, err
}

func decode(f format, file []byte) (image.Image, error) {
	r := bytes.NewReader(file)
	switch f {
	case formatJPEG:
		return jpeg.Decode(r)
	case formatPNG:
		return png.Decode(r)
	case formatGIF:
		return decodeGIF(r)
	case formatHEIF:
		return decodeHEIF(file)
	default:
		return webp.Decode(r)
	}
}

// decodeGIF returns the first frame where it stands on the animation's canvas.
func decodeGIF(r *bytes.Reader) (image.Image, error) {
	frame, err := gif.Decode(r)
	if err != nil {
		return nil, err
	}
	if _, err := r.Seek(0, 0); err != nil {
		return nil, err
	}
	c, err := gif.DecodeConfig(r)
	if err != nil {
		return nil, err
	}
	canvas := image.Rect(0, 0, c.Width, c.Height)
	if frame.Bounds() == canvas {
		return frame, nil
	}
	whole := image.NewNRGBA(canvas)
	draw.Draw(whole, frame.Bounds(), frame, frame.Bounds().Min, draw.Src)
	return whole, nil
}

// area is the square to show, in upright pixels from (0, 0), kept inside the picture.
func area(bounds image.Rectangle, turn orientation, crop Crop) image.Rectangle {
	w, h := bounds.Dx(), bounds.Dy()
	if turn.sideways() {
		w, h = h, w
	}
	size := min(w, h)
	x, y := (w-size)/2, (h-size)/2
	if crop.Size > 0 {
		size = min(crop.Size, size)
		x = min(max(crop.X, 0), w-size)
		y = min(max(crop.Y, 0), h-size)
	}
	return image.Rect(x, y, x+size, y+size)
}

// sideways tells the orientations that swap width and height.
func (o orientation) sideways() bool { return o >= 5 }

// source is where in the stored picture an area of the upright one lies.
func (o orientation) source(area, bounds image.Rectangle) image.Rectangle {
	w, h := bounds.Dx(), bounds.Dy()
	r := area
	if o.sideways() { // undo the swap first: these are transposed
		r = image.Rect(area.Min.Y, area.Min.X, area.Max.Y, area.Max.X)
	}
	mirrored := o == 2 || o == 3 || o == 7 || o == 8
	flipped := o == 3 || o == 4 || o == 6 || o == 7
	if mirrored {
		r.Min.X, r.Max.X = w-r.Max.X, w-r.Min.X
	}
	if flipped {
		r.Min.Y, r.Max.Y = h-r.Max.Y, h-r.Min.Y
	}
	return r.Add(bounds.Min)
}

// apply turns a picture upright.
func (o orientation) apply(src *image.RGBA) *image.RGBA {
	if o == upright {
		return src
	}
	w, h := src.Bounds().Dx(), src.Bounds().Dy()
	if o.sideways() {
		w, h = h, w
	}
	out := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			p := o.source(image.Rect(x, y, x+1, y+1), src.Bounds()).Min
			out.SetRGBA(x, y, src.RGBAAt(p.X, p.Y))
		}
	}
	return out
}
