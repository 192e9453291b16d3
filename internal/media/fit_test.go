package media

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"image"
	"image/jpeg"
	"image/png"
	"strings"
	"testing"
	"time"

	tus "github.com/tus/tusd/v2/pkg/handler"

	"causerie/internal/base"
)

// corners reads the colours of a JPEG's quarters, as seen does, whatever its size.
func corners(t testing.TB, file []byte) (size image.Point, letters string) {
	t.Helper()
	m, err := jpeg.Decode(bytes.NewReader(file))
	if err != nil {
		t.Fatalf("the result is no JPEG: %v", err)
	}
	size = m.Bounds().Size()
	square := image.NewRGBA(image.Rect(0, 0, 64, 64))
	for y := range 64 {
		for x := range 64 {
			square.Set(x, y, m.At(x*size.X/64, y*size.Y/64))
		}
	}
	return size, seen(t, asJPEG(t, square), 64)
}

func TestPhotosKeepTheirShapeAndTurnUpright(t *testing.T) {
	t.Parallel()
	little := binary.LittleEndian
	for name, c := range map[string]struct {
		file         []byte
		large, small image.Point
		want         string
	}{
		"larger than is shown":     {asPNG(t, quarters(1000, 500)), image.Pt(400, 200), image.Pt(100, 50), "rbyp"},
		"a little larger":          {asPNG(t, quarters(500, 250)), image.Pt(400, 200), image.Pt(100, 50), "rbyp"},
		"smaller than is shown":    {asJPEG(t, quarters(60, 80)), image.Pt(60, 80), image.Pt(60, 80), "rbyp"},
		"on its side":              {jpegWithExif(asJPEG(t, quarters(1000, 500)), exif(little, 6)), image.Pt(200, 400), image.Pt(50, 100), "yrpb"},
		"on its head":              {pngWithExif(asPNG(t, quarters(1000, 500)), exif(little, 3)), image.Pt(400, 200), image.Pt(100, 50), "pybr"},
		"a WebP with EXIF":         {riff(webpFile(t, webpLossless)[12:], chunk("EXIF", exif(little, 3))), image.Pt(32, 16), image.Pt(32, 16), "cybr"},
		"one line of pixels":       {asPNG(t, quarters(3000, 1)), image.Pt(400, 1), image.Pt(100, 1), "rbrb"},
		"transparent":              {asPNG(t, image.NewNRGBA(image.Rect(0, 0, 900, 900))), image.Pt(400, 400), image.Pt(100, 100), "wwww"},
		"a script behind a GIF":    {append(asGIF(t, quarters(64, 64)), "<script>SECRET-PLACE</script>"...), image.Pt(64, 64), image.Pt(64, 64), "rbyp"},
		"an archive behind a JPEG": {append(asJPEG(t, quarters(64, 64)), "PK\x03\x04 SECRET-PLACE"...), image.Pt(64, 64), image.Pt(64, 64), "rbyp"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			out, err := fitted(c.file, []int{400, 100}, false)
			if err != nil || len(out) != 3 {
				t.Fatalf("%d results, %v", len(out), err)
			}
			for i, want := range []image.Point{c.large, c.small} {
				size, letters := corners(t, out[i])
				if size != want || letters != c.want && name != "one line of pixels" {
					t.Errorf("it is of %v and seen is %s, want %v and %s", size, letters, want, c.want)
				}
				for _, trace := range []string{"SECRET-PLACE", "Exif", "GPS"} {
					if bytes.Contains(out[i], []byte(trace)) {
						t.Errorf("a result still has %q", trace)
					}
				}
			}
			if n := len(out[2]); n < placeholderLeast || n > placeholderMost {
				t.Errorf("its placeholder has %d bytes", n)
			}
		})
	}
}

// TestWorkerTakesTheLargestPhotoItPromises has the limits of its process hold all of it: 50 megapixels, of a kind that decodes to four bytes each.
func TestWorkerTakesTheLargestPhotoItPromises(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	plain := image.NewNRGBA(image.Rect(0, 0, 7071, 7071))
	for i := range plain.Pix {
		plain.Pix[i] = 0xff
	}
	if err := (&png.Encoder{CompressionLevel: png.BestSpeed}).Encode(&b, plain); err != nil {
		t.Fatal(err)
	}
	out, err := newWorkers(ownBinary(t)).do(t.Context(), time.Now(), &b, job{Sizes: sidesOf[kindPhoto], Whole: true})
	if err != nil {
		t.Fatal(err)
	}
	if size, letters := corners(t, out[0]); size != image.Pt(PhotoLarge, PhotoLarge) || letters != "wwww" {
		t.Errorf("it is of %v, seen is %s", size, letters)
	}
}

