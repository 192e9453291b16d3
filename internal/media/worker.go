package media

import (
	"bytes"
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"image"
	"image/png"
	"io"
	"os"
	"os/exec"
	"sync"
	"time"

	"causerie/internal/base"
)

// WorkerCommand is the hidden first argument with which the server's own binary becomes the worker.
const WorkerCommand = "image-worker"

// A picture or recording from outside is read in a process of its own, which takes limits upon itself before it reads the first byte:
// a decoder that is tricked can use up no more than that, and reaches no file and no key of the server.
//
// The worker reads a job, as one line of JSON, then the file up to its end. It answers with one word, the number of
// results, and for each its length in four bytes and its bytes.
type job struct {
	Crop    Crop  `json:"crop"`
	Sizes   []int `json:"sizes"`
	Whole   bool  `json:"whole"`   // not squares but the whole picture, no longer than Sizes, and its placeholder
	All     bool  `json:"all"`     // beside that, and before it, all its pixels
	Move    bool  `json:"move"`    // and before all, the picture as it moves, if it does
	Sticker bool  `json:"sticker"` // one PNG, with what is transparent
	Voice   bool  `json:"voice"`   // a recording: made anew, and its length

	Tiles []tileAt `json:"tiles,omitempty"` // of a map: the file is theirs, one behind the other, and what is made one still and its placeholder
}

// checks are what a result of the job has to look like, one after the other.
func (j job) checks() []func(result []byte) bool {
	if j.Voice {
		return voiceChecks
	}
	if j.Sticker {
		return []func([]byte) bool{func(result []byte) bool {
			f, ok := sniff(result)
			return ok && f == formatPNG
		}}
	}
	files := len(j.Sizes)
	if j.All || len(j.Tiles) > 0 {
		files++
	}
	checks := make([]func([]byte) bool, 0, files+2)
	if j.Move {
		checks = append(checks, func(result []byte) bool {
			f, ok := sniff(result)
			return ok && f == formatGIF || len(result) == 0 || string(result) == keptStill
		})
	}
	for range files {
		checks = append(checks, func(result []byte) bool {
			f, ok := sniff(result)
			return ok && f == formatJPEG
		})
	}
	if j.Whole || len(j.Tiles) > 0 {
		checks = append(checks, func(result []byte) bool { return len(result) >= placeholderLeast && len(result) <= placeholderMost })
	}
	return checks
}

// most is how many bytes a result may have.
func (j job) most(i int) int {
	if j.Sticker {
		return maxSticker
	}
	if j.Move {
		if i == 0 {
			return movingBytes
		}
		i--
	}
	if j.All && i == 0 {
		return maxOriginal
	}
	return maxResult
}

// The bytes of a placeholder.
const placeholderLeast, placeholderMost = 5, 32

const (
	maxJob     = 1 << 10
	maxResult  = 8 << 20
	wordLength = 12
	wordDone   = "done"

	workerTime   = 25 * time.Second // of a processor
	workerWait   = 50 * time.Second // by the clock: on a busy machine a worker has but a part of a processor
	workerMemory = 3 << 29          // beyond what the process holds when it starts: enough for a HEIF file of 50 Mpx that is not in tiles
)

// RunImageWorker is the life of a worker process. It returns the exit code.
func RunImageWorker() int {
	if len(os.Args) > 2 && os.Args[2] == filmWord {
		return runFilmWorker(os.Args[3:])
	}
	if err := limitSelf(workerMemory, workerTime); err != nil {
		fmt.Fprintln(os.Stderr, "take limits:", err)
		return 1
	}
	if err := work(os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 0
}

func work(in io.Reader, out io.Writer) error {
	input, err := io.ReadAll(io.LimitReader(in, maxJob+MaxPhoto+1))
	if err != nil {
		return fmt.Errorf("read: %w", err)
	}
	head, file, found := bytes.Cut(input, []byte("\n"))
	if !found || len(head) > maxJob {
		return errors.New("no job before the file")
	}
	var j job
	if err := json.Unmarshal(head, &j); err != nil {
		return fmt.Errorf("read the job: %w", err)
	}
	var results [][]byte
	switch {
	case j.Voice:
		results, err = rewritten(file)
	case j.Sticker:
		results, err = stickerOf(file)
	case len(j.Tiles) > 0:
		results, err = stillOf(file, j.Tiles)
	case j.Whole:
		if results, err = fitted(file, j.Sizes, j.All); j.Move && err == nil {
			results = append([][]byte{moving(file)}, results...)
		}
	default:
		results, err = squares(file, j.Crop, j.Sizes)
	}
	return writeReply(out, results, err)
}

func writeReply(out io.Writer, results [][]byte, failure error) error {
	word := wordDone
	if failure != nil {
		word, results = failure.Error(), nil
	}
	reply := make([]byte, wordLength, wordLength+1)
	copy(reply, word)
	reply = append(reply, byte(len(results)))
	for _, r := range results {
		reply = binary.BigEndian.AppendUint32(reply, uint32(len(r)))
		reply = append(reply, r...)
	}
	_, err := out.Write(reply)
	return err
}

// readReply reads what a worker wrote, believing nothing of it: it has had a stranger's file in its hands.
func readReply(reply []byte, j job) ([][]byte, error) {
	if len(reply) < wordLength+1 {
		return nil, errBroken
	}
	switch word := string(bytes.TrimRight(reply[:wordLength], "\x00")); word {
	case wordDone:
	case errUnsupported.Error():
		return nil, errUnsupported
	case errDimensions.Error():
		return nil, errDimensions
	case errDuration.Error():
		return nil, errDuration
	default:
		return nil, errBroken
	}
	count, rest, checks := int(reply[wordLength]), reply[wordLength+1:], j.checks()
	if count != len(checks) {
		return nil, errBroken
	}
	results := make([][]byte, 0, count)
	for i, sound := range checks {
		if len(rest) < 4 {
			return nil, errBroken
		}
		length := int(binary.BigEndian.Uint32(rest))
		if length > j.most(i) || length > len(rest)-4 {
			return nil, errBroken
		}
		result := rest[4 : 4+length]
		if !sound(result) {
			return nil, errBroken
		}
		results, rest = append(results, result), rest[4+length:]
	}
	if len(rest) > 0 {
		return nil, errBroken
	}
	return results, nil
}

// workers hands files to worker processes: a few at once, a few more waiting.
type workers struct {
	binary  string
	wait    time.Duration // for one file
	running chan struct{}
	waiting chan struct{}
}

const (
	workersAtOnce  = 1
	workersWaiting = 16
	picturesOfOne  = 2 // of one owner, from their first byte on: nobody fills the places of all
	retryPicture   = 10 * time.Second
)

// shares counts the pictures of each owner that are on the way.
type shares struct {
	mu   sync.Mutex
	held map[base.ID]int
}

// take tells whether owner may have one more.
func (s *shares) take(owner base.ID) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.held[owner] >= picturesOfOne {
		return false
	}
	if s.held == nil {
		s.held = map[base.ID]int{}
	}
	s.held[owner]++
	return true
}

