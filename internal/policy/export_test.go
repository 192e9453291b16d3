package policy

// Try reads a pack and its vectors from memory.
func Try(text, vectors string) error {
	p, err := parse("default.yaml", fallbackName, []byte(text))
	if err != nil {
		return err
	}
	return check("default.vectors.yaml", p, []byte(vectors))
}
