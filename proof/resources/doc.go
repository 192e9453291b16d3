// Package resources proves how the server behaves when what it stands on fails: a full disk, a folder that it may not write, a
// database that is gone, too few file descriptors, a picture decoder that is killed. Each time
//
//   - what is asked is refused with a code and with what one can do, never with a bare failure,
//   - /readyz says which check fails, and /healthz that the process lives,
//   - what can still be done is done,
//   - when it is over, the server works again by itself, and nothing that it acknowledged is lost.
package resources
