//go:build ignore

// This program draws the demo's portraits: each SVG beside it becomes a JPEG of 512 pixels, small enough to be embedded.
// It needs rsvg-convert (Debian: librsvg2-bin).
package main

import (
	"bytes"
	"fmt"
	"image/jpeg"
	"image/png"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

func main() {
	sources, err := filepath.Glob("*.svg")
	if err != nil {
		log.Fatal(err)
	}
	for _, source := range sources {
		if err := render(source); err != nil {
			log.Fatalf("%s: %v", source, err)
		}
	}
}

func render(source string) error {
	drawn, err := exec.Command("rsvg-convert", "--width=512", "--height=512", source).Output()
	if err != nil {
		return fmt.Errorf("draw: %w", err)
	}
	picture, err := png.Decode(bytes.NewReader(drawn))
	if err != nil {
		return fmt.Errorf("decode: %w", err)
	}
	out, err := os.Create(strings.TrimSuffix(source, ".svg") + ".jpg")
	if err != nil {
		return err
	}
	defer out.Close()
	if err := jpeg.Encode(out, picture, &jpeg.Options{Quality: 86}); err != nil {
		return fmt.Errorf("encode: %w", err)
	}
	return out.Close()
}
