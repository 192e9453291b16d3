package media

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Films are read by ffmpeg, a program of its own that knows many formats, and of which strangers' files must be expected to take possession. The server starts itself as a worker, which
// takes limits upon itself and then becomes ffmpeg: it has a share of memory, processor time and disk, reads its one file and writes into its one folder, and reaches
// no network. What it reads with is chosen by how the file begins, so that a list of other files, or of addresses, is none.

// filmWord, after WorkerCommand, has the worker become ffmpeg.
const filmWord = "film"

const (
	filmMemory = 2 << 30 // beyond what the worker holds: enough for 4K
	filmFiles  = 64      // open at once: libraries, and what is read and written
	filmPixels = 8192 * 4320
	filmRate   = 30 // pictures a second, at most

	// A film takes a few times its length on a small machine; what takes longer is no film that people make.
	filmTimes     = 6
	filmTimeLeast = 2 * time.Minute
	// filmBits is what a second of a film has at the most, as it is made.
	filmBits = 2_800_000
)

// filmDecoders are what browsers, phones and cameras make films with. ffmpeg knows hundreds more.
const filmDecoders = "h264,hevc,vp8,libvpx,vp9,libvpx-vp9,av1,libdav1d,libaom-av1,mpeg4,h263,mjpeg,prores,aac,aac_latm,mp3,mp3float,opus,libopus,vorbis,libvorbis,amrnb,amrwb,alac,ac3,eac3,flac," +
	"pcm_s16le,pcm_s16be,pcm_s24le,pcm_s24be,pcm_u8,pcm_mulaw,pcm_alaw"

// demuxerOf is what ffmpeg is to read a file with, by how it begins; empty for what is no film.
func demuxerOf(head []byte) string {
	switch {
	case bytes.HasPrefix(head, []byte("\x1a\x45\xdf\xa3")):
		return "matroska"
	case len(head) >= 8:
		switch string(head[4:8]) {
		case "ftyp", "moov", "mdat", "wide", "free", "skip":
			return "mov"
		}
	}
	return ""
}

// filmArguments have ffmpeg make a film that all browsers play of the first picture and sound of a file, at most 1280 × 720 or upright, and nothing else of it: no tags, chapters,
// subtitles, captions or data.
func filmArguments(demuxer, from, to string, longest time.Duration) []string {
	const fit = `scale=w='trunc(iw*sar/2)*2':h='trunc(ih/2)*2',setsar=1,` +
		`scale=w='if(gte(iw,ih),min(iw,1280),min(iw,720))':h='if(gte(iw,ih),min(ih,720),min(ih,1280))':force_original_aspect_ratio=decrease:force_divisible_by=2,format=yuv420p`
	return append(reading(demuxer, from),
		"-map", "0:v:0", "-map", "0:a:0?", "-sn", "-dn", "-map_metadata", "-1", "-map_chapters", "-1", "-fflags", "+bitexact", "-flags:v", "+bitexact", "-flags:a", "+bitexact",
		"-t", seconds(longest+time.Second), "-vf", fit, "-fpsmax", strconv.Itoa(filmRate),
		"-c:v", "libx264", "-preset", "veryfast", "-profile:v", "high", "-crf", "25", "-maxrate", "2500k", "-bufsize", "5000k", "-g", "120", "-a53cc", "0", "-threads", "2",
		"-c:a", "aac", "-b:a", "96k", "-ac", "2", "-ar", "48000", "-max_muxing_queue_size", "1024", "-movflags", "+faststart", "-f", "mp4", "file:"+to)
}

// posterArguments have ffmpeg take one picture of a film that was made here.
func posterArguments(from, to string, at time.Duration) []string {
	return append(reading("mov", from, "-ss", seconds(at)), "-map", "0:v:0", "-frames:v", "1", "-q:v", "2", "-map_metadata", "-1", "-f", "image2", "-update", "1", "file:"+to)
}

func reading(demuxer, from string, more ...string) []string {
	all := []string{"-nostdin", "-hide_banner", "-loglevel", "error", "-y", "-protocol_whitelist", "file", "-format_whitelist", demuxer, "-codec_whitelist", filmDecoders,
		"-max_pixels", strconv.Itoa(filmPixels), "-threads", "2", "-f", demuxer}
	return append(append(all, more...), "-i", "file:"+from)
}

func seconds(d time.Duration) string { return strconv.FormatFloat(d.Seconds(), 'f', 3, 64) }

// filmMaker has ffmpeg make films.
type filmMaker struct {
	binary string // this program
	ffmpeg string // the path of ffmpeg, empty where there is none
}

// filmLimits are for one run of ffmpeg.
type filmLimits struct {
	time     time.Duration
	fileSize int64
}

func filmLimitsFor(longest time.Duration) filmLimits {
	return filmLimits{max(filmTimeLeast, filmTimes*longest), int64(longest/time.Second+10)*filmBits/8 + 1<<20}
}

