package resources

import (
	"bytes"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"slices"
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
	type answer struct {
		res     *http.Response
		problem causerie.Problem
		err     error
	}
	answers := make(chan answer, 1)
	upload := func() {
		res, problem, err := p.ask(http.MethodPut, avatarPath, "application/octet-stream", large)
		answers <- answer{res, problem, err}
	}
	go upload()
	rig.Until(t, "a decoder is killed at its work", func() bool {
		select {
		case a := <-answers: // one that was too quick
			if a.err != nil || a.res.StatusCode != http.StatusOK {
				t.Fatalf("a large picture is answered with %+v", a)
			}
			go upload()
		default:
		}
		return slices.ContainsFunc(rig.Children(p.server.Pid()), func(pid int) bool { return killDecoder(t, pid) })
	})
	a := <-answers
	if a.err != nil {
		t.Fatal(a.err)
	}
	if a.res.StatusCode != http.StatusUnprocessableEntity || a.problem.Code != "image_invalid" || a.problem.Detail == "" {
		t.Errorf("a picture whose decoder was killed is answered with %d, %+v", a.res.StatusCode, a.problem)
	}
	p.recovered(causerie.Text("Encore"))
	p.worksWithPictures()
}

// killDecoder kills a process that is a decoder at its work. Other children of the server have only begun to become one, or are there
// for the runtime to learn what the system can do. The process is stopped first: what stands still cannot end by itself meanwhile.
func killDecoder(t *testing.T, pid int) bool {
	t.Helper()
	command, err := os.ReadFile(fmt.Sprintf("/proc/%d/cmdline", pid))
	if err != nil || !bytes.Contains(command, []byte("\x00image-worker\x00")) || syscall.Kill(pid, syscall.SIGSTOP) != nil {
		return false
	}
	var state byte
	rig.Until(t, "a decoder stands still or is gone", func() bool {
		state = rig.State(pid)
		return strings.IndexByte("TZX\x00", state) >= 0
	})
	return state == 'T' && syscall.Kill(pid, syscall.SIGKILL) == nil
}
