package doctor

import (
	"bytes"
	"fmt"
	"os"
	"runtime/debug"
	"strconv"
	"strings"
	"syscall"
)

// freeSpace is what a file in dir may still take, in bytes.
func freeSpace(dir string) (uint64, error) {
	var fs syscall.Statfs_t
	if err := syscall.Statfs(dir, &fs); err != nil {
		return 0, err
	}
	return fs.Bavail * uint64(fs.Bsize), nil
}

func openFilesMax() (uint64, error) {
	var limit syscall.Rlimit
	err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit)
	return limit.Cur, err // Go has raised it to what is allowed already
}

func readMemory() (memoryState, error) {
	var m memoryState
	text, err := os.ReadFile("/proc/meminfo")
	if err != nil {
		return m, err
	}
	for line := range bytes.Lines(text) {
		if rest, ok := bytes.CutPrefix(line, []byte("MemAvailable:")); ok {
			kilobytes, err := strconv.ParseUint(strings.TrimSuffix(strings.TrimSpace(string(rest)), " kB"), 10, 64)
			if err != nil {
				return m, fmt.Errorf("read the available memory: %w", err)
			}
			m.available = kilobytes << 10
		}
	}
	// A container sees its own limit here; "max", or no file, is none.
	if text, err := os.ReadFile("/sys/fs/cgroup/memory.max"); err == nil {
		m.container, _ = strconv.ParseUint(strings.TrimSpace(string(text)), 10, 64)
	}
	if limit := debug.SetMemoryLimit(-1); limit < 1<<60 {
		m.collector = uint64(limit)
	}
	return m, nil
}
