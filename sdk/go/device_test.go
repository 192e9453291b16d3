package causerie_test

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"net/http"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"causerie/internal/testkit"
	"causerie/proof/fault"
	causerie "causerie/sdk/go"
)

var seed = flag.Uint64("seed", 0, "of the storm and what is done in it; 0 takes a new one")

// sailor is an account with devices that act at random.
type sailor struct {
	me      causerie.Me
	direct  *causerie.Client // around the storm
	devices []*causerie.Device
	clients []*causerie.Client
	talks   []string

	mu      sync.Mutex
	sent    map[string][]string // by device and conversation: the client ids in the order of Send
	refused map[string]error    // by client id
}

func TestDevicesComeOutOfAStormEqualToTheServer(t *testing.T) {
	testkit.Each(t, func(t *testing.T, server *testkit.Server) {
		seed := *seed
		if seed == 0 {
			seed = uint64(time.Now().UnixNano())
		}
		t.Logf("go test ./sdk/go -run %s -args -seed %d", strings.ReplaceAll(t.Name(), "/", "$/^"), seed)
		ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
		defer cancel()
		proxy, err := fault.Start(strings.TrimPrefix(strings.Replace(server.URL, "localhost", "127.0.0.1", 1), "http://"), seed)
		if err != nil {
			t.Fatal(err)
		}
		defer proxy.Close()
		crew := enlist(ctx, t, server, proxy)
		defer func() {
			for _, s := range crew {
				for _, d := range s.devices {
					d.Close()
				}
			}
		}()

		ops := 250 // of each device
		if testing.Short() {
			ops = 40
		}
		var acting sync.WaitGroup
		for i, s := range crew {
			for n := range s.devices {
				r := rand.New(rand.NewPCG(seed, uint64(1000+10*i+n)))
				acting.Go(func() {
					for op := range ops {
						s.act(r, n, op)
					}
				})
			}
		}
		acting.Wait()
		t.Logf("the storm: %v", proxy.Counts())
		proxy.Calm()
		for _, s := range crew {
			for _, d := range s.devices {
				if err := d.Settle(ctx); err != nil {
					t.Fatalf("%s: settle: %v", s.me.Handle, err)
				}
			}
		}
		// What others did after a device had settled reaches it too.
		for _, s := range crew {
			for n, d := range s.devices {
				if err := d.Settle(ctx); err != nil {
					t.Fatalf("%s: settle: %v", s.me.Handle, err)
				}
				s.compare(ctx, t, n)
			}
			s.accounted(ctx, t)
		}
	})
}

func enlist(ctx context.Context, t *testing.T, server *testkit.Server, proxy *fault.Proxy) []*sailor {
	t.Helper()
	const people = 4
	var crew []*sailor
	for i := range people {
		client, me := signUp(t, server, fmt.Sprintf("sailor%d", i), fmt.Sprintf("Sailor %d", i))
		s := &sailor{me: me, direct: client, sent: map[string][]string{}, refused: map[string]error{}}
		for range 2 {
			again, err := causerie.New(server.URL).SignIn(ctx, me.Handle, testkit.Password)
			if err != nil {
				t.Fatal(err)
			}
			// Each device has its own connections; the storm is between it and the server.
			c := causerie.New("http://" + proxy.Addr())
			c.HTTP = &http.Client{Transport: &http.Transport{MaxConnsPerHost: 4}}
			c.SetToken(again.Session.Token)
			s.clients = append(s.clients, c)
		}
		crew = append(crew, s)
	}
	for i, a := range crew {
		for _, b := range crew[i+1:] {
			befriend(t, a.direct, a.me, b.direct, b.me)
			talk, err := a.direct.OpenDirect(ctx, b.me.ID)
			if err != nil {
				t.Fatal(err)
			}
			a.talks, b.talks = append(a.talks, talk.ID), append(b.talks, talk.ID)
		}
	}
	for _, s := range crew {
		for _, c := range s.clients {
			s.devices = append(s.devices, c.Device(causerie.State{}, s.refuse))
		}
	}
	return crew
}

func (s *sailor) refuse(out causerie.Outgoing, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.refused[out.Append.ClientID] = err
}

