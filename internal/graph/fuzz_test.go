package graph

import "testing"

func FuzzEdge(f *testing.F) {
	for _, s := range []string{"1790000000000.0192f5c8-7a3e-7c11-9f6b-2d1e4a5b6c7d", "-1.", ".", "99999999999999999999.x", ""} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, cursor string) {
		e, err := parseEdge(cursor)
		if err != nil {
			return
		}
		if again, err := parseEdge(e.String()); err != nil || again != e {
			t.Errorf("%q leads to %v, then to %v", cursor, e, again)
		}
	})
}
