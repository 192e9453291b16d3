package account

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"causerie/internal/api"
	"causerie/internal/base"
	"causerie/internal/db"
)

func TestUpdateMeChangesWhatIsGiven(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		in, _ := w.join("zoe")
		for _, c := range []struct {
			update Update
			code   string
			want   [3]string // name, bio, language
		}{
			{Update{}, "", [3]string{"zoe", "", ""}},
			{Update{Name: pointer("Zoé Martin"), Bio: pointer("Plums.\n\n\nBooks.")}, "", [3]string{"Zoé Martin", "Plums.\n\nBooks.", ""}},
			{Update{Language: pointer("fr")}, "", [3]string{"Zoé Martin", "Plums.\n\nBooks.", "fr"}},
			{Update{Name: pointer("\u200b "), Bio: pointer("")}, "", [3]string{"zoe", "", "fr"}},
			{Update{Bio: pointer(strings.Repeat("a", 301))}, "too_long", [3]string{"zoe", "", "fr"}},
			{Update{Bio: pointer("kept?"), Language: pointer("xx")}, "language_unknown", [3]string{"zoe", "", "fr"}},
		} {
			_, err := w.UpdateMe(t.Context(), in.actor(), c.update)
			wantCode(t, err, c.code)
			me, err := w.Me(t.Context(), in.actor())
			if got := [3]string{me.Name, me.Bio, me.Language}; err != nil || got != c.want {
				t.Errorf("after %+v it is %q, error %v", c.update, got, err)
			}
		}
		if len(w.changed) != 4 {
			t.Errorf("told of %d changes", len(w.changed))
		}
	})
}

func TestAvatarIsSetReplacedAndRemoved(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		in, _ := w.join("zoe")
		var before Avatar
		for range 2 {
			me, err := w.SetAvatar(t.Context(), in.actor(), strings.NewReader("picture"), 0, 0, 0)
			if err != nil || me.Avatar == nil || *me.Avatar == before {
				t.Fatalf("avatar %v, error %v", me, err)
			}
			before = *me.Avatar
			if len(w.gallery.kept) != 1 {
				t.Errorf("kept are %v", w.gallery.kept)
			}
		}
		_, err := w.SetAvatar(t.Context(), in.actor(), strings.NewReader("no"), 0, 0, 0)
		wantCode(t, err, "image_invalid")
		viewer := base.NewID(noon)
		profiles := w.profiles(viewer, in.Account.ID)
		if !strings.HasSuffix(profiles[in.Account.ID].Avatar.Large, "512?for="+viewer.String()) {
			t.Errorf("profile %+v", profiles[in.Account.ID])
		}
		me, err := w.RemoveAvatar(t.Context(), in.actor())
		if err != nil || me.Avatar != nil || len(w.gallery.kept) != 0 {
			t.Errorf("avatar %v, kept %v, error %v", me.Avatar, w.gallery.kept, err)
		}
		_, err = w.RemoveAvatar(t.Context(), in.actor())
		wantCode(t, err, "")
	})
}

func (w *world) profiles(viewer base.ID, ids ...base.ID) map[base.ID]Profile {
	w.t.Helper()
	var profiles map[base.ID]Profile
	err := w.DB.Read(w.t.Context(), func(tx *db.Tx) (err error) {
		profiles, err = w.Profiles(w.t.Context(), tx, viewer, ids)
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return profiles
}

func TestProfilesAreOfThoseWhoExist(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		zoe, _ := w.join("zoe")
		leo, _ := w.join("leo")
		got := w.profiles(zoe.Account.ID, zoe.Account.ID, leo.Account.ID, base.NewID(noon), zoe.Account.ID)
		if len(got) != 2 || got[leo.Account.ID].Handle != "leo" || got[zoe.Account.ID] != zoe.Account.Profile {
			t.Errorf("profiles %+v", got)
		}
		if none := w.profiles(zoe.Account.ID); len(none) != 0 {
			t.Errorf("of nobody: %+v", none)
		}
	})
}

