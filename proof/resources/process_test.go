package resources

import (
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"

	"causerie/proof/rig"
	causerie "causerie/sdk/go"
)

// descriptors is how many the server may have: fewer than the connections that want in.
const descriptors = 80

func TestTooFewFileDescriptors(t *testing.T) {
	t.Parallel()
	prlimit, err := exec.LookPath("prlimit")
	if err != nil {
		t.Skip("too few file descriptors are not tested: prlimit (of util-linux) is not installed")
	}
	server := rig.NewServer(t, rig.Folder(t), "")
	server.Wrap = []string{prlimit, fmt.Sprintf("--nofile=%d:%d", descriptors, descriptors), "--"}
	p := newPlace(t, server)
	// More connections than the server can take in: they wait, and what has one is served.
	var held []net.Conn
	address := strings.TrimPrefix(server.URL, "http://")
	for range 150 {
		c, err := net.Dial("tcp", address)
		if err != nil {
			t.Fatalf("connect: %v", err)
		}
		held = append(held, c)
	}
	rig.Until(t, "the server has no descriptor left", func() bool {
		files, err := os.ReadDir(fmt.Sprintf("/proc/%d/fd", server.Pid()))
		return err == nil && len(files) >= descriptors
	})
	p.say()
	res, problem := p.upload(picture(t, 100))
	p.isRefusal(res, problem, "unavailable")
	if res, problem = p.raw(http.MethodGet, "/v1/me", "", nil); res.StatusCode != http.StatusOK {
		t.Errorf("who has a connection is answered with %d, %+v", res.StatusCode, problem)
	}
	for _, c := range held {
		c.Close()
	}
	p.recovered(causerie.Text("Encore"))
	p.worksWithPictures()
	if strings.Contains(server.Output(), "panic") {
		t.Errorf("the server panicked:\n%s", server.Output())
	}
}

func TestAPictureDecoderThatIsKilled(t *testing.T) {
	t.Parallel()
	p := newPlace(t, rig.NewServer(t, rig.Folder(t), ""))
	large := picture(t, 7000) // takes a moment to decode
	answered := make(chan struct{})
	killed := false
	go func() {
		defer close(answered)
		res, problem := p.upload(large)
		if killed && (res.StatusCode != http.StatusUnprocessableEntity || problem.Code != "image_invalid" || problem.Detail == "") {
			t.Errorf("a picture whose decoder was killed is answered with %d, %+v", res.StatusCode, problem)
		}
	}()
	rig.Until(t, "a decoder runs, and is killed", func() bool {
		for _, child := range rig.Children(p.server.Pid()) {
			killed = true
			if err := syscall.Kill(child, syscall.SIGKILL); err != nil {
				t.Fatalf("kill the decoder: %v", err)
			}
		}
		return killed
	})
	<-answered
	p.recovered(causerie.Text("Encore"))
	p.worksWithPictures()
}
