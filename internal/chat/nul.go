package chat

import "strings"

func hasNUL(s string) bool { return strings.ContainsRune(s, 0) }
