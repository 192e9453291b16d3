package chat

// shown is what a message has become: its entry with what later entries say of it.
type shown struct {
	Entry
	Text   string
	Edited bool
}

// fold applies edits, in the order of the log, to a message.
func fold(root Entry, edits []Entry) shown {
	s := shown{Entry: root, Text: root.Content.text()}
	if root.Erased || root.Hidden {
		s.Text = ""
		return s
	}
	for _, e := range edits {
		if e.Kind == Edit && !e.Erased {
			s.Text, s.Edited = e.Content.text(), true
		}
	}
	return s
}
