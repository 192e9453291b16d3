package media

import (
	"bytes"
	"encoding/binary"
	"errors"
	"image"
	"image/color"
	"image/png"
	"os"
	"slices"
	"testing"
)

func TestAStickerKeepsItsShape(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ w, h, wantW, wantH int }{
		"small":     {30, 20, 30, 20},
		"large":     {1000, 500, 512, 256},
		"very wide": {5000, 2, 512, 1},
		"very high": {1, 3000, 1, 512},
	} {
		out, err := stickerOf(asPNG(t, image.NewNRGBA(image.Rect(0, 0, c.w, c.h))))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if size, err := png.DecodeConfig(bytes.NewReader(out[0])); err != nil || size.Width != c.wantW || size.Height != c.wantH {
			t.Errorf("%s: %d × %d, %v", name, size.Width, size.Height, err)
		}
	}
}

// FuzzSticker is FuzzPhoto for what is made of stickers: what comes of one is small, and of its pixels alone.
func FuzzSticker(f *testing.F) {
	clear := image.NewNRGBA(image.Rect(0, 0, 9, 7))
	clear.SetNRGBA(3, 3, color.NRGBA{200, 40, 90, 100})
	f.Add(asPNG(f, clear))
	f.Add(asPNG(f, quarters(8, 600)))
	f.Add(asGIF(f, quarters(8, 8)))
	f.Add(webpFile(f, webpAlpha))
	f.Add(jpegWithExif(asJPEG(f, quarters(20, 8)), exif(binary.BigEndian, 7)))
	if file, err := os.ReadFile("testdata/p3.png"); err == nil {
		f.Add(file)
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		kind, ok := sniff(file)
		if !ok || checkSmall(kind, file) != nil {
			return
		}
		out, err := stickerOf(file)
		if err != nil {
			if !errors.Is(err, errBroken) && !errors.Is(err, errDimensions) {
				t.Error(err)
			}
			return
		}
		made, err := png.Decode(bytes.NewReader(out[0]))
		if err != nil || max(made.Bounds().Dx(), made.Bounds().Dy()) > stickerSides[0] || len(out[0]) > maxSticker {
			t.Fatalf("it is made %d bytes, %v", len(out[0]), err)
		}
		for at := 8; at < len(out[0]); at += 12 + int(binary.BigEndian.Uint32(out[0][at:])) {
			if chunk := string(out[0][at+4 : at+8]); !slices.Contains([]string{"IHDR", "IDAT", "IEND"}, chunk) {
				t.Errorf("beside its pixels, it has %q", chunk)
			}
		}
		var reply bytes.Buffer
		if err := writeReply(&reply, out, nil); err != nil {
			t.Fatal(err)
		}
		if _, err := readReply(reply.Bytes(), job{Sticker: true}); err != nil {
			t.Errorf("the server does not take what was made: %v", err)
		}
	})
}
