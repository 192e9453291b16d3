package media

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"image"
	"image/png"
	"os"
	"testing"
	"time"

	"causerie/internal/base"
)

func ownBinary(t testing.TB) string {
	t.Helper()
	binary, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	return binary
}

func TestWorkerMakesSquares(t *testing.T) {
	t.Parallel()
	w := newWorkers(ownBinary(t))
	out, err := w.do(t.Context(), time.Now(), bytes.NewReader(asPNG(t, quarters(300, 200))), job{Sizes: []int{64, 16}, Crop: Crop{Size: 50}})
	if err != nil {
		t.Fatal(err)
	}
	if seen(t, out[0], 64) != "rrrr" || seen(t, out[1], 16) != "rrrr" {
		t.Error("the crop is not what was asked for")
	}
}

func TestWorkerTakesTheLargestPictureItPromises(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	plain := image.NewPaletted(image.Rect(0, 0, 7071, 7071), quartersPalette)
	if err := (&png.Encoder{CompressionLevel: png.BestSpeed}).Encode(&b, plain); err != nil {
		t.Fatal(err)
	}
	out, err := newWorkers(ownBinary(t)).do(t.Context(), time.Now(), &b, job{Sizes: sidesOf[kindAvatar]})
	if err != nil {
		t.Fatal(err)
	}
	if got := seen(t, out[0], Large); got != "rrrr" {
		t.Errorf("seen is %s", got)
	}
}

func TestQueueOfPicturesIsBounded(t *testing.T) {
	t.Parallel()
	w := newWorkers(ownBinary(t))
	now := time.Now()
	for range cap(w.waiting) {
		w.waiting <- struct{}{}
	}
	_, err := w.do(t.Context(), now, bytes.NewReader(nil), job{Sizes: sidesOf[kindAvatar]})
	var told *base.Error
	if !errors.As(err, &told) || told.Code != "unavailable" || !told.RetryAt.After(now) {
		t.Errorf("error %v", err)
	}
}

func TestOneOwnerDoesNotFillTheQueue(t *testing.T) {
	t.Parallel()
	var s shares
	one, other := base.NewID(time.Now()), base.NewID(time.Now())
	for range picturesOfOne {
		if !s.take(one) {
			t.Fatal("refused within the share")
		}
	}
	if s.take(one) || !s.take(other) {
		t.Error("a share is not each owner's own")
	}
	s.give(one)
	if !s.take(one) {
		t.Error("what is done still counts")
	}
	for range picturesOfOne {
		s.give(one)
	}
	s.give(other)
	if len(s.held) != 0 {
		t.Errorf("owners of nothing are remembered: %v", s.held)
	}
}

func TestWaitingForAWorkerEndsWithTheRequest(t *testing.T) {
	t.Parallel()
	w := newWorkers(ownBinary(t))
	for range cap(w.running) {
		w.running <- struct{}{}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := w.do(ctx, time.Now(), bytes.NewReader(nil), job{Sizes: sidesOf[kindAvatar]}); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
	if len(w.waiting) != 0 {
		t.Error("its place in the queue is still taken")
	}
}

func TestNoTimeForAPictureIsNotItsFault(t *testing.T) {
	t.Parallel()
	w, now := newWorkers(ownBinary(t)), time.Now()
	w.wait = time.Nanosecond
	_, err := w.do(t.Context(), now, bytes.NewReader(nil), job{Sizes: sidesOf[kindAvatar]})
	var told *base.Error
	if !errors.As(err, &told) || told.Code != "unavailable" || !told.RetryAt.After(now) {
		t.Errorf("error %v", err)
	}
}

func TestMissingWorkerIsOurFault(t *testing.T) {
	t.Parallel()
	w := newWorkers(t.TempDir() + "/none")
	if _, err := w.do(t.Context(), time.Now(), bytes.NewReader(nil), job{Sizes: sidesOf[kindAvatar]}); base.CodeOf(err) != "internal" {
		t.Errorf("error %v", err)
	}
}

func TestReplyIsReadWithoutTrust(t *testing.T) {
	t.Parallel()
	picture := asJPEG(t, quarters(8, 8))
	written := func(results [][]byte, failure error) []byte {
		var b bytes.Buffer
		if err := writeReply(&b, results, failure); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	good := written([][]byte{picture, picture}, nil)
	if out, err := readReply(good, job{Sizes: make([]int, 2)}); err != nil || len(out) != 2 || !bytes.Equal(out[1], picture) {
		t.Fatalf("a good reply: %v", err)
	}
	huge := append([]byte{}, good[:wordLength+1]...)
	huge = binary.BigEndian.AppendUint32(huge, 1<<31)
	for name, c := range map[string]struct {
		reply []byte
		want  error
	}{
		"nothing":              {nil, errBroken},
		"cut off":              {good[:len(good)-1], errBroken},
		"more than there is":   {huge, errBroken},
		"something behind":     {append(append([]byte{}, good...), 0), errBroken},
		"too few results":      {written([][]byte{picture}, nil), errBroken},
		"a result that is not": {written([][]byte{picture, []byte("<script>")}, nil), errBroken},
		"refused":              {written(nil, errUnsupported), errUnsupported},
		"too many pixels":      {written(nil, errDimensions), errDimensions},
		"broken":               {written(nil, errBroken), errBroken},
		"a word of its own":    {written(nil, errors.New("hello")), errBroken},
	} {
		if out, err := readReply(c.reply, job{Sizes: make([]int, 2)}); !errors.Is(err, c.want) || out != nil {
			t.Errorf("%s: error %v, want %v", name, err, c.want)
		}
	}
}

func FuzzReply(f *testing.F) {
	var b bytes.Buffer
	if err := writeReply(&b, [][]byte{asJPEG(f, quarters(8, 8))}, nil); err != nil {
		f.Fatal(err)
	}
	f.Add(b.Bytes())
	f.Fuzz(func(t *testing.T, reply []byte) {
		if out, err := readReply(reply, job{Sizes: make([]int, 1)}); err == nil && len(out) != 1 {
			t.Errorf("%d results", len(out))
		}
	})
}
