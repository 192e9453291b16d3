package app_test

import (
	"strings"
	"testing"

	"github.com/google/uuid"

	"causerie/internal/db"
	"causerie/internal/testkit"
)

// groupRole is who does something with a group of ada's.
type groupRole int

const (
	anyone   groupRole = iota // without a session
	outsider                  // a friend of ada's, who is not in it
	unwanted                  // whom ada blocks
	asked                     // has an invitation
	gone                      // was removed from it
	operator                  // an admin of the server
	inGroup                   // a member
	boss                      // an admin of the group
	groupRoles
)

func (r groupRole) String() string {
	return [...]string{"anonymous", "outsider", "blocked", "invited", "removed", "staff", "member", "admin"}[r]
}

// groupAccess is one operation on a group: {g} is the group, {whom} a member of it, {other} a friend of everyone's who is not in it,
// {code} that of a link into it, {one} who asks to join it.
type groupAccess struct {
	method, path string // of operations that the other table has too; else that of the operation
	body         string
	want         [groupRoles]int
}

// ofMembers is for those who are in the group, and of admins alone where the first is a refusal; for others there is no group.
func ofMembers(member, admin int) [groupRoles]int {
	return [groupRoles]int{401, 404, 404, 404, 404, 404, member, admin}
}

var groupTable = map[string]groupAccess{
	"updateGroup":        {path: "/v1/conversations/{g}/group", body: `{"write":"admins"}`, want: ofMembers(403, 200)},
	"setGroupPicture":    {path: "/v1/conversations/{g}/picture", body: `not a picture`, want: ofMembers(415, 415)},
	"removeGroupPicture": {path: "/v1/conversations/{g}/picture", want: ofMembers(200, 200)},
	"listMembers":        {path: "/v1/conversations/{g}/members", want: ofMembers(200, 200)},
	"addMembers":         {path: "/v1/conversations/{g}/members", body: `{"members":["{other}"]}`, want: ofMembers(200, 200)},
	"removeMember":       {path: "/v1/conversations/{g}/members/{whom}", want: ofMembers(403, 204)},
	"setRole":            {path: "/v1/conversations/{g}/members/{whom}", body: `{"role":"admin"}`, want: ofMembers(403, 204)},
	"getVote":            {path: "/v1/conversations/{g}/entries/2/vote", want: ofMembers(404, 404)},
	"forwardMessage":     {path: "/v1/conversations/{g}/entries/2/forwards", body: `{"targets":[{"conversationId":"{g}","clientId":"{new}"}]}`, want: ofMembers(200, 200)},
	"listSeen":           {path: "/v1/conversations/{g}/entries/2/seen", want: ofMembers(200, 200)},
	"createLink":         {path: "/v1/conversations/{g}/links", body: `{"uses":3}`, want: ofMembers(403, 201)},
	"listLinks":          {path: "/v1/conversations/{g}/links", want: ofMembers(403, 200)},
	"revokeLink":         {path: "/v1/conversations/{g}/links/{code}", want: ofMembers(403, 204)},
	"listJoiners":        {path: "/v1/conversations/{g}/joiners", want: ofMembers(403, 200)},
	"answerJoiner":       {path: "/v1/conversations/{g}/joiners", body: `{"accountId":"{one}","accept":true}`, want: ofMembers(403, 204)},
	"previewLink":        {path: "/v1/links/{code}", want: [groupRoles]int{401, 200, 404, 200, 200, 200, 200, 200}},
	"joinByLink":         {path: "/v1/links/{code}", want: [groupRoles]int{401, 200, 404, 200, 200, 200, 200, 200}},
	"listInvitations":    {path: "/v1/invitations", want: [groupRoles]int{401, 200, 200, 200, 200, 200, 200, 200}},
	"openInvitation":     {path: "/v1/invitations/{g}", want: [groupRoles]int{401, 404, 404, 200, 404, 404, 404, 404}},

	// What may be done with any conversation.
	"getConversation":    {method: "GET", path: "/v1/conversations/{g}", want: ofMembers(200, 200)},
	"updateConversation": {method: "PATCH", path: "/v1/conversations/{g}", body: `{"pinned":true}`, want: ofMembers(200, 200)},
	"deleteConversation": {method: "DELETE", path: "/v1/conversations/{g}", want: ofMembers(204, 204)},
	"listEntries":        {method: "GET", path: "/v1/conversations/{g}/entries", want: ofMembers(200, 200)},
	"appendEntry": {method: "POST", path: "/v1/conversations/{g}/entries", body: `{"clientId":"{new}","kind":"message","content":{"type":"text","text":"hi"}}`,
		want: ofMembers(201, 201)},
	"scheduleMessage": {path: "/v1/conversations/{g}/scheduled", body: `{"clientId":"{new}","sendAt":"2020-01-01T00:00:00Z","content":{"type":"text","text":"hi"}}`,
		want: ofMembers(201, 201)},
	"hideEntries":   {method: "POST", path: "/v1/conversations/{g}/hidden", body: `{"seqs":[2]}`, want: ofMembers(204, 204)},
	"markPlayed":    {method: "POST", path: "/v1/conversations/{g}/played", body: `{"seqs":[2]}`, want: ofMembers(204, 204)},
	"listPlayed":    {method: "GET", path: "/v1/conversations/{g}/played", want: ofMembers(200, 200)},
	"closeOnce":     {method: "DELETE", path: "/v1/conversations/{g}/entries/2/opening", want: ofMembers(204, 204)},
	"listOpened":    {method: "GET", path: "/v1/conversations/{g}/opened", want: ofMembers(200, 200)},
	"markRead":      {method: "PUT", path: "/v1/conversations/{g}/read", body: `{"seq":1}`, want: ofMembers(204, 204)},
	"markDelivered": {method: "PUT", path: "/v1/conversations/{g}/delivered", body: `{"seq":1}`, want: ofMembers(204, 204)},
	"setTyping":     {method: "PUT", path: "/v1/conversations/{g}/typing", want: ofMembers(204, 204)},
	"fileReport": {method: "POST", path: "/v1/reports", body: `{"target":{"kind":"message","conversationId":"{g}","seqs":[2]},"reason":"spam"}`,
		want: ofMembers(201, 201)},
}

