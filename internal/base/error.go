package base

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"syscall"
	"time"
)

// Kind says what class of failure an error is, free of any transport.
type Kind int

const (
	KindInternal Kind = iota // our fault; the cause is logged and never told
	KindInvalid
	KindUnauthenticated
	KindForbidden
	KindNotFound
	KindConflict
	KindGone
	KindTooLarge
	KindUnsupported
	KindTooMany
	KindUnavailable
)

// Error is a failure that a client is told: a stable Code, and a Message that is safe to show and says what one can do.
// Cause is for the log only.
type Error struct {
	Kind    Kind
	Code    string
	Message string
	Fields  []Field
	RetryAt time.Time // when the same request may succeed; zero when that is not known
	Cause   error
}

// Field names one part of the input and what is wrong with it. Location is a path such as "body.handle".
type Field struct {
	Location string
	Message  string
}

func (e *Error) Error() string {
	if e.Cause != nil {
		return fmt.Sprintf("%s: %s: %v", e.Code, e.Message, e.Cause)
	}
	return e.Code + ": " + e.Message
}

func (e *Error) Unwrap() error { return e.Cause }

// CodeOf is the code of the first Error in err's chain, or "" when there is none.
func CodeOf(err error) string {
	var e *Error
	if errors.As(err, &e) {
		return e.Code
	}
	return ""
}

// AsError is the first Error in err's chain, nil when there is none.
func AsError(err error) *Error {
	var e *Error
	if errors.As(err, &e) {
		return e
	}
	return nil
}

// KindOf is the kind of the first Error in err's chain, KindInternal when there is none.
func KindOf(err error) Kind {
	var e *Error
	if errors.As(err, &e) {
		return e.Kind
	}
	return KindInternal
}

func Invalid(code, message string, fields ...Field) *Error {
	return &Error{Kind: KindInvalid, Code: code, Message: message, Fields: fields}
}

func Unauthenticated(code, message string) *Error {
	return &Error{Kind: KindUnauthenticated, Code: code, Message: message}
}

func Forbidden(code, message string) *Error {
	return &Error{Kind: KindForbidden, Code: code, Message: message}
}

// NotFound is the one answer for what is unknown, deleted or not for this person to see.
func NotFound() *Error {
	return &Error{Kind: KindNotFound, Code: "not_found", Message: "There is nothing here, or it is not available to you."}
}

func Conflict(code, message string) *Error {
	return &Error{Kind: KindConflict, Code: code, Message: message}
}

func Gone(code, message string) *Error {
	return &Error{Kind: KindGone, Code: code, Message: message}
}

func TooLarge(message string) *Error {
	return &Error{Kind: KindTooLarge, Code: "too_large", Message: message}
}

func Unsupported(message string) *Error {
	return &Error{Kind: KindUnsupported, Code: "unsupported_media", Message: message}
}

func TooMany(code, message string, retryAt time.Time) *Error {
	return &Error{Kind: KindTooMany, Code: code, Message: message, RetryAt: retryAt}
}

func Unavailable(message string, retryAt time.Time) *Error {
	return &Error{Kind: KindUnavailable, Code: "unavailable", Message: message, RetryAt: retryAt}
}

// TurnedAway tells that err says no more than: come back later.
func TurnedAway(err error) bool {
	var coded *Error
	return errors.As(err, &coded) && coded.Kind == KindUnavailable && coded.Cause == nil
}

// StorageFull is the answer where nothing more can be stored.
func StorageFull(cause error) *Error {
	return &Error{Kind: KindUnavailable, Code: "storage_full", Cause: cause,
		Message: "The server's disk is full, and this was not saved. Try again later."}
}

// StorageReadOnly is the answer where nothing can be written.
func StorageReadOnly(cause error) *Error {
	return &Error{Kind: KindUnavailable, Code: "storage_read_only", Cause: cause,
		Message: "The server cannot write to its storage at the moment, and this was not saved. Try again later."}
}

// IsFull tells that err is the want of room on a disk, or of what a user may use of it.
func IsFull(err error) bool { return errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) }

// ErrUnreachable tells that files are kept elsewhere, in a place that does not answer.
var ErrUnreachable = errors.New("the store of files does not answer as it should")

// Storing is the failure of a file operation: Internal, unless the system is short of something that may come back.
func Storing(doing string, cause error) *Error {
	cause = fmt.Errorf("%s: %w", doing, cause)
	switch {
	case errors.Is(cause, ErrUnreachable), errors.Is(cause, context.Canceled), errors.Is(cause, context.DeadlineExceeded):
		return &Error{Kind: KindUnavailable, Code: "unavailable", Cause: cause, Message: "The server does not reach its pictures and files at the moment. Try again in a moment."}
	case IsFull(cause):
		return StorageFull(cause)
	case errors.Is(cause, syscall.EROFS), errors.Is(cause, fs.ErrPermission):
		return StorageReadOnly(cause)
	case errors.Is(cause, syscall.EMFILE), errors.Is(cause, syscall.ENFILE), errors.Is(cause, syscall.ENOMEM), errors.Is(cause, syscall.EAGAIN):
		return &Error{Kind: KindUnavailable, Code: "unavailable", Cause: cause, Message: "The server is short of resources at the moment. Try again in a moment."}
	}
	return &Error{Kind: KindInternal, Code: "internal", Cause: cause, Message: internalMessage}
}

const internalMessage = "Something went wrong on the server. Try again."

// Doing is Internal for an err of any kind: nil, coded errors and the end of a request pass as they are.
func Doing(what string, err error) error {
	if err == nil || CodeOf(err) != "" || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	return Internal(what, err)
}

// Internal wraps an unexpected failure with what was being done.
func Internal(doing string, cause error) *Error {
	return &Error{Kind: KindInternal, Code: "internal", Message: internalMessage, Cause: fmt.Errorf("%s: %w", doing, cause)}
}
