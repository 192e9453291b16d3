package media

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/color"
	"image/gif"
	"os"
	"slices"
	"testing"
	"time"
)

var movingPalette = color.Palette{color.RGBA{}, color.RGBA{200, 0, 0, 255}, color.RGBA{0, 0, 200, 255}, color.RGBA{1, 2, 3, 255}}

// movingGIF has frames of one colour each, after the first at a place of their own.
func movingGIF(t testing.TB, w, h, frames int) []byte {
	t.Helper()
	g := gif.GIF{LoopCount: 3, Config: image.Config{Width: w, Height: h, ColorModel: movingPalette}}
	for i := range frames {
		area := image.Rect(0, 0, w, h)
		if i > 0 {
			area = image.Rect(w/4, h/4, max(w/2, w/4+1), max(h/2, h/4+1))
		}
		frame := image.NewPaletted(area, movingPalette)
		for at := range frame.Pix {
			frame.Pix[at] = uint8(1 + i%2)
		}
		if i > 0 {
			frame.Pix[0] = 0 // what is transparent lets the frame before it through
		}
		g.Image, g.Delay, g.Disposal = append(g.Image, frame), append(g.Delay, i), append(g.Disposal, byte(i%4))
	}
	var b bytes.Buffer
	if err := gif.EncodeAll(&b, &g); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// withTraces puts a comment, data of a program and a text into a GIF, and something behind it.
func withTraces(file []byte) []byte {
	start := 13 + tableLength(file[10])
	extra := "\x21\xfe\x0cSECRET-PLACE\x00\x21\xff\x0bXMP DataXMP\x0cSECRET-PLACE\x00\x21\x01\x0cSECRET-PLACE\x0cSECRET-PLACE\x00"
	return append(append([]byte(nil), file[:start]...), append([]byte(extra), append(file[start:], "SECRET-PLACE<script>"...)...)...)
}

// frameAt is where the n-th frame of a GIF is described.
func frameAt(file []byte, n int) int {
	at := 13 + tableLength(file[10])
	for {
		if file[at] == 0x21 {
			at = afterBlocks(file, at+2)
			continue
		}
		if n == 0 {
			return at
		}
		n--
		at = afterBlocks(file, at+10+tableLength(file[at+9])+1)
	}
}

func TestWhatMovesIsMadeAnewAndGoesOnMoving(t *testing.T) {
	t.Parallel()
	file := withTraces(movingGIF(t, 64, 48, 5))
	out, err := newWorkers(ownBinary(t)).do(t.Context(), time.Now(), bytes.NewReader(file), job{Sizes: sidesOf[kindPhoto], Whole: true, All: true, Move: true})
	if err != nil || len(out) != 5 {
		t.Fatalf("%d results, %v", len(out), err)
	}
	for i, result := range out {
		if bytes.Contains(result, []byte("SECRET")) || bytes.Contains(result, []byte("XMP")) || bytes.Contains(result, []byte{1, 2, 3}) && i == 0 {
			t.Errorf("result %d still has what was written beside the picture", i)
		}
	}
	before, err := gif.DecodeAll(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	after, err := gif.DecodeAll(bytes.NewReader(out[0]))
	if err != nil {
		t.Fatal(err)
	}
	if after.LoopCount != 0 || after.Config.Width != 64 || after.Config.Height != 48 || len(after.Image) != 5 {
		t.Fatalf("it shows %d frames of %d × %d, %d times", len(after.Image), after.Config.Width, after.Config.Height, after.LoopCount)
	}
	if want := []int{10, 10, 2, 3, 4}; !slices.Equal(after.Delay, want) {
		t.Errorf("its frames stay for %v, want %v", after.Delay, want)
	}
	if !slices.Equal(after.Disposal, []byte{0, 1, 2, 3, 0}) {
		t.Errorf("its frames go by %v", after.Disposal)
	}
	for i, frame := range after.Image {
		if frame.Rect != before.Image[i].Rect {
			t.Fatalf("frame %d is at %v, was at %v", i, frame.Rect, before.Image[i].Rect)
		}
		for y := frame.Rect.Min.Y; y < frame.Rect.Max.Y; y++ {
			for x := frame.Rect.Min.X; x < frame.Rect.Max.X; x++ {
				if frame.At(x, y) != before.Image[i].At(x, y) {
					t.Fatalf("frame %d shows %v at %d, %d, and showed %v", i, frame.At(x, y), x, y, before.Image[i].At(x, y))
				}
			}
		}
	}
}

func TestWhatCannotGoOnMovingStaysAsItsFirstPicture(t *testing.T) {
	t.Parallel()
	patched := func(n, offset int, value uint16) []byte {
		file := movingGIF(t, 40, 40, 3)
		binary.LittleEndian.PutUint16(file[frameAt(file, n)+offset:], value)
		return file
	}
	lying := movingGIF(t, 40, 40, 30)
	for n := 1; n < 30; n++ { // more pixels than are there: 29 × 65,535 × 65,535
		at := frameAt(lying, n)
		copy(lying[at+1:], "\x00\x00\x00\x00\xff\xff\xff\xff")
	}
	cut := movingGIF(t, 40, 40, 3)
	methods := movingGIF(t, 40, 40, 3)
	methods[frameAt(methods, 1)-5] |= 7 << 2
	for name, c := range map[string]struct {
		file []byte
		want string
	}{
		"one frame":                      {movingGIF(t, 40, 40, 1), ""},
		"no GIF":                         {asPNG(t, quarters(8, 8)), ""},
		"more frames than are taken":     {movingGIF(t, 4, 4, movingFrames+1), keptStill},
		"a large canvas":                 {movingGIF(t, movingSide+1, 1, 2), keptStill},
		"the largest canvas":             {movingGIF(t, movingSide, 1, 2), "moves"},
		"frames larger than the canvas":  {lying, keptStill},
		"a frame outside of the canvas":  {patched(1, 1, 4000), keptStill},
		"a frame that begins within it":  {patched(2, 3, 39), keptStill},
		"a frame that is larger":         {patched(2, 5, 39), keptStill},
		"a frame with too few pixels":    {patched(0, 5, 20), keptStill},
		"a file that ends in the middle": {cut[:frameAt(cut, 2)+15], keptStill},
		"a way to go that there is not":  {methods, "moves"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := string(moving(c.file))
			if f, ok := sniff([]byte(got)); ok && f == formatGIF {
				got = "moves"
			}
			if got != c.want {
				t.Errorf("it is %q, want %q", got, c.want)
			}
		})
	}
}

// FuzzMoving has animations made anew: what comes of one can be decoded, has its frames and its canvas, and nothing but them.
func FuzzMoving(f *testing.F) {
	f.Add(movingGIF(f, 8, 8, 3))
	f.Add(withTraces(movingGIF(f, 9, 7, 2)))
	f.Add(asGIF(f, quarters(8, 8)))
	if file, err := os.ReadFile("testdata/moving.gif"); err == nil {
		f.Add(file)
	}
	f.Add([]byte("GIF89a\x08\x00\x08\x00\x00\x00\x00\x2c\x00\x00\x00\x00\xff\xff\xff\xff\x00\x02\x00\x2c"))
	f.Fuzz(func(t *testing.T, file []byte) {
		if frames, pixels := gifFrames(file); frames > 100 || pixels > 1<<18 {
			return
		}
		out := moving(file)
		if len(out) == 0 || string(out) == keptStill {
			return
		}
		before, err := gif.DecodeAll(bytes.NewReader(file))
		if err != nil {
			t.Fatal("it was made of what cannot be read")
		}
		after, err := gif.DecodeAll(bytes.NewReader(out))
		if err != nil {
			t.Fatalf("what was made cannot be read: %v", err)
		}
		if len(after.Image) != len(before.Image) || after.Config.Width != before.Config.Width || after.Config.Height != before.Config.Height || after.LoopCount != 0 {
			t.Error("it is another one")
		}
		if slices.Min(after.Delay) < leastDelay {
			t.Errorf("its frames stay for %v", after.Delay)
		}
		if again := moving(out); !bytes.Equal(again, out) {
			t.Error("made anew once more, it is another one: something beside its frames came along")
		}
	})
}