// TestEveryOperationOnAGroupAnswersEveryRoleAsTheTableSays makes a group for each, because most of them change it.
func TestEveryOperationOnAGroupAnswersEveryRoleAsTheTableSays(t *testing.T) {
	t.Parallel()
	s := testkit.Start(t, db.SQLite)
	ops := map[string]bool{}
	ada := s.SignUp(t, "ada", "Ada")
	whom, other := s.SignUp(t, "whom", "Whom"), s.SignUp(t, "other", "Other")
	s.Befriend(t, ada, whom)
	var people [groupRoles]testkit.Person
	for r := outsider; r < groupRoles; r++ {
		people[r] = s.SignUp(t, "the."+r.String(), "The "+r.String())
		s.Befriend(t, people[r], ada)
		s.Befriend(t, people[r], other)
	}
	s.Call(t, people[asked].Token, "PUT", "/v1/accounts/@ada/restrict", nil).Into(t, 204, nil) // so that the invitation takes no place
	s.Call(t, ada.Token, "PUT", "/v1/accounts/"+people[unwanted].ID+"/block", nil).Into(t, 204, nil)
	if err := s.App.Account.UserRole(t.Context(), people[operator].Handle, "admin"); err != nil {
		t.Fatal(err)
	}
	people[operator] = s.SignIn(t, people[operator])
	one := s.SignUp(t, "one", "One")
	made := func() (id, code string) {
		var g struct{ ID string }
		ids := []string{whom.ID, people[asked].ID, people[gone].ID, people[inGroup].ID, people[boss].ID}
		s.Call(t, ada.Token, "POST", "/v1/conversations", map[string]any{"kind": "group", "title": "Crew", "members": ids}).Into(t, 201, &g)
		s.Send(t, ada, g.ID, "hello")
		at := "/v1/conversations/" + g.ID + "/members/"
		s.Call(t, ada.Token, "DELETE", at+people[gone].ID, nil).Into(t, 204, nil)
		s.Call(t, ada.Token, "PATCH", at+people[boss].ID, map[string]any{"role": "admin"}).Into(t, 204, nil)
		var links [2]struct{ Code string }
		for i, approval := range []bool{true, false} {
			s.Call(t, ada.Token, "POST", "/v1/conversations/"+g.ID+"/links", map[string]any{"approval": approval}).Into(t, 201, &links[i])
		}
		s.Call(t, one.Token, "POST", "/v1/links/"+links[0].Code, nil).Into(t, 200, nil)
		return g.ID, links[1].Code
	}
	for _, op := range s.App.Router.Ops() {
		ops[op.ID] = true
		row, ok := groupTable[op.ID]
		if !ok {
			continue
		}
		if row.method == "" {
			row.method = op.Method
		}
		for r := range groupRoles {
			id, code := made()
			fill := strings.NewReplacer("{g}", id, "{code}", code, "{one}", one.ID, "{whom}", whom.ID, "{other}", other.ID, "{new}", uuid.NewString())
			var body any
			if row.body != "" {
				body = testkit.JSON(fill.Replace(row.body))
			}
			got := s.Call(t, people[r].Token, row.method, fill.Replace(row.path), body)
			if got.Status != row.want[r] {
				t.Errorf("%s as %s: %d, want %d: %s", op.ID, r, got.Status, row.want[r], got.Body)
			}
		}
	}
	for id := range groupTable {
		if !ops[id] {
			t.Errorf("the table has %s, which is no operation", id)
		}
	}
}
