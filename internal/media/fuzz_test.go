package media

import (
	"bytes"
	"errors"
	"image"
	"testing"
	"time"

	"causerie/internal/base"
)

// FuzzPicture has whole files decoded, of a size that fuzzing can afford: the worker's limits are for the rest.
func FuzzPicture(f *testing.F) {
	f.Add(asJPEG(f, quarters(8, 8)))
	f.Add(asPNG(f, quarters(8, 8)))
	f.Add(asGIF(f, quarters(8, 8)))
	f.Add(webpFile(f, webpLossy))
	f.Add(animated(webpFile(f, webpLossy)))
	f.Fuzz(func(t *testing.T, file []byte) {
		kind, ok := sniff(file)
		if !ok || checkSmall(kind, file) != nil {
			return
		}
		out, err := squares(file, Crop{}, []int{16})
		switch {
		case err == nil && len(out) == 1:
			if made, ok := sniff(out[0]); !ok || made != formatJPEG {
				t.Error("what was made is no JPEG")
			}
		case !errors.Is(err, errBroken) && !errors.Is(err, errDimensions):
			t.Errorf("%d pictures, %v", len(out), err)
		}
	})
}

// checkSmall is checkDimensions with less to spare.
func checkSmall(kind format, file []byte) error {
	if kind == formatWebP {
		file = stillWebP(file)
	}
	if err := checkDimensions(kind, file); err != nil {
		return err
	}
	if kind == formatHEIF { // whose decoder takes long: its fuzzing is of what comes before
		return errDimensions
	}
	c, _, err := image.DecodeConfig(bytes.NewReader(file))
	if err == nil && c.Width*c.Height > 1<<18 {
		return errDimensions
	}
	return err
}

func FuzzAddress(f *testing.F) {
	s := &Service{Config: Config{Clock: base.SystemClock{}, Key: make([]byte, 32)}}
	viewer, owner, picture := base.NewID(time.Now()), base.NewID(time.Now()), base.NewID(time.Now())
	f.Add(Small, "1790000000", "x")
	f.Add(-1, "+9223372036854775807", "")
	f.Add(Large, "09999999999", "AAAA")
	f.Fuzz(func(t *testing.T, side int, expires, signature string) {
		if s.valid(viewer, owner, picture, side, expires, signature) {
			t.Errorf("%d, %q, %q was signed by nobody", side, expires, signature)
		}
	})
}
