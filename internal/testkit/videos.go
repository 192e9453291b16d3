package testkit

import (
	"bytes"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"
)

// Where is what the films of tests tell of where they were made, which nobody is to read.
const Where = "+48.8577+002.2950/"

// Film is a file as cameras write them, of so many seconds, with the place where it was made, a title, chapters and subtitles. It is made by ffmpeg with more arguments before its name.
func Film(t testing.TB, name string, seconds, width, height int, more ...string) []byte {
	t.Helper()
	dir := t.TempDir()
	subtitles, chapters := filepath.Join(dir, "said.srt"), filepath.Join(dir, "chapters.txt")
	for path, text := range map[string]string{
		subtitles: "1\n00:00:00,000 --> 00:00:01,000\nsecret words\n",
		chapters:  ";FFMETADATA1\ntitle=secret title\nlocation=" + Where + "\ncom.apple.quicktime.location.ISO6709=" + Where + "\n[CHAPTER]\nTIMEBASE=1/1000\nSTART=0\nEND=500\ntitle=secret chapter\n",
	} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	length := strconv.Itoa(seconds)
	arguments := []string{"-nostdin", "-loglevel", "error", "-y", "-f", "lavfi", "-i", "testsrc=rate=10:duration=" + length + ":size=" + strconv.Itoa(width) + "x" + strconv.Itoa(height),
		"-f", "lavfi", "-i", "sine=duration=" + length, "-i", subtitles, "-i", chapters, "-map", "0", "-map", "1", "-map_metadata", "3", "-map_chapters", "3", "-movflags", "use_metadata_tags"}
	path := filepath.Join(dir, name)
	if filepath.Ext(name) == ".mov" || filepath.Ext(name) == ".mp4" {
		arguments = append(arguments, "-map", "2", "-c:s", "mov_text", "-pix_fmt", "yuv420p", "-preset", "ultrafast")
	}
	if out, err := exec.CommandContext(t.Context(), "ffmpeg", append(append(arguments, more...), path)...).CombinedOutput(); err != nil {
		t.Fatalf("ffmpeg makes no film: %v\n%s", err, out)
	}
	file, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return file
}

// Video uploads a film and waits until it is ready to be sent, and returns its id.
func (s *Server) Video(t testing.TB, p Person, film []byte) string {
	t.Helper()
	id := s.Upload(t, p, film)
	for {
		asked := s.Call(t, p.Token, "POST", "/v1/videos", map[string]any{"upload": id})
		if asked.Status != http.StatusCreated && asked.Status != http.StatusOK {
			t.Fatalf("a video: %d %s", asked.Status, asked.Body)
		}
		if bytes.Contains(asked.Body, []byte(`"state":"ready"`)) {
			return id
		}
	}
}