func (s *shares) give(owner base.ID) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.held[owner]--; s.held[owner] == 0 {
		delete(s.held, owner)
	}
}

func newWorkers(binary string) *workers {
	return &workers{
		binary:  binary,
		wait:    workerWait,
		running: make(chan struct{}, workersAtOnce),
		waiting: make(chan struct{}, workersAtOnce+workersWaiting),
	}
}

// do has a worker carry out a job on a file.
func (w *workers) do(ctx context.Context, now time.Time, file io.Reader, j job) ([][]byte, error) {
	select {
	case w.waiting <- struct{}{}:
		defer func() { <-w.waiting }()
	default:
		return nil, base.Unavailable("Many pictures and voice messages are being worked on. Try again in a moment.", now.Add(retryPicture))
	}
	select {
	case w.running <- struct{}{}:
		defer func() { <-w.running }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	began := time.Now()
	results, err := w.run(ctx, file, j)
	observeJob(began, err)
	switch {
	case errors.Is(err, errUnsupported) && j.Voice:
		return nil, notARecording()
	case errors.Is(err, errBroken) && j.Voice:
		return nil, base.Invalid("audio_invalid", "This recording cannot be read. The file may be damaged.")
	case errors.Is(err, errDuration):
		return nil, tooLong()
	case errors.Is(err, errUnsupported):
		return nil, notAPicture()
	case errors.Is(err, errDimensions):
		return nil, base.Invalid("image_invalid", "This picture has too many pixels. 50 megapixels is the most.")
	case errors.Is(err, errBroken):
		return nil, base.Invalid("image_invalid", "This picture cannot be read. The file may be damaged.")
	case errors.Is(err, context.DeadlineExceeded):
		return nil, base.Unavailable("There was no time for this file. Try again in a moment.", now.Add(retryPicture))
	}
	return results, err
}

func (w *workers) run(ctx context.Context, file io.Reader, j job) ([][]byte, error) {
	head, err := json.Marshal(j)
	if err != nil {
		return nil, base.Internal("writing an image job", err)
	}
	ctx, cancel := context.WithTimeout(ctx, w.wait)
	defer cancel()
	cmd := exec.CommandContext(ctx, w.binary, WorkerCommand)
	cmd.Env = []string{"GOMAXPROCS=1", "GOGC=50", "GOTRACEBACK=none"}
	cmd.Dir = os.TempDir()
	cmd.Stdin = io.MultiReader(bytes.NewReader(append(head, '\n')), file)
	cmd.WaitDelay = time.Second
	reply := &bounded{limit: wordLength + 1}
	for i := range j.checks() {
		reply.limit += 4 + j.most(i)
	}
	cmd.Stdout = reply
	err = cmd.Run()
	var exit *exec.ExitError
	switch {
	case err == nil:
		return readReply(reply.Bytes(), j)
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case errors.As(err, &exit): // it died, most likely of one of its limits
		return nil, errBroken
	}
	return nil, base.Storing("running the image worker", err)
}

// bounded is a buffer that takes no more than it should.
type bounded struct {
	bytes.Buffer
	limit int
}

func (b *bounded) Write(p []byte) (int, error) {
	if b.Len()+len(p) > b.limit {
		return 0, errors.New("the worker's answer is too long")
	}
	return b.Buffer.Write(p)
}

// TryWorker has a worker make one small picture, to tell whether workers can be started here.
func TryWorker(ctx context.Context) error {
	binary, err := os.Executable()
	if err != nil {
		return fmt.Errorf("find the program's own file: %w", err)
	}
	var picture bytes.Buffer
	if err := png.Encode(&picture, image.NewGray(image.Rect(0, 0, Small, Small))); err != nil {
		return fmt.Errorf("draw a picture: %w", err)
	}
	_, err = newWorkers(binary).run(ctx, &picture, job{Sizes: []int{Small}})
	return err
}
