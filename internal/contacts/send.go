package contacts

import (
	"context"
	"errors"
	"fmt"
	"time"

	"causerie/internal/base"
)

// Note is what a person is sent.
type Note struct {
	Subject, Text string

	HTML        string // the same as a page, for mail alone; empty for none
	Unsubscribe string // the address that ends such notes by one request (RFC 8058), for mail alone; empty for none
}

// Sender brings a note to an identifier. What it fails with tells no secret of its settings.
type Sender func(ctx context.Context, to string, note Note) error

// noteOf is a code in the language of an account; English where it has said none.
func noteOf(language, code string) Note {
	if language == "fr" {
		return Note{
			Subject: "Votre code Causerie : " + code,
			Text:    code + " est votre code Causerie. Il vaut dix minutes. Ne le donnez à personne ; si vous n’avez rien demandé, ignorez ce message.",
		}
	}
	return Note{
		Subject: "Your Causerie code: " + code,
		Text:    code + " is your Causerie code. It is good for ten minutes. Give it to nobody; if you did not ask for it, ignore this message.",
	}
}

// refusal is the answer of a server that will not take this note for this recipient, now or later.
type refusal struct{ cause error }

func (r refusal) Error() string { return r.cause.Error() }

// unsure is the failure of a server that may have taken the note all the same: it was given it whole, and did not answer.
type unsure struct{ cause error }

func (u unsure) Error() string { return u.cause.Error() }

// Refused tells whether a Sender failed because the recipient takes no such notes, now or later.
func Refused(err error) bool {
	_, refused := errors.AsType[refusal](err)
	return refused
}

// Unsure tells whether a Sender failed after which the note may arrive all the same.
func Unsure(err error) bool {
	_, is := errors.AsType[unsure](err)
	return is
}

// notSent is what a person is told whose code could not be sent.
func notSent(err error) error {
	if Refused(err) {
		return &base.Error{Kind: base.KindInvalid, Code: "recipient_refused", Cause: err,
			Message: "This number or address takes no messages. Look whether it is written rightly.",
			Fields:  []base.Field{{Location: "body.value", Message: "one that takes messages"}}}
	}
	if gaveUp(err) {
		err = fmt.Errorf("no answer in time: %w", errors.New(err.Error()))
	}
	return &base.Error{Kind: base.KindUnavailable, Code: "code_not_sent", Cause: fmt.Errorf("send a code: %w", err),
		Message: "The code could not be sent at the moment. Try again in a few minutes."}
}

const (
	attempts    = 3
	sendingWait = 25 * time.Second // for all attempts
	attemptWait = 10 * time.Second
)

// retried has send try a few times, with a growing pause, unless it is refused.
func retried(pause time.Duration, send Sender) Sender {
	return func(ctx context.Context, to string, note Note) error {
		ctx, cancel := context.WithTimeout(ctx, sendingWait)
		defer cancel()
		for attempt := 1; ; attempt++ {
			once, cancelOnce := context.WithTimeout(ctx, attemptWait)
			err := send(once, to, note)
			cancelOnce()
			if err == nil || Refused(err) || attempt == attempts || ctx.Err() != nil {
				return err
			}
			select {
			case <-ctx.Done():
				return err
			case <-time.After(pause << (attempt - 1)):
			}
		}
	}
}
