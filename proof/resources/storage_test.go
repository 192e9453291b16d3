package resources

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"causerie/proof/rig"
	causerie "causerie/sdk/go"
)

// smallDisk is the folder of data on a file system of its own with so many megabytes.
func smallDisk(t *testing.T, folder, size string) {
	t.Helper()
	data := filepath.Join(folder, "data")
	if err := os.Mkdir(data, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mount("tmpfs", data, "tmpfs", 0, "size="+size); err != nil {
		t.Skipf("a full disk is not tested: no small file system can be mounted here: %v", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(data, syscall.MNT_DETACH); err != nil {
			t.Errorf("unmount: %v", err)
		}
	})
}

func TestAFullDisk(t *testing.T) {
	t.Parallel()
	folder := rig.Folder(t)
	smallDisk(t, folder, "24m")
	p := newPlace(t, rig.NewServer(t, folder, ""))
	filler := fill(t, p.server.Data)
	// The write-ahead log may have some room left, first for long messages, then for short ones.
	for _, text := range []string{strings.Repeat("beaucoup ", 400), "peu"} {
		var err error
		for range 10_000 {
			if err = p.send(causerie.Text(text)); err != nil {
				break
			}
		}
		if causerie.CodeOf(err) != "storage_full" {
			t.Errorf("on a full disk, a message is answered with %v", err)
		}
	}
	refused := p.refused("storage_full")
	p.notReady("database", "storage_full")
	p.notReady("media", "storage_full")
	res, problem := p.upload(picture(t, 100))
	p.isRefusal(res, problem, "storage_full")
	p.readable()
	if err := os.Remove(filler); err != nil {
		t.Fatal(err)
	}
	p.recovered(refused)
	p.worksWithPictures()
}

// nobody is a user that may write nowhere. Only root can become it.
func nobody(t *testing.T) *syscall.Credential {
	t.Helper()
	if os.Geteuid() != 0 {
		t.Skip("a folder without permission is not tested: only root can start a server as another user")
	}
	return &syscall.Credential{Uid: 65534, Gid: 65534}
}

func TestADataFolderThatMayNotBeWritten(t *testing.T) {
	t.Parallel()
	server := rig.NewServer(t, rig.Folder(t), "")
	server.User = nobody(t)
	if err := os.Mkdir(server.Data, 0o755); err != nil {
		t.Fatal(err)
	}
	server.Launch(t)
	said := server.WaitEnd(t)
	if !strings.Contains(said, server.Data) || !strings.Contains(said, "permission denied") || !strings.Contains(said, "--data") {
		t.Errorf("the server says %q: not which folder, what is wrong and what to do", said)
	}
}

func TestAFolderOfPicturesThatMayNotBeWritten(t *testing.T) {
	t.Parallel()
	server := rig.NewServer(t, rig.Folder(t), "")
	server.User = nobody(t)
	if err := os.Mkdir(server.Data, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Chown(server.Data, int(server.User.Uid), int(server.User.Gid)); err != nil {
		t.Fatal(err)
	}
	p := newPlace(t, server)
	incoming := filepath.Join(server.Data, "media", "incoming")
	chmod(t, incoming, 0o500)
	res, problem := p.upload(picture(t, 100))
	p.isRefusal(res, problem, "storage_read_only")
	p.notReady("media", "storage_read_only")
	p.say() // texts need no files
	chmod(t, incoming, 0o700)
	p.recovered(causerie.Text("Encore"))
	p.worksWithPictures()
}

func chmod(t *testing.T, path string, mode os.FileMode) {
	t.Helper()
	if err := os.Chmod(path, mode); err != nil {
		t.Fatal(err)
	}
}

func TestADatabaseThatTakesNoWrites(t *testing.T) {
	t.Parallel()
	folder := rig.Folder(t)
	postgres := rig.StartPostgres(t, folder)
	p := newPlace(t, rig.NewServer(t, folder, postgres.Create(t, "causerie")))
	readOnly := func(value string) {
		postgres.Exec(t, "postgres", `ALTER DATABASE causerie SET default_transaction_read_only = `+value)
		postgres.Exec(t, "postgres", `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'causerie'`)
	}
	readOnly("on")
	refused := p.refused("storage_read_only")
	p.notReady("database", "storage_read_only")
	p.readable()
	readOnly("off")
	p.recovered(refused)
}

func TestADatabaseThatIsGoneAndComesBack(t *testing.T) {
	t.Parallel()
	folder := rig.Folder(t)
	postgres := rig.StartPostgres(t, folder)
	p := newPlace(t, rig.NewServer(t, folder, postgres.Create(t, "causerie")))
	live, err := p.bob.Live(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer live.Close()
	postgres.Stop(t)
	refused := p.refused("unavailable")
	if _, err := live.Append(t.Context(), p.conversation, causerie.Text("Allô")); causerie.CodeOf(err) != "unavailable" {
		t.Errorf("over the live connection, a message is answered with %v", err)
	}
	res, problem := p.raw(http.MethodGet, "/v1/conversations", "", nil)
	p.isRefusal(res, problem, "unavailable")
	p.notReady("database", "does not answer")
	postgres.Start(t)
	p.recovered(refused)
	// The connection was kept, and tells what was sent.
	for e := range live.Events {
		if e.Type == causerie.EventEntry && e.Entry.ClientID == refused.ClientID {
			return
		}
	}
	t.Error("the live connection ended with the database")
}