// act does one thing on a device, which may be to stop it and go on with a new one from its state, as written.
func (s *sailor) act(r *rand.Rand, n, op int) {
	device, talk := s.devices[n], s.talks[r.IntN(len(s.talks))]
	entries := device.Entries(talk)
	var target causerie.Entry
	if len(entries) > 0 {
		target = entries[r.IntN(len(entries))]
	}
	in := causerie.Append{ClientID: causerie.NewClientID(), TargetSeq: target.Seq}
	switch what := r.IntN(100); {
	case what < 2:
		device.Close()
		text, err := json.Marshal(device.State())
		var state causerie.State
		if err != nil || json.Unmarshal(text, &state) != nil {
			panic(fmt.Sprint("a state cannot be written and read: ", err))
		}
		s.devices[n] = s.clients[n].Device(state, s.refuse)
		return
	case what < 15 && target.Seq > 0:
		device.MarkRead(talk, target.Seq)
		return
	case what < 25 && target.Seq > 0:
		in.Kind, in.Content = causerie.KindEdit, causerie.Content{Text: fmt.Sprintf("edited %d", op)}
	case what < 35 && target.Seq > 0:
		in.Kind, in.Content = causerie.KindReaction, causerie.Content{Emoji: []string{"❤️", "😂", ""}[r.IntN(3)]}
	case what < 40 && target.Seq > 0:
		in.Kind = causerie.KindUnsend
	default:
		in = causerie.Text(fmt.Sprintf("%s says %d from %d", s.me.Name, op, n))
	}
	s.mu.Lock()
	key := fmt.Sprint(n, " ", talk)
	s.sent[key] = append(s.sent[key], in.ClientID)
	s.mu.Unlock()
	device.Send(talk, in)
	if r.IntN(3) == 0 { // mostly in bursts, and now and then the answer is there before the next
		ctx, cancel := context.WithTimeout(context.Background(), time.Duration(r.IntN(40))*time.Millisecond)
		defer cancel()
		_ = device.Settle(ctx)
	}
}

// compare holds a device against the server: the same views, the same entries.
func (s *sailor) compare(ctx context.Context, t *testing.T, n int) {
	t.Helper()
	state := s.devices[n].State()
	inbox, err := s.direct.Conversations(ctx, "inbox", "", 100)
	if err != nil {
		t.Fatal(err)
	}
	if mine := s.devices[n].Inbox("inbox"); !reflect.DeepEqual(mine, inbox.Items) {
		t.Errorf("%s: the inbox of device %d differs:\n%s\nserver:\n%s", s.me.Handle, n, text(mine), text(inbox.Items))
	}
	for _, talk := range s.talks {
		log, err := everything(ctx, s.direct, talk)
		if err != nil {
			t.Fatal(err)
		}
		copied := state.Conversations[talk]
		if copied == nil {
			copied = &causerie.Copy{}
		}
		if !reflect.DeepEqual(copied.Entries, log) {
			t.Errorf("%s: the log of device %d differs: %d entries, the server has %d", s.me.Handle, n, len(copied.Entries), len(log))
			for i := range min(len(copied.Entries), len(log)) {
				if !reflect.DeepEqual(copied.Entries[i], log[i]) {
					t.Errorf("first at %s\nserver   %s", text(copied.Entries[i]), text(log[i]))
					break
				}
			}
		}
	}
}

// accounted finds everything that was sent in the log once and in order, or refused.
func (s *sailor) accounted(ctx context.Context, t *testing.T) {
	t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	for key, ids := range s.sent {
		log, err := everything(ctx, s.direct, strings.Fields(key)[1])
		if err != nil {
			t.Fatal(err)
		}
		seqs := map[string]int64{}
		for _, e := range log {
			if seqs[e.ClientID] != 0 {
				t.Errorf("%s: twice in the log: %d and %d", key, seqs[e.ClientID], e.Seq)
			}
			seqs[e.ClientID] = e.Seq
		}
		before := int64(0)
		for i, id := range ids {
			err, refused := s.refused[id]
			var p *causerie.Problem
			switch seq := seqs[id]; {
			case refused && (seq != 0 || !errors.As(err, &p)):
				t.Errorf("%s: entry %d was refused (%v) and has seq %d", key, i, err, seq)
			case !refused && seq == 0:
				t.Errorf("%s: entry %d is lost", key, i)
			case seq != 0 && seq < before:
				t.Errorf("%s: entry %d overtook one that was sent before", key, i)
			case seq != 0:
				before = seq
			}
		}
	}
}

func everything(ctx context.Context, c *causerie.Client, talk string) (all []causerie.Entry, err error) {
	for more := true; more; {
		after := int64(0)
		if len(all) > 0 {
			after = all[len(all)-1].Seq
		}
		page, err := c.EntriesAfter(ctx, talk, after, 200)
		if err != nil {
			return nil, err
		}
		all, more = append(all, page.Items...), page.HasMore
	}
	return all, nil
}

func text(v any) string {
	out, err := json.Marshal(v)
	if err != nil {
		return err.Error()
	}
	return string(out)
}
