// Command serve answers in Facebook's place on a port of this machine, for tests that have a browser. Its arguments are names: all of them are friends. It
// prints its address.
package main

import (
	"fmt"
	"net"
	"net/http"
	"os"
	"time"

	"causerie/internal/facebook/facebooktest"
)

func main() {
	fake := facebooktest.New(time.Now)
	var ids []string
	for _, name := range os.Args[1:] {
		id := fake.Add(name)
		fake.Befriend(id, ids...)
		ids = append(ids, id)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Println("http://" + listener.Addr().String())
	server := &http.Server{Handler: fake, ReadHeaderTimeout: 10 * time.Second}
	fmt.Fprintln(os.Stderr, server.Serve(listener))
	os.Exit(1)
}