// run has ffmpeg do something that may read the file from and write into the folder into.
func (f *filmMaker) run(ctx context.Context, most filmLimits, from, into string, arguments []string) error {
	ctx, cancel := context.WithTimeout(ctx, most.time)
	defer cancel()
	own := []string{WorkerCommand, filmWord, strconv.FormatInt(int64(most.time/time.Second), 10), strconv.FormatInt(most.fileSize, 10), from, into, f.ffmpeg}
	cmd := exec.CommandContext(ctx, f.binary, append(own, arguments...)...)
	cmd.Env = []string{"GOMAXPROCS=1", "GOTRACEBACK=none", "HOME=/nonexistent", "LC_ALL=C", "AV_LOG_FORCE_NOCOLOR=1"}
	cmd.Dir = into
	cmd.WaitDelay = time.Second
	said := &last{most: 2 << 10}
	cmd.Stderr = said
	// It dies with the thread that started it, which is to be when this program does.
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	dieWithUs(cmd)
	err := cmd.Run()
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err != nil {
		return fmt.Errorf("%w: %s", err, bytes.TrimSpace(said.b))
	}
	return nil
}

// last keeps the end of what is written.
type last struct {
	b    []byte
	most int
}

func (l *last) Write(p []byte) (int, error) {
	l.b = append(l.b, p...)
	l.b = l.b[max(0, len(l.b)-l.most):]
	return len(p), nil
}

// runFilmWorker takes limits upon itself and becomes ffmpeg. The arguments are those of filmMaker.run.
func runFilmWorker(arguments []string) int {
	fail := func(what string, err error) int {
		fmt.Fprintln(os.Stderr, what+":", err)
		return 1
	}
	if len(arguments) < 5 {
		return fail("start", errors.New("arguments are lacking"))
	}
	processor, err := strconv.ParseInt(arguments[0], 10, 32)
	size, err2 := strconv.ParseUint(arguments[1], 10, 63)
	if err := errors.Join(err, err2); err != nil {
		return fail("start", err)
	}
	runtime.LockOSThread() // what a thread gives up is its own, and ffmpeg's if it becomes that
	// Both processors may be at work.
	if err := limit(limits{memory: filmMemory, processor: 2 * time.Duration(processor) * time.Second, fileSize: size, openFiles: filmFiles}); err != nil {
		return fail("take limits", err)
	}
	if err := confine(arguments[2], arguments[3], arguments[4]); err != nil {
		return fail("confine", err)
	}
	return fail("become ffmpeg", become(arguments[4], append([]string{"ffmpeg"}, arguments[5:]...)))
}

// FFmpeg is what is known of the program by which films are made.
type FFmpeg struct {
	Path    string
	Version string
}

var knownFFmpegs sync.Map // by name: what findFFmpeg answers, once

// FindFFmpeg looks for ffmpeg, by its name in PATH or by its path, and whether it works here and makes what is needed.
func FindFFmpeg(ctx context.Context, name string) (FFmpeg, error) {
	type answer struct {
		ffmpeg FFmpeg
		err    error
	}
	if known, ok := knownFFmpegs.Load(name); ok {
		return known.(answer).ffmpeg, known.(answer).err
	}
	found, err := findFFmpeg(ctx, name)
	if ctx.Err() == nil {
		knownFFmpegs.Store(name, answer{found, err})
	}
	return found, err
}

func findFFmpeg(ctx context.Context, name string) (f FFmpeg, err error) {
	if f.Path, err = exec.LookPath(name); err != nil {
		return f, err
	}
	if f.Path, err = filepath.Abs(f.Path); err != nil {
		return f, err
	}
	binary, err := os.Executable()
	if err != nil {
		return f, err
	}
	dir, err := os.MkdirTemp("", "causerie-film-*")
	if err != nil {
		return f, err
	}
	defer os.RemoveAll(dir)
	ctx, cancel := context.WithTimeout(ctx, 20*time.Second)
	defer cancel()
	trial := filepath.Join(dir, "trial.mp4")
	maker := filmMaker{binary: binary, ffmpeg: f.Path}
	// Of nothing that it reads: a black picture and silence, with both encoders.
	err = maker.run(ctx, filmLimits{20 * time.Second, 1 << 20}, filepath.Join(dir, "none"), dir, []string{"-nostdin", "-hide_banner", "-loglevel", "error", "-y",
		"-f", "lavfi", "-i", "color=size=64x64:rate=5:duration=1", "-f", "lavfi", "-i", "anullsrc=duration=1", "-c:v", "libx264", "-preset", "ultrafast", "-c:a", "aac", "-shortest", "-f", "mp4", "file:" + trial})
	if err != nil {
		return f, fmt.Errorf("%s makes no H.264 and AAC here: %w", f.Path, err)
	}
	if _, err := lengthOfFilm(trial); err != nil {
		return f, fmt.Errorf("%s makes films that cannot be read: %w", f.Path, err)
	}
	said, err := exec.CommandContext(ctx, f.Path, "-version").Output()
	if err != nil {
		return f, err
	}
	if words := strings.Fields(string(said)); len(words) > 2 {
		f.Version = words[2]
	}
	return f, nil
}
