package media

import (
	"bytes"
	"encoding/binary"
	"errors"
	"image"
	"testing"
)

func TestSquaresShowTheMiddleOfEachKindOfPicture(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		file []byte
		want string
	}{
		"JPEG":                       {asJPEG(t, quarters(80, 60)), "rbyp"},
		"a wide JPEG":                {asJPEG(t, quarters(300, 20)), "rbyp"},
		"a tall PNG":                 {asPNG(t, quarters(20, 300)), "rbyp"},
		"GIF, its first frame":       {asGIF(t, quarters(64, 64)), "rbyp"},
		"WebP, lossy":                {webpFile(t, webpLossy), "rbyc"},
		"WebP, lossless":             {webpFile(t, webpLossless), "rbyc"},
		"WebP, transparent above":    {webpFile(t, webpAlpha), "wbwc"},
		"WebP, animated lossy":       {animated(webpFile(t, webpLossy)), "rbyc"},
		"WebP, animated lossless":    {animated(webpFile(t, webpLossless)), "rbyc"},
		"WebP, animated transparent": {animated(webpFile(t, webpAlpha)), "wbwc"},
		"PNG, transparent":           {asPNG(t, image.NewNRGBA(image.Rect(0, 0, 9, 9))), "wwww"},
		"PNG of one pixel":           {asPNG(t, quarters(1, 1)), "rrrr"},
		"PNG of 16 bits":             {asPNG(t, deep(quarters(40, 40))), "rbyp"},
		"grey JPEG":                  {asJPEG(t, grey(40)), "wwww"},
		"a script behind a GIF":      {append(asGIF(t, quarters(64, 64)), "<script>alert(1)</script>"...), "rbyp"},
		"an archive behind a JPEG":   {append(asJPEG(t, quarters(64, 64)), "PK\x03\x04 SECRET-PLACE"...), "rbyp"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			out, err := squares(c.file, Crop{}, []int{128, 32})
			if err != nil {
				t.Fatal(err)
			}
			if large, small := seen(t, out[0], 128), seen(t, out[1], 32); large != c.want || small != c.want {
				t.Errorf("seen are %s and %s, want %s", large, small, c.want)
			}
		})
	}
}

func deep(m image.Image) image.Image {
	out := image.NewNRGBA64(m.Bounds())
	for y := range m.Bounds().Dy() {
		for x := range m.Bounds().Dx() {
			out.Set(x, y, m.At(x, y))
		}
	}
	return out
}

func grey(side int) image.Image {
	m := image.NewGray(image.Rect(0, 0, side, side))
	for i := range m.Pix {
		m.Pix[i] = 200
	}
	return m
}

func TestSquaresTurnAsExifSays(t *testing.T) {
	t.Parallel()
	// Quarters as they are stored, and what one must see.
	want := map[orientation]string{1: "rbyp", 2: "brpy", 3: "pybr", 4: "yprb", 5: "rybp", 6: "yrpb", 7: "pbyr", 8: "bpry"}
	for o, letters := range want {
		for _, order := range []binary.AppendByteOrder{binary.LittleEndian, binary.BigEndian} {
			for name, file := range map[string][]byte{
				"JPEG": jpegWithExif(asJPEG(t, quarters(64, 64)), exif(order, o)),
				"PNG":  pngWithExif(asPNG(t, quarters(64, 64)), exif(order, o)),
			} {
				out, err := squares(file, Crop{}, []int{64, 16})
				if err != nil {
					t.Fatalf("%s, orientation %d: %v", name, o, err)
				}
				if got := seen(t, out[0], 64) + seen(t, out[1], 16); got != letters+letters {
					t.Errorf("%s, orientation %d, %s: seen is %s, want %s twice", name, o, order, got, letters)
				}
			}
		}
	}
	turned := riff(webpFile(t, webpLossless)[12:], chunk("EXIF", exif(binary.LittleEndian, 3)))
	out, err := squares(turned, Crop{}, []int{64})
	if err != nil || seen(t, out[0], 64) != "cybr" {
		t.Errorf("WebP, orientation 3: %v", err)
	}
}

func TestNothingOfTheFileSurvivesButItsPixels(t *testing.T) {
	t.Parallel()
	for name, file := range map[string][]byte{
		"JPEG":    jpegWithExif(asJPEG(t, quarters(64, 64)), exif(binary.LittleEndian, 1)),
		"PNG":     pngWithExif(asPNG(t, quarters(64, 64)), exif(binary.LittleEndian, 1)),
		"trailer": append(asJPEG(t, quarters(64, 64)), "SECRET-PLACE"...),
	} {
		if !bytes.Contains(file, []byte("SECRET-PLACE")) {
			t.Fatalf("%s: the test's own file has no secret", name)
		}
		out, err := squares(file, Crop{}, []int{64, 16})
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		for _, result := range out {
			for _, trace := range []string{"SECRET-PLACE", "Exif", "GPS", "COMMENT", "Comment"} {
				if bytes.Contains(result, []byte(trace)) {
					t.Errorf("%s: the result still has %q", name, trace)
				}
			}
		}
	}
}

