package sound

import (
	"bytes"
	"encoding/binary"
	"errors"
	"os"
	"testing"
	"time"
)

// recorded is a file that Chromium made.
func recorded(t testing.TB, path string) []byte {
	t.Helper()
	file, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return file
}

const chromiumWebM = "../testkit/beeps.webm"

func seconds(n int) opus {
	o := opus{channels: 1, preSkip: 312}
	for i := range n * 50 {
		o.packets = append(o.packets, []byte{0xf8, byte(i), byte(i >> 8)}) // CELT, 20 ms
	}
	return o
}

// oggFile is a recording in Ogg with tags, so many packets in each page.
func oggFile(o opus, tags string, each int) []byte {
	var file []byte
	number := uint32(0)
	add := func(flags byte, packets ...[]byte) {
		var table, body []byte
		for _, p := range packets {
			table = append(append(table, bytes.Repeat([]byte{255}, len(p)/255)...), byte(len(p)%255))
			body = append(body, p...)
		}
		head := append([]byte("OggS\x00"), flags)
		head = append(head, make([]byte, 8)...)
		head = binary.LittleEndian.AppendUint32(head, 7)
		head = binary.LittleEndian.AppendUint32(head, number)
		head = append(append(head, 0, 0, 0, 0, byte(len(table))), table...)
		page := append(head, body...)
		binary.LittleEndian.PutUint32(page[22:], oggSum(page))
		file, number = append(file, page...), number+1
	}
	add(2, o.head())
	add(0, []byte("OpusTags"+tags))
	for at := 0; at < len(o.packets); at += each {
		end := min(at+each, len(o.packets))
		flags := byte(0)
		if end == len(o.packets) {
			flags = 4
		}
		add(flags, o.packets[at:end]...)
	}
	return file
}

// spoken is a recording of so many packets of AAC; nobody looks at what is in them.
func spoken(packets int) *aac {
	a := &aac{rate: 4, channels: 1}
	for i := range packets {
		a.packets = append(a.packets, bytes.Repeat([]byte{byte(i + 1)}, 20+i%7))
	}
	return a
}

func same(t *testing.T, got, want opus) {
	t.Helper()
	if got.channels != want.channels || got.preSkip != want.preSkip || len(got.packets) != len(want.packets) {
		t.Fatalf("%d channels, %d packets; want %d and %d", got.channels, len(got.packets), want.channels, len(want.packets))
	}
	for i := range got.packets {
		if !bytes.Equal(got.packets[i], want.packets[i]) {
			t.Fatalf("packet %d differs", i)
		}
	}
}

func TestWhatBrowsersRecordIsMadeAnew(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		file   []byte
		length time.Duration
		kind   string
	}{
		"WebM of Chromium": {recorded(t, chromiumWebM), 3 * time.Second, TypeWebM},
		"MP4 of Chromium":  {recorded(t, "testdata/chromium.mp4"), 3 * time.Second, TypeWebM},
		"MP4 of AAC":       {spoken(100).mp4(), 100 * aacFrame * time.Second / 44100, TypeMP4},
		"Ogg":              {oggFile(seconds(2), "made by my phone at home", 30), 2 * time.Second, TypeWebM},
	} {
		made, length, err := Rewrite(c.file, time.Minute)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if d := length - c.length; d < -200*time.Millisecond || d > 200*time.Millisecond {
			t.Errorf("%s plays for %v", name, length)
		}
		if TypeOf(made[:8]) != c.kind {
			t.Errorf("%s became %q", name, TypeOf(made[:8]))
		}
		again, second, err := Rewrite(made, time.Minute)
		if err != nil || second != length || !bytes.Equal(again, made) {
			t.Errorf("%s: what was made is made anew differently: %v, %v", name, second, err)
		}
		for _, left := range []string{"Chrome", "my phone", "OpusTags"} {
			if bytes.Contains(made, []byte(left)) {
				t.Errorf("%s: %q is still in it", name, left)
			}
		}
	}
}

