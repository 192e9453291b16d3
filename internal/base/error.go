package base

import (
	"errors"
	"fmt"
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

// Internal wraps an unexpected failure with what was being done.
func Internal(doing string, cause error) *Error {
	return &Error{Kind: KindInternal, Code: "internal", Message: "Something went wrong on the server. Try again.", Cause: fmt.Errorf("%s: %w", doing, cause)}
}
