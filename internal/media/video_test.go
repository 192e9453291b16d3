package media_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"causerie/internal/api"
	"causerie/internal/base"
	"causerie/internal/base/basetest"
	"causerie/internal/db"
	"causerie/internal/db/dbtest"
	"causerie/internal/media"
	"causerie/internal/testkit"
)

// studio is a service that makes videos, and an owner.
type studio struct {
	*media.Service
	dir   string
	actor api.Actor
}

func newStudio(t *testing.T, change func(*media.Config)) *studio {
	t.Helper()
	clock := basetest.NewClock(time.Now())
	config := media.Config{
		DB: dbtest.Open(t, dbtest.Store(t, db.SQLite)), Clock: clock, Log: slog.New(slog.DiscardHandler), Dir: t.TempDir(), Key: bytes.Repeat([]byte{7}, 32), FFmpeg: "ffmpeg",
	}
	if change != nil {
		change(&config)
	}
	s, err := media.New(config)
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() { defer close(ended); s.MakeVideos(ctx) }()
	t.Cleanup(func() { stop(); <-ended })
	return &studio{s, config.Dir, api.Actor{Account: base.NewID(time.Now())}}
}

// upload puts a file where one that came in by parts would be.
func (s *studio) upload(t *testing.T, file []byte) base.ID {
	t.Helper()
	id := base.NewID(time.Now())
	dir := filepath.Join(s.dir, "uploads", s.actor.Account.String())
	about := fmt.Sprintf(`{"ID":"%s","Size":%d,"Offset":%d}`, id, len(file), len(file))
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	for name, content := range map[string][]byte{id.String(): file, id.String() + ".info": []byte(about)} {
		if err := os.WriteFile(filepath.Join(dir, name), content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return id
}

// make asks for a video until something has become of it.
func (s *studio) make(t *testing.T, id base.ID) (media.Video, error) {
	t.Helper()
	for {
		v, _, err := s.MakeVideo(t.Context(), s.actor, id)
		if err != nil || v.State == "ready" {
			return v, err
		}
	}
}

// file is the one of a video that is served.
func (s *studio) file(t *testing.T, id base.ID, side int) []byte {
	t.Helper()
	name := fmt.Sprintf("%s-%d", id, side)
	var found []byte
	err := filepath.WalkDir(s.dir, func(path string, entry os.DirEntry, err error) error {
		if err == nil && entry.Name() == name {
			found, err = os.ReadFile(path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func TestAVideoIsMadeAnewAndTellsNothingOfItsMaking(t *testing.T) {
	t.Parallel()
	s := newStudio(t, nil)
	for name, film := range map[string][]byte{
		"as phones write it":       testkit.Film(t, "phone.mov", 2, 1920, 1080),
		"upright, of odd sides":    testkit.Film(t, "odd.mp4", 1, 405, 719, "-pix_fmt", "yuv444p"),
		"as browsers write it":     testkit.Film(t, "browser.webm", 1, 320, 240, "-c:v", "libvpx", "-deadline", "realtime", "-cpu-used", "8", "-c:a", "libopus"),
		"turned on its side later": testkit.Film(t, "turned.mp4", 1, 320, 240, "-metadata:s:v", "rotate=90"),
	} {
		if strings.HasSuffix(name, "it") && !bytes.Contains(film, []byte(testkit.Where)) {
			t.Fatalf("%s: the film does not tell where it was made", name)
		}
		v, err := s.make(t, s.upload(t, film))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		made := s.file(t, v.ID, media.VideoFile)
		for _, told := range []string{testkit.Where, "ISO6709", "secret", "Lavf"} {
			if bytes.Contains(made, []byte(told)) {
				t.Errorf("%s: the video tells %q", name, told)
			}
		}
		if moov, mdat := bytes.Index(made, []byte("moov")), bytes.Index(made, []byte("mdat")); moov < 0 || moov > mdat {
			t.Errorf("%s: a player has to have it whole before it begins", name)
		}
		if kinds := tracks(made); kinds != "video avc1 mp4a" {
			t.Errorf("%s: it is %s", name, kinds)
		}
		if v.Duration < 900 || v.Duration > 2200 || v.Placeholder == "" || len(s.file(t, v.ID, media.PhotoSmall)) == 0 {
			t.Errorf("%s: %+v", name, v)
		}
		want := map[string][2]int{"as phones write it": {1280, 720}, "as browsers write it": {320, 240}, "upright, of odd sides": {404, 718}}[name]
		if want[0] > 0 && (v.Width != want[0] || v.Height != want[1]) {
			t.Errorf("%s: %d × %d", name, v.Width, v.Height)
		}
	}
	if left, err := os.ReadDir(filepath.Join(s.dir, "incoming")); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
	if left, err := os.ReadDir(filepath.Join(s.dir, "uploads", s.actor.Account.String())); err != nil || len(left) > 0 {
		t.Errorf("uploads remain: %v, %v", left, err)
	}
}

// tracks tells of what an MP4 file is made, by the names of its sample descriptions.
func tracks(file []byte) string {
	all := "video"
	for at := 0; ; {
		i := bytes.Index(file[at:], []byte("stsd"))
		if i < 0 {
			return all
		}
		at += i + 4
		all += " " + string(file[at+12:at+16])
	}
}

func TestAListOfOtherFilesIsNoVideo(t *testing.T) {
	t.Parallel()
	var asked atomic.Int32
	site := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { asked.Add(1); w.WriteHeader(404) }))
	t.Cleanup(site.Close)
	secret := filepath.Join(t.TempDir(), "secret.mp4")
	other := testkit.Film(t, "other.mp4", 1, 64, 64)
	if err := os.WriteFile(secret, other, 0o600); err != nil {
		t.Fatal(err)
	}
	s := newStudio(t, nil)
	box := func(kind string, body ...byte) []byte {
		return append(append(binary.BigEndian.AppendUint32(nil, uint32(8+len(body))), kind...), body...)
	}
	lists := map[string][]byte{
		"HLS":    []byte("#EXTM3U\n#EXT-X-TARGETDURATION:5\n#EXTINF:5,\nfile://" + secret + "\n#EXTINF:5,\n" + site.URL + "/a.ts\n#EXT-X-ENDLIST\n"),
		"concat": []byte("ffconcat version 1.0\nfile '" + secret + "'\n"),
		"SDP":    []byte("v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=video 5004 RTP/AVP 96\na=rtpmap:96 H264/90000\n"),
		"DASH":   []byte(`<?xml version="1.0"?><MPD><Period><AdaptationSet><BaseURL>` + site.URL + `/</BaseURL></AdaptationSet></Period></MPD>`),
		"SVG":    []byte(`<svg xmlns="http://www.w3.org/2000/svg"><image href="` + site.URL + `/x.png"/></svg>`),
	}
	for name, list := range lists {
		for dress, file := range map[string][]byte{
			"as it is":  list,
			"as an MP4": append(append(box("ftyp", []byte("isom\x00\x00\x02\x00isomiso2avc1mp41")...), box("free")...), list...),
			"as a MOV":  append(append(box("ftyp", []byte("qt  \x00\x00\x00\x00qt  ")...), box("mdat", list...)...), box("moov", box("rmra", box("rmda", box("rdrf", append([]byte("\x00\x00\x00\x00url \x00\x00\x00\x40"), site.URL+"/m.mov\x00"...)...)...)...)...)...),
			"as a WebM": append([]byte("\x1a\x45\xdf\xa3"), list...),
		} {
			if v, err := s.make(t, s.upload(t, file)); base.CodeOf(err) != "video_invalid" {
				t.Errorf("%s %s: %+v, %v", name, dress, v, err)
			}
		}
	}
	if n := asked.Load(); n > 0 {
		t.Errorf("they had %d addresses asked for", n)
	}
}

func TestABombEndsAtItsLimits(t *testing.T) {
	t.Parallel()
	s := newStudio(t, func(c *media.Config) { c.VideoLength = 3 * time.Second; c.VideoBytes = 5 << 20 })
	huge := testkit.Film(t, "huge.mp4", 1, 64, 64)
	// The sides in the sample description and in the track's header: what a decoder takes memory for.
	for _, side := range [][]byte{{0, 64, 0, 64}, {0, 64, 0, 0, 0, 64, 0, 0}} {
		huge = bytes.ReplaceAll(huge, side, bytes.ReplaceAll(side, []byte{64}, []byte{255}))
	}
	long := testkit.Film(t, "long.mp4", 8, 64, 64)
	endless := bytes.Clone(long) // it says that it is short
	at := bytes.Index(endless, []byte("mvhd")) + 4
	binary.BigEndian.PutUint32(endless[at+16:], 1000)
	whole := testkit.Film(t, "whole.mp4", 1, 64, 64)
	for name, one := range map[string]struct {
		file []byte
		code string
	}{
		"long":                 {long, "video_too_long"},
		"longer than it says":  {endless, "video_too_long"},
		"without an end":       {testkit.Film(t, "live.webm", 6, 64, 64, "-c:v", "libvpx", "-deadline", "realtime", "-c:a", "libopus", "-live", "1"), "video_too_long"},
		"larger than is taken": {append(whole, make([]byte, 5<<20)...), "too_large"},
		"of too many pixels":   {testkit.Film(t, "many.mp4", 1, 64, 64, "-vf", "scale=9000:9000", "-r", "1", "-c:v", "mjpeg", "-pix_fmt", "yuvj420p"), "video_invalid"},
		"cut off":              {whole[:len(whole)/3], "video_invalid"},
		"nothing but sound":    {testkit.Film(t, "sound.mp4", 1, 64, 64, "-vn"), "video_invalid"},
		"a picture":            {testkit.Picture(t, 40, 40), "video_invalid"},
		"nothing":              {nil, "video_invalid"},
	} {
		id := s.upload(t, one.file)
		if v, err := s.make(t, id); base.CodeOf(err) != one.code {
			t.Errorf("%s: %+v, %v", name, v, err)
		}
		if left := s.file(t, id, media.VideoFile); left != nil {
			t.Errorf("%s: something was stored", name)
		}
	}
	if v, err := s.make(t, s.upload(t, huge)); err == nil && (v.Width > 1280 || v.Height > 1280) {
		t.Errorf("huge: %+v, %v", v, err)
	}
}

func TestWithoutFFmpegNoVideosAreTaken(t *testing.T) {
	t.Parallel()
	s := newStudio(t, func(c *media.Config) { c.FFmpeg = "" })
	if taken := s.Videos(); taken != nil {
		t.Errorf("it says that it takes %+v", taken)
	}
	if _, err := s.make(t, s.upload(t, testkit.Film(t, "film.mp4", 1, 64, 64))); base.CodeOf(err) != "videos_off" {
		t.Error(err)
	}
	if found, err := media.FindFFmpeg(t.Context(), filepath.Join(t.TempDir(), "ffmpeg")); err == nil {
		t.Errorf("what is not there was found: %+v", found)
	}
}