func TestPacketsPassAsTheyAre(t *testing.T) {
	t.Parallel()
	o := seconds(12)
	o.packets[7] = append([]byte{0xf8}, bytes.Repeat([]byte("sound"), 200)...) // over several segments of a page
	file := oggFile(o, "", 11)
	read, err := readOgg(file)
	if err != nil {
		t.Fatal(err)
	}
	same(t, read, o)
	made, length, err := Rewrite(file, time.Minute)
	if err != nil || length != 12*time.Second-312*time.Second/opusRate {
		t.Fatalf("%v, %v", length, err)
	}
	read, err = readWebM(made)
	if err != nil {
		t.Fatal(err)
	}
	same(t, read, o)
}

// TestCuesLeadToClusters holds that a player finds a place of the recording where the cues say.
func TestCuesLeadToClusters(t *testing.T) {
	t.Parallel()
	made := seconds(12).webM(12 * time.Second)
	_, rest, _ := nextElement(made)
	segment, _, err := nextElement(rest)
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	walk := func(e element) error {
		if e.id != idCues {
			return nil
		}
		return eachElement(e.body, func(point element) error {
			var at, place uint64
			_ = eachElement(point.body, func(e element) error {
				if e.id == idCueTime {
					at = number(e.body)
				}
				if e.id != idCuePositions {
					return nil
				}
				return eachElement(e.body, func(e element) error {
					if e.id == idCueClusterPlace {
						place = number(e.body)
					}
					return nil
				})
			})
			cluster, _, err := nextElement(segment.body[place:])
			if err != nil || cluster.id != idCluster {
				t.Fatalf("at %d ms a cue leads to %x, %v", at, cluster.id, err)
			}
			stamp, _, err := nextElement(cluster.body)
			if err != nil || stamp.id != idTimestamp || number(stamp.body) != at || at != uint64(found*clusterTicks) {
				t.Errorf("a cue of %d ms leads to %d ms", at, number(stamp.body))
			}
			found++
			return nil
		})
	}
	if err := eachElement(segment.body, walk); err != nil || found != 3 {
		t.Errorf("%d cues, %v", found, err)
	}
}

func TestWhatIsNoRecordingIsRefused(t *testing.T) {
	t.Parallel()
	webM, ogg := recorded(t, chromiumWebM), oggFile(seconds(2), "", 30)
	flipped := bytes.Clone(ogg)
	flipped[len(flipped)-1] ^= 1
	replaced := func(file []byte, old, with string) []byte { return bytes.ReplaceAll(file, []byte(old), []byte(with)) }
	for name, c := range map[string]struct {
		file []byte
		want error
	}{
		"nothing":                 {nil, ErrUnsupported},
		"a picture":               {[]byte("GIF89a\x01\x00\x01\x00"), ErrUnsupported},
		"a page":                  {[]byte("<!doctype html><script>alert(1)</script>"), ErrUnsupported},
		"WebM of Vorbis":          {replaced(webM, "A_OPUS", "A_VORB"), ErrUnsupported},
		"another kind of EBML":    {replaced(webM, "webm", "mine"), ErrUnsupported},
		"WebM that is cut off":    {webM[:len(webM)-3], ErrBroken},
		"WebM without sound":      {webM[:0xa1], ErrBroken},
		"no head of Opus":         {replaced(webM, "OpusHead", "OpusHand"), ErrBroken},
		"Ogg that is cut off":     {ogg[:len(ogg)-1], ErrBroken},
		"Ogg with a flipped bit":  {flipped, ErrBroken},
		"another stream after it": {append(bytes.Clone(ogg), ogg...), ErrUnsupported},
		"a packet of nothing":     {oggFile(opus{channels: 1, packets: [][]byte{{0xf8}, {}}}, "", 5), ErrBroken},
		"MP4 that is cut off":     {spoken(9).mp4()[:700], ErrBroken},
		"MP4 without sound":       {spoken(0).mp4(), ErrBroken},
		"MP4 of video":            {replaced(spoken(9).mp4(), "soun", "vide"), ErrUnsupported},
		"MP4 of another code":     {replaced(spoken(9).mp4(), "mp4a", "alac"), ErrUnsupported},
		"MP4 that is encrypted":   {replaced(spoken(9).mp4(), "mp4a", "enca"), ErrUnsupported},
		"MP4 with no mdat":        {replaced(spoken(9).mp4(), "mdat", "free"), ErrBroken},
		"MP4 that is too long":    {spoken(44100 * 61 / aacFrame).mp4(), ErrTooLong},
		"three channels":          {oggFile(opus{channels: 3, packets: [][]byte{{0xf8}}}, "", 5), ErrUnsupported},
		"less than is skipped":    {oggFile(opus{channels: 1, preSkip: 960, packets: [][]byte{{0xf8}}}, "", 5), ErrBroken},
		"too long":                {oggFile(seconds(62), "", 50), ErrTooLong},
	} {
		if made, _, err := Rewrite(c.file, time.Minute); !errors.Is(err, c.want) || made != nil {
			t.Errorf("%s: %d bytes, %v", name, len(made), err)
		}
	}
}