func TestNobodyIsNotFound(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		nobody := api.Actor{Account: base.NewID(noon)}
		_, err := w.Me(t.Context(), nobody)
		wantCode(t, err, "not_found")
		_, err = w.UpdateMe(t.Context(), nobody, Update{Name: pointer("x")})
		wantCode(t, err, "not_found")
		_, err = w.RemoveAvatar(t.Context(), nobody)
		wantCode(t, err, "not_found")
		_, err = w.GetPrivacy(t.Context(), nobody)
		wantCode(t, err, "not_found")
		for handle, code := range map[string]string{"zoe": "not_found", "..": "not_found", "\x00": "not_found"} {
			err := w.DB.Read(t.Context(), func(tx *db.Tx) error {
				_, err := w.ByHandle(t.Context(), tx, handle)
				return err
			})
			wantCode(t, err, code)
		}
	})
}

func TestPrivacyIsChangedSwitchBySwitch(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		in, _ := w.join("zoe")
		want := Privacy{Shown: Shown{ReadReceipts: true, DeliveryReceipts: true, Presence: true, Typing: true}, StrangerLinks: true, StrangerPictures: true, LinkPreviews: true}
		check := func(got Privacy, err error) {
			t.Helper()
			if err != nil || got != want {
				t.Errorf("privacy %+v, want %+v, error %v", got, want, err)
			}
		}
		check(w.GetPrivacy(t.Context(), in.actor()))
		want.Presence = false
		check(w.UpdatePrivacy(t.Context(), in.actor(), PrivacyUpdate{Presence: pointer(false)}))
		check(w.GetPrivacy(t.Context(), in.actor()))
		want.Shown = Shown{ReadReceipts: false, DeliveryReceipts: true, Presence: true, Typing: false, Private: true}
		check(w.UpdatePrivacy(t.Context(), in.actor(), PrivacyUpdate{ReadReceipts: pointer(false), Presence: pointer(true), Typing: pointer(false), Private: pointer(true)}))
		check(w.GetPrivacy(t.Context(), in.actor()))
		if len(w.privacy) != 2 || w.privacy[1] != want.Shown || len(w.changed) != 2 {
			t.Errorf("told %+v, and %d changes", w.privacy, len(w.changed))
		}
		want.StrangerLinks = false
		check(w.UpdatePrivacy(t.Context(), in.actor(), PrivacyUpdate{StrangerLinks: pointer(false)}))
		want.StrangerLinks, want.StrangerPictures, want.LinkPreviews = true, false, false
		check(w.UpdatePrivacy(t.Context(), in.actor(), PrivacyUpdate{StrangerLinks: pointer(true), StrangerPictures: pointer(false), LinkPreviews: pointer(false)}))
		check(w.GetPrivacy(t.Context(), in.actor()))
	})
}

func TestLastActiveGoesBackOnlyFromATimeThatAWrongClockWrote(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		in, _ := w.join("zoe")
		for _, c := range []struct{ set, want time.Duration }{
			{time.Hour, time.Hour}, {time.Minute, time.Hour}, {2 * time.Hour, 2 * time.Hour},
			{time.Hour, 2 * time.Hour}, {time.Hour - time.Millisecond, time.Hour - time.Millisecond}, // more than an hour ahead was wrong
			{24 * time.Hour, 24 * time.Hour}, {time.Minute, time.Minute},
		} {
			err := w.DB.Write(t.Context(), func(tx *db.Tx) error {
				if err := w.SetLastActive(t.Context(), tx, in.Account.ID, noon.Add(c.set)); err != nil {
					return err
				}
				at, err := w.LastActive(t.Context(), tx, in.Account.ID)
				if !at.Equal(noon.Add(c.want)) {
					t.Errorf("last active at %v", at.Sub(noon))
				}
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
		}
	})
}

