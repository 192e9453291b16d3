package media

import (
	"bytes"
	"fmt"
	"os"
	"strconv"
	"syscall"
	"time"
)

// limitSelf gives up, for good, what decoding a picture does not need: more memory, more processor time, other files.
func limitSelf(memory uint64, processor time.Duration) error {
	return limit(limits{memory: memory, processor: processor})
}

// limits are what a process may take at most.
type limits struct {
	memory    uint64 // beyond what it holds already
	processor time.Duration
	fileSize  uint64 // of what it writes
	openFiles uint64 // what is open stays so
}

func limit(to limits) error {
	held, err := addressSpace()
	if err != nil {
		return err
	}
	for _, l := range []struct {
		name     string
		resource int
		value    uint64
	}{
		{"address space", syscall.RLIMIT_AS, held + to.memory},
		{"processor time", syscall.RLIMIT_CPU, uint64(to.processor / time.Second)},
		{"core files", syscall.RLIMIT_CORE, 0},
		{"file size", syscall.RLIMIT_FSIZE, to.fileSize},
		{"open files", syscall.RLIMIT_NOFILE, to.openFiles},
	} {
		limit := syscall.Rlimit{Cur: l.value, Max: l.value}
		if err := syscall.Setrlimit(l.resource, &limit); err != nil {
			return fmt.Errorf("limit %s: %w", l.name, err)
		}
	}
	return nil
}

// addressSpace is what the process has reserved so far, most of it never touched: the runtime reserves generously.
func addressSpace() (uint64, error) {
	statm, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		return 0, err
	}
	first, _, _ := bytes.Cut(statm, []byte(" "))
	pages, err := strconv.ParseUint(string(first), 10, 64)
	if err != nil {
		return 0, err
	}
	return pages * uint64(os.Getpagesize()), nil
}
