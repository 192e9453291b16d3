package media

import (
	"bytes"
	"encoding/binary"
	"errors"
	"image"
	"image/jpeg"
	"image/png"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// stored is a file of testdata; make-heif.mjs there makes them.
func stored(t testing.TB, name string) []byte {
	t.Helper()
	file, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return file
}

// sized is a HEIF file whose pictures all claim to be of w × h.
func sized(file []byte, w, h uint32) []byte {
	out := bytes.Clone(file)
	for at := 0; ; at += 4 {
		i := bytes.Index(out[at:], []byte("ispe"))
		if i < 0 {
			return out
		}
		at += i
		binary.BigEndian.PutUint32(out[at+8:], w)
		binary.BigEndian.PutUint32(out[at+12:], h)
	}
}

func TestPhotosOfTelephonesAreMadeAnew(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		file string
		size image.Point
		want string
	}{
		"one picture":                {"plain.heic", image.Pt(192, 128), "rbyp"},
		"of tiles, a general brand":  {"grid.heic", image.Pt(128, 128), "rbyp"},
		"on its side, with EXIF":     {"sideways.heic", image.Pt(128, 128), "yrpb"},
		"colours as television does": {"narrow.heic", image.Pt(128, 128), "rbyp"},
	} {
		file := stored(t, c.file)
		out, err := fitted(file, sidesOf[kindPhoto], false)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		for _, made := range out[:2] {
			if size, letters := corners(t, made); size != c.size || letters != c.want {
				t.Errorf("%s: it is of %v and seen is %s, want %v and %s", name, size, letters, c.size, c.want)
			}
			if bytes.Contains(made, []byte("SECRET-PLACE")) || bytes.Contains(made, []byte("Exif")) {
				t.Errorf("%s: what the camera noted is still there", name)
			}
		}
	}
}

// TestWorkerDecodesPhotosOfTelephones has the limits of its process leave what the decoder needs to begin.
func TestWorkerDecodesPhotosOfTelephones(t *testing.T) {
	t.Parallel()
	out, err := newWorkers(ownBinary(t)).do(t.Context(), time.Now(), bytes.NewReader(stored(t, "grid.heic")), job{Sizes: sidesOf[kindAvatar]})
	if err != nil {
		t.Fatal(err)
	}
	if got := seen(t, out[1], Small); got != "rbyp" {
		t.Errorf("seen is %s", got)
	}
}

func TestColoursAreThoseThatWereMeant(t *testing.T) {
	t.Parallel()
	const near = 12 // of 255: files that lose something, of a colour at the edge of what there is
	tagged := stored(t, "p3.png")
	plain, err := png.Decode(bytes.NewReader(tagged))
	if err != nil {
		t.Fatal(err)
	}
	asJPEGWith := func(profile []byte) []byte {
		file := asJPEG(t, plain)
		out := append([]byte{}, file[:2]...)
		for i, part := range [][]byte{profile[:200], profile[200:]} {
			body := append([]byte("ICC_PROFILE\x00\x00\x00"), part...)
			body[12], body[13] = byte(i+1), 2
			out = binary.BigEndian.AppendUint16(append(out, 0xff, 0xe2), uint16(2+len(body)))
			out = append(out, body...)
		}
		return append(out, file[2:]...)
	}
	for name, c := range map[string]struct {
		file    []byte
		r, g, b int
	}{
		"HEIC in Display P3":       {stored(t, "p3.heic"), 0, 160, 0},
		"PNG in Display P3":        {tagged, 0, 160, 0},
		"JPEG in Display P3":       {asJPEGWith(pngProfile(tagged)), 0, 160, 0},
		"the same without profile": {asJPEG(t, plain), 71, 158, 44},
		"a profile that is broken": {asJPEGWith(bytes.Replace(pngProfile(tagged), []byte("rXYZ"), []byte("????"), 1)), 71, 158, 44},
	} {
		for of, make := range map[string]func() ([][]byte, error){
			"photo":  func() ([][]byte, error) { return fitted(c.file, []int{40, 4}, false) },
			"avatar": func() ([][]byte, error) { return squares(c.file, Crop{}, []int{40, 4}) },
		} {
			out, err := make()
			if err != nil {
				t.Errorf("%s: %v", name, err)
				continue
			}
			for _, made := range out[:2] {
				m, err := jpeg.Decode(bytes.NewReader(made))
				if err != nil {
					t.Fatal(err)
				}
				r, g, b, _ := m.At(1, 1).RGBA()
				for i, d := range []int{int(r>>8) - c.r, int(g>>8) - c.g, int(b>>8) - c.b} {
					if d < -near || d > near {
						t.Errorf("%s, %s: channel %d is %d beside what was meant", name, of, i, d)
					}
				}
			}
		}
	}
}

func TestBrokenPhotosOfTelephonesAreRefused(t *testing.T) {
	t.Parallel()
	plain, grid := stored(t, "plain.heic"), stored(t, "grid.heic")
	largeGrid := bytes.Replace(grid, []byte{0, 0, 1, 1, 0, 128, 0, 128}, []byte{0, 0, 1, 1, 0xff, 0xff, 0xff, 0xff}, 1)
	for name, c := range map[string]struct {
		file []byte
		want error
	}{
		"a video of that family":           {append([]byte("\x00\x00\x00\x14ftypisom\x00\x00\x00\x00heic"), plain[24:]...), errUnsupported},
		"AVIF":                             {append([]byte("\x00\x00\x00\x18ftypavif\x00\x00\x00\x00mif1miaf"), plain[24:]...), errUnsupported},
		"nothing behind its first box":     {plain[:28], errBroken},
		"cut in its head":                  {plain[:200], errBroken},
		"cut in its picture":               {plain[:len(plain)-60], errBroken},
		"a picture of 10 gigapixels":       {sized(plain, 100_000, 100_000), errDimensions},
		"a picture of 51 megapixels":       {sized(plain, 7150, 7150), errDimensions},
		"a picture of 2^62 pixels":         {sized(plain, 1<<31, 1<<31), errDimensions},
		"a picture without pixels":         {sized(plain, 0, 0), errBroken},
		"tiles that are larger than said":  {largeGrid, errBroken},
		"one that is part of itself":       {bytes.Replace(grid, []byte{0, 5, 0, 4, 0, 1}, []byte{0, 5, 0, 4, 0, 5}, 1), errBroken},
		"a script in a photo's clothes":    {append(bytes.Clone(plain[:28]), "<script>alert(1)</script>"...), errBroken},
		"a box that is longer than a file": {append(bytes.Clone(plain[:28]), "\x7f\xff\xff\xffmeta\x00\x00\x00\x00"...), errBroken},
	} {
		out, err := fitted(c.file, []int{64}, false)
		if !errors.Is(err, c.want) || out != nil {
			t.Errorf("%s: error %v, want %v", name, err, c.want)
		}
	}
}

// FuzzHEIF reads what comes before any picture is decoded, and colour profiles.
func FuzzHEIF(f *testing.F) {
	for _, name := range []string{"plain.heic", "grid.heic", "sideways.heic", "narrow.heic", "p3.heic"} {
		f.Add(stored(f, name))
	}
	f.Add(pngProfile(stored(f, "p3.png")))
	f.Fuzz(func(t *testing.T, file []byte) {
		h, ok := readHEIF(file)
		if ok && (h.width < 1 || h.height < 1) {
			t.Errorf("it is of %d × %d", h.width, h.height)
		}
		for _, profile := range [][]byte{file, h.icc} {
			if c := readProfile(profile); c != nil {
				c.of(1, 127, 255)
			}
		}
	})
}
