//go:build !linux

package doctor

import "errors"

var errHere = errors.New("it is known on Linux only")

func freeSpace(string) (uint64, error) { return 0, errHere }
func openFilesMax() (uint64, error)    { return 0, errHere }
func readMemory() (memoryState, error) { return memoryState{}, errHere }
