package live

import "sync"

// crew carries out frames for the goroutines that read connections. Those live as long as their connections and are many: one
// that did it itself would keep the stack that it took, some 16 KB, until the next collection.
type crew struct {
	frames chan frame
	mu     sync.Mutex
	idle   int
}

type frame struct {
	do   func()
	done chan struct{}
}

// crewKept is how many goroutines wait for work; they are enough for as many connections as are read at one moment.
const crewKept = 64

var dones = sync.Pool{New: func() any { return make(chan struct{}, 1) }}

func newCrew() *crew { return &crew{frames: make(chan frame)} }

// do runs what is asked, which does not panic, on a goroutine of the crew, and waits for it.
func (w *crew) do(what func()) {
	f := frame{what, dones.Get().(chan struct{})}
	select {
	case w.frames <- f:
	default:
		go w.work(f)
	}
	<-f.done
	dones.Put(f.done)
}

func (w *crew) work(f frame) {
	for more := true; more; {
		f.do()
		f.done <- struct{}{}
		if !w.rest(1) {
			return
		}
		f, more = <-w.frames
		w.rest(-1)
	}
}

// rest counts who waits for work, and tells whether there is a place to.
func (w *crew) rest(change int) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if change > 0 && w.idle >= crewKept {
		return false
	}
	w.idle += change
	return true
}

// end lets everyone go. Nothing is asked any more.
func (w *crew) end() { close(w.frames) }
