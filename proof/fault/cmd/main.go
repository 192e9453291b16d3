// Command cmd runs the proxy of package fault for programs in other languages: it prints its address, then takes one command per
// line, calm, storm or cut, and answers each with a line of JSON: how many connections were treated in each way. It ends with its
// input.
//
//	go run ./proof/fault/cmd -to 127.0.0.1:8080 -seed 7
package main

import (
	"bufio"
	"encoding/json"
	"flag"
	"fmt"
	"os"

	"causerie/proof/fault"
)

func main() {
	to := flag.String("to", "127.0.0.1:8080", "address of the server")
	seed := flag.Uint64("seed", 1, "decides what happens to each connection")
	flag.Parse()
	if err := run(*to, *seed); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(to string, seed uint64) error {
	proxy, err := fault.Start(to, seed)
	if err != nil {
		return err
	}
	defer proxy.Close()
	fmt.Println(proxy.Addr())
	answers := json.NewEncoder(os.Stdout)
	for lines := bufio.NewScanner(os.Stdin); lines.Scan(); {
		switch lines.Text() {
		case "calm":
			proxy.Calm()
		case "storm":
			proxy.Storm()
		case "cut":
			proxy.Cut()
		default:
			return fmt.Errorf("%q is no command: write calm, storm or cut", lines.Text())
		}
		if err := answers.Encode(proxy.Counts()); err != nil {
			return err
		}
	}
	return nil
}
