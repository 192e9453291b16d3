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
	held, err := addressSpace()
	if err != nil {
		return err
	}
	seconds := uint64(processor / time.Second)
	for _, l := range []struct {
		name     string
		resource int
		value    uint64
	}{
		{"address space", syscall.RLIMIT_AS, held + memory},
		{"processor time", syscall.RLIMIT_CPU, seconds},
		{"core files", syscall.RLIMIT_CORE, 0},
		{"file size", syscall.RLIMIT_FSIZE, 0},
		{"open files", syscall.RLIMIT_NOFILE, 0}, // what is open stays so
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