// find searches page by page and returns the handles found.
func (w *world) find(q string, limit int, hidden ...string) []string {
	w.t.Helper()
	var handles []string
	cursor := ""
	for range 50 {
		err := w.DB.Read(w.t.Context(), func(tx *db.Tx) error {
			keep := func(ids []base.ID) ([]base.ID, error) {
				profiles, err := w.Profiles(w.t.Context(), tx, base.ID{}, ids)
				return slices.DeleteFunc(ids, func(id base.ID) bool { return slices.Contains(hidden, profiles[id].Handle) }), err
			}
			found, next, err := Search(w.t.Context(), tx, q, cursor, limit, keep)
			if err != nil {
				return err
			}
			profiles, err := w.Profiles(w.t.Context(), tx, base.ID{}, found)
			for _, id := range found {
				handles = append(handles, profiles[id].Handle)
			}
			cursor = next
			return err
		})
		if err != nil {
			w.t.Fatal(err)
		}
		if cursor == "" {
			return handles
		}
	}
	w.t.Fatal("the search has no end")
	return nil
}

func TestSearchFindsByTheBeginningsOfWords(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		for handle, name := range map[string]string{
			"zoe.martin": "Zoé Martin", "zoltan": "Zoltán Kovács", "marta": "Marta Zoppi", "jp": "Jean-Pierre Strauß", "tanaka": "田中 太郎",
			"omar": "عمر", "anna": "Anna Annabel", "anna.b": "Anna B",
		} {
			in, _ := w.join(handle)
			if _, err := w.UpdateMe(t.Context(), in.actor(), Update{Name: &name}); err != nil {
				t.Fatal(err)
			}
		}
		for q, want := range map[string][]string{
			"zo":            {"marta", "zoe.martin", "zoltan"},
			"ZOÉ":           {"zoe.martin"},
			"zoe mar":       {"zoe.martin"},
			"mar zo":        {"marta", "zoe.martin"},
			"martin zoe":    {"zoe.martin"},
			"zoe.martin":    {"zoe.martin"},
			"zoe nobody":    nil,
			"oe":            nil,
			"strauss":       {"jp"},
			"pierre":        {"jp"},
			"田":             {"tanaka"},
			"太郎":            {"tanaka"},
			"عم":            {"omar"},
			"ann":           {"anna", "anna.b"},
			"a":             {"anna", "anna.b"},
			"":              nil,
			" .,;":          nil,
			"%":             nil,
			"zo\x00":        {"marta", "zoe.martin", "zoltan"},
			"\xff\xfe":      nil,
			"an an an an b": {"anna.b"},
		} {
			for _, limit := range []int{1, 2, 30} {
				got := w.find(q, limit)
				slices.Sort(got)
				if !slices.Equal(got, want) {
					t.Errorf("%q, %d a page: found %q, want %q", q, limit, got, want)
				}
			}
		}
		if got := w.find("zo", 1, "zoe.martin"); !slices.Contains(got, "zoltan") || slices.Contains(got, "zoe.martin") {
			t.Errorf("with someone hidden: found %q", got)
		}
	})
}

func TestSearchFollowsTheName(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		in, _ := w.join("zoe")
		for _, name := range []string{"Martin Dupont", "Martin Durand"} {
			if _, err := w.UpdateMe(t.Context(), in.actor(), Update{Name: &name}); err != nil {
				t.Fatal(err)
			}
		}
		for q, want := range map[string]int{"dupont": 0, "durand": 1, "martin": 1, "zoe": 1} {
			if got := w.find(q, 10); len(got) != want {
				t.Errorf("%q finds %q", q, got)
			}
		}
	})
}

func TestSearchThatHidesManyStillEnds(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		var hidden []string
		for i := range 25 {
			handle := fmt.Sprintf("zoe%02d", i)
			w.join(handle)
			if i != 24 {
				hidden = append(hidden, handle)
			}
		}
		if got := w.find("zoe", 2, hidden...); len(got) != 1 || got[0] != "zoe24" {
			t.Errorf("found %q", got)
		}
	})
}

func TestSearchCursorIsChecked(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		for _, cursor := range []string{"x", "****", "AAAA", strings.Repeat("A", 8)} {
			err := w.DB.Read(t.Context(), func(tx *db.Tx) error {
				_, _, err := Search(t.Context(), tx, "zoe", cursor, 10, func(ids []base.ID) ([]base.ID, error) { return ids, nil })
				return err
			})
			wantCode(t, err, "cursor_invalid")
		}
	})
}
