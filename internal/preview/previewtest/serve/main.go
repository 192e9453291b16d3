// Command serve is the server with a shop on another port of this machine as the only site that previews reach, and tiles of maps there, for tests that have a browser. It takes
// the place of "causerie serve", of whose flags it knows --data and --listen, and prints the shop's address.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"log/slog"
	"math"
	"net"
	"net/http"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"causerie/internal/app"
	"causerie/internal/base"
	"causerie/internal/media"
	"causerie/internal/outside"
	"causerie/internal/preview"
)

func main() {
	if len(os.Args) > 1 && os.Args[1] == media.WorkerCommand {
		os.Exit(media.RunImageWorker())
	}
	if err := serve(os.Args[2:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func serve(args []string) error {
	var config app.Config
	flags := flag.NewFlagSet("serve", flag.ContinueOnError)
	flags.StringVar(&config.Data, "data", "", "folder")
	flags.StringVar(&config.Listen, "listen", "", "address")
	flags.Float64Var(&config.RateLimit, "rate-limit", 0, "factor")
	if err := flags.Parse(args); err != nil {
		return err
	}
	site, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	go func() {
		_ = (&http.Server{Handler: http.HandlerFunc(shop), ReadHeaderTimeout: 10 * time.Second}).Serve(site)
	}() // as long as this process
	fmt.Println("shop http://" + site.Addr().String())
	config.MapTiles, config.MapAttribution = "http://"+site.Addr().String()+"/tiles/{z}/{x}/{y}.png", "© Cartographes du canal"

	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	main, err := net.Listen("tcp", config.Listen)
	if err != nil {
		return err
	}
	reach := preview.Reach{Allow: func(address string) error {
		if address != site.Addr().String() {
			return outside.ErrNotPublic
		}
		return nil
	}}
	log := slog.New(slog.NewTextHandler(os.Stderr, nil))
	a, err := app.New(ctx, config, app.Options{Version: "test", Clock: base.SystemClock{}, Log: log, Pages: reach})
	if err != nil {
		return err
	}
	return errors.Join(a.Serve(ctx, app.Listeners{Main: main}), a.Close())
}

// town is a tile: blocks of houses, streets, a park, and a canal that goes on from one tile to the next.
func town() image.Image {
	m := image.NewRGBA(image.Rect(0, 0, 512, 512))
	for y := range 512 {
		for x := range 512 {
			c := color.RGBA{235, 229, 219, 255}
			bank := y - 120 - int(60*math.Sin(float64(x)*2*math.Pi/512))
			switch {
			case bank > 0 && bank < 46:
				c = color.RGBA{157, 198, 224, 255}
			case x%128 < 9 || y%171 < 13:
				c = color.RGBA{255, 255, 255, 255}
			case x > 265 && x < 380 && y > 350 && y < 508:
				c = color.RGBA{190, 220, 178, 255}
			case x%64 > 20 && x%64 < 52 && y%57 > 18 && y%57 < 46:
				c = color.RGBA{218, 208, 196, 255}
			}
			m.SetRGBA(x, y, c)
		}
	}
	return m
}

// shop is a page of a lamp, whatever is asked for, and the lamp's picture.
func shop(w http.ResponseWriter, r *http.Request) {
	if strings.HasPrefix(r.URL.Path, "/tiles/") {
		_ = png.Encode(w, town()) // likewise
		return
	}
	if r.URL.Path == "/lamp.jpg" {
		m := image.NewRGBA(image.Rect(0, 0, 1200, 630))
		for y := range 630 {
			for x := range 1200 {
				m.SetRGBA(x, y, color.RGBA{uint8(120 + x/12), uint8(60 + y/6), 70, 255})
			}
		}
		_ = jpeg.Encode(w, m, nil) // who asked may have gone
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_, _ = fmt.Fprint(w, `<!doctype html><title>Lampe</title><meta property="og:site_name" content="Les Ateliers du Canal">
		<meta property="og:image" content="/lamp.jpg"><script type="application/ld+json">{"@type":"Product","name":"Lampe Lucie, laiton et verre soufflé",
		"description":"Une lampe à poser, soufflée et montée à la main dans l’atelier.",
		"offers":{"price":"149.00","priceCurrency":"EUR","availability":"https://schema.org/InStock"}}</script>`)
}
