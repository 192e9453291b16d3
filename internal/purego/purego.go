// Package purego stands in the place of the module of that name, by which the decoder of HEIF files would load a library of the machine's instead of its own,
// and for whose sake the program would no longer be one static file. Nothing is ever loaded.
package purego

import "errors"

// How a library would be loaded.
const (
	RTLD_NOW    = 0
	RTLD_GLOBAL = 0
)

// Dlopen finds no library.
func Dlopen(string, int) (uintptr, error) {
	return 0, errors.New("no library of the machine is loaded")
}

// RegisterLibFunc is never reached without a library.
func RegisterLibFunc(any, uintptr, string) { panic("there is no library") }
