package media

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"testing"
)

// plainTile is a tile of one colour.
func plainTile(side int, c color.Color) *image.NRGBA {
	m := image.NewNRGBA(image.Rect(0, 0, side, side))
	for y := range side {
		for x := range side {
			m.Set(x, y, c)
		}
	}
	return m
}

// laid puts files one behind the other, each at its place.
func laid(files [][]byte, at ...image.Point) (all []byte, tiles []tileAt) {
	for i, file := range files {
		all, tiles = append(all, file...), append(tiles, tileAt{at[i].X, at[i].Y, len(file)})
	}
	return all, tiles
}

func TestAStillIsMadeOfTiles(t *testing.T) {
	t.Parallel()
	// Of both sizes and two formats, where they lie; to the right of them the map ends.
	all, tiles := laid([][]byte{asPNG(t, plainTile(256, red)), asJPEG(t, plainTile(512, blue)), asPNG(t, plainTile(512, yellow))},
		image.Pt(-412, -376), image.Pt(100, -376), image.Pt(-412, 136))
	results, err := stillOf(all, tiles)
	if err != nil {
		t.Fatal(err)
	}
	m, err := jpeg.Decode(bytes.NewReader(results[0]))
	if err != nil || m.Bounds() != image.Rect(0, 0, StillWidth, StillHeight) {
		t.Fatalf("it is %v, %v", m.Bounds(), err)
	}
	for at, want := range map[image.Point]color.Color{
		image.Pt(2, 2): red, image.Pt(97, 133): red, image.Pt(103, 2): blue, image.Pt(541, 133): blue, image.Pt(2, 139): yellow, image.Pt(97, 269): yellow, image.Pt(300, 200): ground,
	} {
		r, g, b, _ := m.At(at.X, at.Y).RGBA()
		wr, wg, wb, _ := want.RGBA()
		for _, d := range []int{int(r>>8) - int(wr>>8), int(g>>8) - int(wg>>8), int(b>>8) - int(wb>>8)} {
			if d < -16 || d > 16 {
				t.Errorf("at %v it is %v, want %v", at, m.At(at.X, at.Y), want)
				break
			}
		}
	}
	if n := len(results[1]); n < placeholderLeast || n > placeholderMost {
		t.Errorf("its placeholder has %d bytes", n)
	}
}

func TestWhatIsNoTile(t *testing.T) {
	t.Parallel()
	bomb := asPNG(t, plainTile(256, red))
	binary.BigEndian.PutUint32(bomb[16:], 30000) // which its header says of width and height
	binary.BigEndian.PutUint32(bomb[20:], 30000)
	binary.BigEndian.PutUint32(bomb[29:], crc32.ChecksumIEEE(bomb[12:29]))
	var moving bytes.Buffer
	if err := gif.Encode(&moving, plainTile(256, red), nil); err != nil {
		t.Fatal(err)
	}
	good := asPNG(t, plainTile(256, red))
	for name, c := range map[string]struct {
		file []byte
		want error
	}{
		"nothing":            {nil, errUnsupported},
		"a page":             {[]byte("<!doctype html><title>no</title>"), errUnsupported},
		"a GIF":              {moving.Bytes(), errUnsupported},
		"of an odd size":     {asPNG(t, plainTile(300, red)), errDimensions},
		"no square":          {asPNG(t, quarters(512, 256)), errDimensions},
		"a bomb":             {bomb, errDimensions},
		"cut off":            {good[:len(good)-40], errBroken},
		"the word of a PNG":  {[]byte("\x89PNG\r\n\x1a\n"), errBroken},
		"the word of a JPEG": {[]byte("\xff\xd8\xff\xe0"), errBroken},
	} {
		all, tiles := laid([][]byte{c.file}, image.Point{})
		if _, err := stillOf(all, tiles); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
	if err := checkTile(asJPEG(t, quarters(2048, 2048))); !errors.Is(err, errDimensions) {
		t.Errorf("a large one: %v", err)
	}
	if _, err := stillOf(good, []tileAt{{0, 0, len(good) + 1}}); !errors.Is(err, errBroken) {
		t.Error("a file longer than there is")
	}
}