func TestHowLongAPacketPlays(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		packet []byte
		want   int
	}{
		"one frame of 20 ms":          {[]byte{0xf8, 1}, 960},
		"one frame of 2.5 ms":         {[]byte{0xe0, 1}, 120},
		"one frame of 60 ms":          {[]byte{0x18, 1}, 2880},
		"two of one length":           {[]byte{0xf9, 1, 1}, 1920},
		"two of one length, odd":      {[]byte{0xf9, 1}, 0},
		"two of two lengths":          {[]byte{0xfa, 1, 1, 2, 2}, 1920},
		"two, the first too long":     {[]byte{0xfa, 5, 1}, 0},
		"three of one length":         {[]byte{0xfb, 3, 1, 1, 1}, 2880},
		"three of other lengths":      {[]byte{0xfb, 0x83, 1, 0, 1, 2, 2, 2}, 2880},
		"padded":                      {[]byte{0xfb, 0x41, 2, 1, 0, 0}, 960},
		"padded beyond its end":       {[]byte{0xfb, 0x41, 9, 1}, 0},
		"none":                        {[]byte{0xfb, 0}, 0},
		"many for more than 120 ms":   {append([]byte{0xfb, 7}, make([]byte, 7)...), 0},
		"a frame that is too long":    {make([]byte, 1277), 0},
		"a frame that is just so":     {make([]byte, 1276), 480},
		"lengths that end too early":  {[]byte{0xfb, 0x83, 252}, 0},
		"a length of two bytes, good": {append([]byte{0xfa, 252, 0}, make([]byte, 252)...), 1920},
	} {
		if got := opusSamples(c.packet); got != c.want {
			t.Errorf("%s: %d samples instead of %d", name, got, c.want)
		}
	}
}

// FuzzRewrite holds that whatever becomes of a file is a recording of the same kind and length, and not much larger.
func FuzzRewrite(f *testing.F) {
	f.Add(recorded(f, chromiumWebM)[:2000])
	f.Add(recorded(f, chromiumWebM))
	f.Add(recorded(f, "testdata/chromium.mp4"))
	f.Add(oggFile(seconds(1), "tags", 9))
	f.Add(spoken(9).mp4())
	f.Add(seconds(6).webM(6 * time.Second))
	f.Fuzz(func(t *testing.T, file []byte) {
		made, length, err := Rewrite(file, time.Minute)
		if err != nil {
			if made != nil || !errors.Is(err, ErrBroken) && !errors.Is(err, ErrUnsupported) && !errors.Is(err, ErrTooLong) {
				t.Errorf("%d bytes, %v", len(made), err)
			}
			return
		}
		if length <= 0 || length > time.Minute || TypeOf(made) == "" || len(made) > 1000+20*len(file) {
			t.Errorf("%d bytes of %d, %v, %q", len(made), len(file), length, TypeOf(made))
		}
		again, same, err := Rewrite(made, time.Minute)
		if err != nil || same != length || !bytes.Equal(again, made) {
			t.Errorf("what was made is not made anew as it is: %v", err)
		}
	})
}

// TestNoByteOfAnMP4IsTakenTwice holds that a small file cannot become a large one.
func TestNoByteOfAnMP4IsTakenTwice(t *testing.T) {
	t.Parallel()
	file := spoken(9).mp4()
	at := bytes.Index(file, []byte("stsz")) + 4
	binary.BigEndian.PutUint32(file[at+4:], 30)    // each has as many bytes
	binary.BigEndian.PutUint32(file[at+8:], 1<<31) // and there are that many
	at = bytes.Index(file, []byte("stsc")) + 4
	binary.BigEndian.PutUint32(file[at+12:], 1<<31)
	if made, _, err := Rewrite(file, time.Hour); !errors.Is(err, ErrBroken) {
		t.Errorf("%d bytes, %v", len(made), err)
	}
}
