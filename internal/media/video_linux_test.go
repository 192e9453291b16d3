package media_test

import (
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"sync/atomic"
	"testing"
	"unsafe"

	"golang.org/x/sys/unix"

	"causerie/internal/media"
	"causerie/internal/testkit"
)

// keepsFromFiles tells whether this kernel can keep a process from files.
func keepsFromFiles() bool {
	about := unix.LandlockRulesetAttr{Handled_access_fs: unix.LANDLOCK_ACCESS_FS_READ_FILE}
	rules, _, code := unix.Syscall(unix.SYS_LANDLOCK_CREATE_RULESET, uintptr(unsafe.Pointer(&about)), unsafe.Sizeof(about.Handled_access_fs), 0)
	return code == 0 && unix.Close(int(rules)) == nil
}

// TestFFmpegReachesNoMoreThanItsFile asks ffmpeg itself for what no upload gets it to do.
func TestFFmpegReachesNoMoreThanItsFile(t *testing.T) {
	t.Parallel()
	var asked atomic.Int32
	site := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked.Add(1) }))
	t.Cleanup(site.Close)
	dir, elsewhere := t.TempDir(), t.TempDir()
	film := filepath.Join(elsewhere, "film.mp4")
	if err := os.WriteFile(film, testkit.Film(t, "film.mp4", 1, 64, 64), 0o600); err != nil {
		t.Fatal(err)
	}
	run := func(arguments ...string) string {
		own := []string{media.WorkerCommand, "film", "20", "1000000", filepath.Join(dir, "none"), dir, "/usr/bin/ffmpeg", "-nostdin", "-loglevel", "error", "-y"}
		out, err := exec.CommandContext(t.Context(), os.Args[0], append(own, arguments...)...).CombinedOutput()
		if err == nil {
			t.Errorf("%v was done", arguments)
		}
		return string(out)
	}
	run("-i", site.URL+"/film.mp4", filepath.Join(dir, "a.mp4"))
	if n := asked.Load(); n > 0 {
		t.Errorf("it asked for an address, %d times", n)
	}
	// A disk is full where a file would grow beyond its limit.
	run("-f", "lavfi", "-i", "testsrc=size=640x480:rate=25:duration=60", "-c:v", "rawvideo", "-f", "avi", filepath.Join(dir, "b.avi"))
	if about, err := os.Stat(filepath.Join(dir, "b.avi")); err != nil || about.Size() > 1000000 {
		t.Errorf("it wrote %v, %v", about, err)
	}
	if !keepsFromFiles() {
		return
	}
	run("-i", film, filepath.Join(dir, "c.mp4"))
	run("-f", "lavfi", "-i", "testsrc=duration=1", filepath.Join(elsewhere, "d.mp4"))
}
