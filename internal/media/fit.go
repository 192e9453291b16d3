package media

import (
	"image"

	"github.com/galdor/go-thumbhash"
	"golang.org/x/image/draw"
)

// placeholderSide is the longer side of what a placeholder is made of, which takes no more than 100.
const placeholderSide = 100

// fitted decodes a file and returns, for each length of sides, which fall, an upright JPEG of the whole picture whose longer side has at most
// that many pixels, after one of all its pixels where whole asks for it, and last its placeholder: about 25 bytes of which a blurred picture is made (ThumbHash). All is made from pixels alone.
func fitted(file []byte, sides []int, whole bool) ([][]byte, error) {
	p, err := openPicture(file)
	if err != nil {
		return nil, err
	}
	src, turn, to := p.Image, p.turn, p.colours
	var out [][]byte
	if whole {
		made, err := p.original()
		if err != nil {
			return nil, err
		}
		out = append(out, made)
	}
	for _, side := range sides {
		shown := turn.apply(to.apply(fit(src, side)))
		made, err := encoded(shown)
		if err != nil {
			return nil, err
		}
		out = append(out, made)
		src, turn, to = shown, upright, nil
	}
	return append(out, thumbhash.EncodeImage(turn.apply(to.apply(fit(src, placeholderSide))))), nil
}

// fit is a picture whose longer side has at most side pixels. A smaller one keeps its size.
func fit(src image.Image, side int) *image.RGBA {
	w, h := src.Bounds().Dx(), src.Bounds().Dy()
	longer := max(w, h)
	if by := longer / side; by >= 2 {
		src = averaged(src, by)
	}
	if longer > side {
		w, h = max(1, w*side/longer), max(1, h*side/longer)
	}
	return scaled(src, src.Bounds(), w, h)
}

// averaged is a picture that is by times smaller, each pixel the mean of a square. It takes the memory of a few lines beside the result, where
// scaling a large picture well takes that of all its lines.
func averaged(src image.Image, by int) *image.RGBA {
	b := src.Bounds()
	out := image.NewRGBA(image.Rect(0, 0, max(1, b.Dx()/by), max(1, b.Dy()/by)))
	wide, high := min(by, b.Dx()), min(by, b.Dy()) // of what is averaged, where a side is shorter than by
	lines := image.NewRGBA(image.Rect(0, 0, out.Rect.Dx()*wide, high))
	for y := range out.Rect.Dy() {
		draw.Draw(lines, lines.Rect, image.White, image.Point{}, draw.Src)
		draw.Draw(lines, lines.Rect, src, b.Min.Add(image.Pt(0, y*high)), draw.Over)
		for x := range out.Rect.Dx() {
			var sum [4]int
			for dy := range high {
				at := lines.PixOffset(x*wide, dy)
				for i, v := range lines.Pix[at : at+4*wide] {
					sum[i%4] += int(v)
				}
			}
			at := out.PixOffset(x, y)
			for i := range sum {
				out.Pix[at+i] = uint8((sum[i] + wide*high/2) / (wide * high))
			}
		}
	}
	return out
}