// FuzzPhoto is FuzzPicture for what is made of photos.
func FuzzPhoto(f *testing.F) {
	f.Add(asJPEG(f, quarters(9, 8)))
	f.Add(asPNG(f, quarters(8, 300)))
	f.Add(asGIF(f, quarters(8, 8)))
	f.Add(webpFile(f, webpAlpha))
	f.Add(jpegWithExif(asJPEG(f, quarters(90, 8)), exif(binary.BigEndian, 7)))
	f.Fuzz(func(t *testing.T, file []byte) {
		kind, ok := sniff(file)
		if !ok || checkSmall(kind, file) != nil {
			return
		}
		out, err := fitted(file, []int{40, 16}, false)
		if err != nil {
			if !errors.Is(err, errBroken) && !errors.Is(err, errDimensions) {
				t.Error(err)
			}
			return
		}
		var reply bytes.Buffer
		if err := writeReply(&reply, out, nil); err != nil {
			t.Fatal(err)
		}
		if _, err := readReply(reply.Bytes(), job{Sizes: []int{40, 16}, Whole: true}); err != nil {
			t.Errorf("the server does not take what was made: %v", err)
		}
	})
}

func TestUploadsThatRestAreRemoved(t *testing.T) {
	t.Parallel()
	everywhere(t, func(t *testing.T, s kept) {
		all, by := incoming{s.store, s.clock}, &uploading{owner: base.NewID(s.clock.Now())}
		ctx := context.WithValue(t.Context(), uploadingKey{}, by)
		begun, err := all.NewUpload(ctx, tus.FileInfo{Size: 10})
		if err != nil {
			t.Fatal(err)
		}
		if n, err := begun.WriteChunk(ctx, 0, strings.NewReader("half")); n != 4 || err != nil {
			t.Fatal(n, err)
		}
		info, err := begun.GetInfo(ctx)
		if err != nil {
			t.Fatal(err)
		}
		for _, there := range []bool{true, false} { // one of them on each side of two days
			s.clock.Move(uploadAge - time.Hour)
			if err := s.Sweep(ctx, s.clock.Now()); err != nil {
				t.Fatal(err)
			}
			if _, err := all.GetUpload(ctx, info.ID); (err == nil) != there {
				t.Errorf("there: %v, %v", !there, err)
			}
		}
		if left, err := s.store.uploads(by.owner).count(ctx); err != nil || left > 0 {
			t.Errorf("what is left: %v, %v", left, err)
		}
	})
}

func TestOriginalsKeepTheirDimensionsAndNothingElse(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		file []byte
		size image.Point
		want string
	}{
		"a JPEG":                {asJPEG(t, quarters(500, 300)), image.Pt(500, 300), "rbyp"},
		"on its side":           {jpegWithExif(asJPEG(t, quarters(500, 300)), exif(binary.BigEndian, 6)), image.Pt(300, 500), "yrpb"},
		"a PNG":                 {pngWithExif(asPNG(t, quarters(300, 301)), exif(binary.LittleEndian, 1)), image.Pt(300, 301), "rbyp"},
		"transparent":           {asPNG(t, image.NewNRGBA(image.Rect(0, 0, 300, 300))), image.Pt(300, 300), "wwww"},
		"a photo of telephones": {stored(t, "sideways.heic"), image.Pt(128, 128), "yrpb"},
	} {
		out, err := fitted(c.file, []int{200, 100}, true)
		if err != nil || len(out) != 4 {
			t.Fatalf("%s: %d results, %v", name, len(out), err)
		}
		if size, letters := corners(t, out[0]); size != c.size || letters != c.want {
			t.Errorf("%s: it is of %v and seen is %s, want %v and %s", name, size, letters, c.size, c.want)
		}
		if bytes.Contains(out[0], []byte("SECRET-PLACE")) || bytes.Contains(out[0], []byte("Exif")) {
			t.Errorf("%s: what the camera noted is still there", name)
		}
		var reply bytes.Buffer
		if err := writeReply(&reply, out, nil); err != nil {
			t.Fatal(err)
		}
		if _, err := readReply(reply.Bytes(), job{Sizes: []int{200, 100}, Whole: true, All: true}); err != nil {
			t.Errorf("%s: the server does not take what was made: %v", name, err)
		}
	}
}