func TestCropIsInUprightPixels(t *testing.T) {
	t.Parallel()
	sideways := jpegWithExif(asJPEG(t, quarters(200, 100)), exif(binary.BigEndian, 6)) // upright it is 100 × 200: y r above p b
	for name, c := range map[string]struct {
		crop Crop
		want string
	}{
		"above":                   {Crop{X: 0, Y: 0, Size: 100}, "yryr"},
		"below":                   {Crop{X: 0, Y: 100, Size: 100}, "pbpb"},
		"a corner":                {Crop{X: 50, Y: 100, Size: 50}, "bbbb"},
		"outside is moved inside": {Crop{X: 900, Y: 900, Size: 50}, "bbbb"},
		"negative":                {Crop{X: -5, Y: -5, Size: 50}, "yyyy"},
		"larger than the picture": {Crop{X: 0, Y: 0, Size: 5000}, "yryr"},
		"no size: the middle":     {Crop{X: 3, Y: 3}, "yrpb"},
	} {
		out, err := squares(sideways, c.crop, []int{64})
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if got := seen(t, out[0], 64); got != c.want {
			t.Errorf("%s: seen is %s, want %s", name, got, c.want)
		}
	}
}

func TestSquaresRefuseWhatIsNoPictureOrTooLarge(t *testing.T) {
	t.Parallel()
	whole := asJPEG(t, quarters(300, 300))
	for name, c := range map[string]struct {
		file []byte
		want error
	}{
		"nothing":                      {nil, errUnsupported},
		"text":                         {[]byte("hello"), errUnsupported},
		"SVG":                          {[]byte(`<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>`), errUnsupported},
		"HTML":                         {[]byte("<!doctype html><script>alert(1)</script>"), errUnsupported},
		"PDF":                          {[]byte("%PDF-1.7"), errUnsupported},
		"BMP":                          {[]byte("BM\x00\x00\x00\x00\x00\x00\x00\x00"), errUnsupported},
		"a sound in a RIFF":            {[]byte("RIFF\x04\x00\x00\x00WAVE"), errUnsupported},
		"a truncated JPEG":             {whole[:len(whole)/2], errBroken},
		"a JPEG that ends at once":     {whole[:4], errBroken},
		"a truncated PNG":              {asPNG(t, quarters(64, 64))[:60], errBroken},
		"a truncated GIF":              {asGIF(t, quarters(64, 64))[:40], errBroken},
		"a truncated WebP":             {webpFile(t, webpLossy)[:40], errBroken},
		"a script in a JPEG's clothes": {[]byte("\xff\xd8\xff<script>alert(1)</script>"), errBroken},
		"a PNG of 10 gigapixels":       {pngOf(100_000, 100_000), errDimensions},
		"a PNG of 51 megapixels":       {pngOf(7150, 7150), errDimensions},
		"a PNG of one long line":       {pngOf(40_000, 1), errDimensions},
		"a PNG without pixels":         {pngOf(0, 10), errBroken},
		"a PNG that only claims them":  {pngOf(7000, 7000), errBroken},
		"a GIF of 4 gigapixels":        {append([]byte("GIF89a\xff\xff\xff\xff\x80\x00\x00"), make([]byte, 20)...), errDimensions},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			out, err := squares(c.file, Crop{}, []int{64})
			if !errors.Is(err, c.want) || out != nil {
				t.Errorf("error %v, want %v", err, c.want)
			}
		})
	}
}

func TestGIFFrameStandsOnItsCanvas(t *testing.T) {
	t.Parallel()
	// A canvas of 4 × 4 with one red frame of 2 × 2 at (2, 2).
	file := []byte("GIF89a\x04\x00\x04\x00\x80\x00\x00\xff\x00\x00\xff\xff\xff" +
		"\x2c\x02\x00\x02\x00\x02\x00\x02\x00\x00" + "\x02\x03\x04\x10\x05\x00" + "\x3b")
	out, err := squares(file, Crop{}, []int{64})
	if err != nil {
		t.Fatal(err)
	}
	if got := seen(t, out[0], 64); got != "wwwr" {
		t.Errorf("seen is %s", got)
	}
}

func FuzzHeaders(f *testing.F) {
	f.Add(jpegWithExif(asJPEG(f, quarters(8, 8)), exif(binary.LittleEndian, 6)))
	f.Add(pngWithExif(asPNG(f, quarters(8, 8)), exif(binary.BigEndian, 3)))
	f.Add(animated(webpFile(f, webpLossy)))
	f.Add(riff(chunk("EXIF", exif(binary.LittleEndian, 8))))
	f.Add([]byte("\xff\xd8\xff\xff\xff\xff\xff\xe1\x00\x02"))
	f.Fuzz(func(t *testing.T, file []byte) {
		kind, ok := sniff(file)
		if !ok {
			return
		}
		if o := orientationOf(kind, file); o < 1 || o > 8 {
			t.Errorf("orientation %d", o)
		}
		if kind == formatWebP {
			stillWebP(file)
		}
	})
}
