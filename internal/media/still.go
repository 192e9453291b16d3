package media

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/color"
	"io"
	"os"

	"github.com/galdor/go-thumbhash"
	"golang.org/x/image/draw"
)

// A still of a map, in pixels: twice those of the card that shows it.
const (
	StillWidth  = 544
	StillHeight = 272
	// TileSide is how many of them a tile covers, which has as many itself, or half of them.
	TileSide = 512
	// MostTiles is how many tiles a still touches at most.
	MostTiles = 6
)

// ground is what shows beyond the edge of a map.
var ground = color.RGBA{0xe6, 0xe4, 0xdf, 0xff}

// Tile is the file of a square of a map, as a stranger's server gave it, and where in a still its upper left corner lies.
type Tile struct {
	X, Y int
	File []byte
}

// tileAt is a Tile in a job, whose file is Bytes of what follows the job.
type tileAt struct {
	X     int `json:"x"`
	Y     int `json:"y"`
	Bytes int `json:"bytes"`
}

// MakeStill makes a still of tiles.
func (s *Service) MakeStill(ctx context.Context, tiles []Tile) (m Made, err error) {
	if len(tiles) == 0 || len(tiles) > MostTiles {
		return m, notAPicture()
	}
	var j job
	var files []io.Reader
	for _, t := range tiles {
		j.Tiles = append(j.Tiles, tileAt{t.X, t.Y, len(t.File)})
		files = append(files, bytes.NewReader(t.File))
	}
	results, err := s.workers.do(ctx, s.Clock.Now(), io.MultiReader(files...), j)
	if err != nil {
		return m, err
	}
	return madeOf(results)
}

// TryTile has a worker read the file of a tile, to tell whether it is one.
func TryTile(ctx context.Context, file []byte) error {
	binary, err := os.Executable()
	if err != nil {
		return fmt.Errorf("find the program's own file: %w", err)
	}
	_, err = newWorkers(binary).run(ctx, bytes.NewReader(file), job{Tiles: []tileAt{{Bytes: len(file)}}})
	switch {
	case errors.Is(err, errUnsupported), errors.Is(err, errBroken):
		return errors.New("what it answers is no PNG, JPEG or WebP picture")
	case errors.Is(err, errDimensions):
		return fmt.Errorf("its tiles have neither %d nor %d pixels a side", TileSide/2, TileSide)
	}
	return err
}

// stillOf is a JPEG of a still, and its placeholder.
func stillOf(files []byte, tiles []tileAt) ([][]byte, error) {
	out := image.NewRGBA(image.Rect(0, 0, StillWidth, StillHeight))
	draw.Draw(out, out.Rect, image.NewUniform(ground), image.Point{}, draw.Src)
	for _, t := range tiles {
		if t.Bytes < 0 || t.Bytes > len(files) {
			return nil, errBroken
		}
		file := files[:t.Bytes]
		files = files[t.Bytes:]
		if err := checkTile(file); err != nil {
			return nil, err
		}
		p, err := openPicture(file)
		if err != nil {
			return nil, err
		}
		shown := p.colours.apply(scaled(p.Image, p.Image.Bounds(), TileSide, TileSide))
		draw.Draw(out, image.Rect(t.X, t.Y, t.X+TileSide, t.Y+TileSide), shown, image.Point{}, draw.Src)
	}
	made, err := encoded(out)
	if err != nil {
		return nil, err
	}
	return [][]byte{made, thumbhash.EncodeImage(fit(out, placeholderSide))}, nil
}

// checkTile reads the header alone, which says what a tile is: a tile is not larger than others because a server says so.
func checkTile(file []byte) error {
	f, ok := sniff(file)
	if !ok || f != formatPNG && f != formatJPEG && f != formatWebP {
		return errUnsupported
	}
	if f == formatWebP {
		file = stillWebP(file)
	}
	size, err := dimensions(f, file)
	switch {
	case err != nil:
		return errBroken
	case size.Width != size.Height || size.Width != TileSide && size.Width != TileSide/2:
		return errDimensions
	}
	return nil
}
