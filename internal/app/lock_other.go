//go:build !unix

package app

import "os"

// lockFile does nothing: here it is for the operator to see that nobody else works on the folder.
func lockFile(*os.File, lockKind) error { return nil }

func unlockFile(*os.File) {}
