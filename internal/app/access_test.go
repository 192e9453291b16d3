package app_test

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/centrifugal/centrifuge-go"
	"github.com/google/uuid"

	"causerie/internal/db"
	"causerie/internal/testkit"
)

// role is who makes a request of the table. Each makes it in the place that is theirs: the conversation of ada and bob for
// everyone but the blocked, the requester and the former, who have one of their own with ada. Groups bring their admin and who left.
type role int

const (
	anonymous role = iota
	stranger       // has nothing to do with ada
	blocked        // wrote with ada, until ada blocked them
	member         // bob, who writes with ada
	staff          // an admin, who is a stranger all the same
	moderator      // likewise
	requester      // asks to write to ada, who has not answered
	former         // asked to write to ada, who deleted the request: there is a conversation, for the former alone
	roles
)

func (r role) String() string {
	return [...]string{"anonymous", "stranger", "blocked", "member", "staff", "moderator", "requester", "former"}[r]
}

// access is one operation: a request, and the answer for each role. {c}, {ada}, {me} and {session} stand for the role's
// conversation, ada's account, and the role's own session.
type access struct {
	path string
	body string
	want [roles]int
	// once is for what ends sessions or spends something: the role gets a fresh session for it.
	once bool
}

// everyone signed in gets the same answer: the operation is about their own account only.
func own(status int) [roles]int {
	return [roles]int{401, status, status, status, status, status, status, status}
}

// inConversation is for members only; for others the conversation does not exist.
func inConversation(members int) [roles]int {
	return [roles]int{401, 404, members, members, 404, 404, members, members}
}

func open(status int) [roles]int {
	return [roles]int{status, status, status, status, status, status, status, status}
}

// ofStaff is there for moderators and admins alone, ofAdmins for admins.
func ofStaff(status int) [roles]int {
	return [roles]int{401, 404, 404, 404, status, status, 404, 404}
}

func ofAdmins(status int) [roles]int {
	return [roles]int{401, 404, 404, 404, status, 404, 404, 404}
}

var table = map[string]access{
	"getServer":       {path: "/v1/server", want: open(200)},
	"checkHandle":     {path: "/v1/handles/free.handle", want: open(200)},
	"signUpChallenge": {path: "/v1/accounts/challenge", want: open(200)},
	"signUp":          {path: "/v1/accounts", body: `{"handle":"x","birthDate":"1990-01-31","password":"velvet-lamp-4711"}`, want: open(422)},
	"signIn":          {path: "/v1/sessions", body: `{"handle":"nobody.{role}","password":"velvet-lamp-4711"}`, want: open(401)},
	"recover":         {path: "/v1/recoveries", body: `{"handle":"nobody.{role}","code":"AAAA-BBBB","password":"velvet-lamp-4711"}`, want: open(401)},
	"beginPasskey":    {path: "/v1/passkeys/ceremonies", body: `{"purpose":"signIn"}`, want: open(200)},

	"getMe":              {path: "/v1/me", want: own(200)},
	"updateMe":           {path: "/v1/me", body: `{"bio":"hello"}`, want: own(200)},
	"setAvatar":          {path: "/v1/me/avatar", body: `not a picture`, want: own(415)},
	"removeAvatar":       {path: "/v1/me/avatar", want: own(200)},
	"getPrivacy":         {path: "/v1/me/privacy", want: own(200)},
	"updatePrivacy":      {path: "/v1/me/privacy", body: `{"typing":true}`, want: own(200)},
	"listSessions":       {path: "/v1/sessions", want: own(200)},
	"signOut":            {path: "/v1/sessions/{session}", want: own(204), once: true},
	"acknowledgeSession": {path: "/v1/sessions/{ada}/acknowledgement", want: own(404)}, // no session of theirs
	"signOutOthers":      {path: "/v1/sessions", want: own(204), once: true},
	"changePassword":     {path: "/v1/me/password", body: `{"current":"wrong","password":"another-lamp-4712"}`, want: own(403), once: true},
	"listPasskeys":       {path: "/v1/me/passkeys", want: own(200)},
	"addPasskey":         {path: "/v1/me/passkeys", body: `{"ceremony":"0192f5c8-7a3e-7c11-9f6b-2d1e4a5b6c7d","credential":{}}`, want: own(410)},
	"removePasskey":      {path: "/v1/me/passkeys/0192f5c8-7a3e-7c11-9f6b-2d1e4a5b6c7d", want: own(404)},
	"renewRecoveryCodes": {path: "/v1/me/recovery-codes", body: `{"password":"wrong"}`, want: own(403), once: true},
	"listBlocked":        {path: "/v1/me/blocked", want: own(200)},
	"listRestricted":     {path: "/v1/me/restricted", want: own(200)},
	"listMuted":          {path: "/v1/me/muted", want: own(200)},

	"listFriends":          {path: "/v1/me/friends", want: own(200)},
	"listFollowRequests":   {path: "/v1/me/follow-requests", want: own(200)},
	"acceptFollowRequest":  {path: "/v1/me/follow-requests/{ada}", want: [roles]int{401, 404, 404, 404, 404, 404, 404, 404}},
	"declineFollowRequest": {path: "/v1/me/follow-requests/{ada}", want: [roles]int{401, 204, 404, 204, 204, 204, 204, 204}},
	"listSuggestions":      {path: "/v1/me/suggestions", want: own(200)},
	"dismissSuggestion":    {path: "/v1/me/suggestions/@target", want: own(204)},
	"getDirectMessages":    {path: "/v1/me/direct-messages", want: own(200)},
	"updateDirectMessages": {path: "/v1/me/direct-messages", body: `{"who":"everyone"}`, want: own(200)},

	"listGuardianLinks": {path: "/v1/me/guardian-links", want: own(200)},
	"linkGuardian":      {path: "/v1/me/guardian-links/{ada}", want: own(403)},       // nobody is a friend of ada any more
	"getGuardianView":   {path: "/v1/me/guardian-links/{ada}/shown", want: own(404)}, // nobody is young
	"unlinkGuardian":    {path: "/v1/me/guardian-links/{ada}", want: own(204)},
	"countTime":         {path: "/v1/me/time", want: own(204)},

	"getPush":         {path: "/v1/me/push", want: own(200)},
	"subscribePush":   {path: "/v1/me/push", body: `{"endpoint":"https://localhost/{role}","p256dh":"BGsX0fLhLEJH-Lzm5WOkQPJ3A32BLeszoPShOUXYmMKWT-NC4v4af5uO5-tKfA-eFivOM1drMV7Oy7ZAaDe_UfU","auth":"AAAAAAAAAAAAAAAAAAAAAA","content":"full"}`, want: own(200)},
	"unsubscribePush": {path: "/v1/me/push", want: own(204)},
	"testPush":        {path: "/v1/me/push/tests", want: own(409), once: true}, // a new session has no subscription

	"getEmailDigest":       {path: "/v1/me/email-digest", want: own(200)},
	"setEmailDigest":       {path: "/v1/me/email-digest", body: `{"every":"daily"}`, want: own(409)}, // this server sends none
	"forgetEmailDigest":    {path: "/v1/me/email-digest", want: own(204)},
	"verifyDigestAddress":  {path: "/v1/me/email-digest/address", body: `{"email":"zoe@example.com"}`, want: own(409)},
	"confirmDigestAddress": {path: "/v1/me/email-digest/address", body: `{"code":"123456"}`, want: own(410)},
	"askToUnsubscribe":     {path: "/v1/unsubscribe/{ada}", want: open(200)},
	"unsubscribe":          {path: "/v1/unsubscribe/{ada}", want: open(200)}, // the same for every link

	"listIdentifiers":    {path: "/v1/me/identifiers", want: own(200)},
	"verifyIdentifier":   {path: "/v1/me/identifiers", body: `{"kind":"email","value":"zoe@example.com"}`, want: own(409)}, // no mail server
	"confirmIdentifier":  {path: "/v1/me/identifiers", body: `{"kind":"email","code":"123456"}`, want: own(410)},
	"removeIdentifier":   {path: "/v1/me/identifiers/{ada}", want: own(404)},
	"getContacts":        {path: "/v1/contacts", want: own(200)},
	"forgetContacts":     {path: "/v1/contacts", want: own(204)},
	"evaluateContacts":   {path: "/v1/contacts/evaluate", body: `{"blinded":["4vKuCmq8TnGohKlhxQBRX1jjC2qlgt2NtqZZReCNLXY="]}`, want: own(403)},
	"readContactBuckets": {path: "/v1/contacts/buckets", body: `{"bits":0,"buckets":[0]}`, want: own(200)},
	"listJoinedContacts": {path: "/v1/contacts/joined", want: own(200)},
	"keepContacts":       {path: "/v1/contacts/matches", body: `{"tags":["{ada}"]}`, want: own(200)},

	"getFacebook":          {path: "/v1/facebook", want: own(200)},
	"startFacebookLink":    {path: "/v1/facebook/link", want: own(409)}, // no app of Facebook's
	"finishFacebookLink":   {path: "/v1/facebook/link", body: `{"code":"x","state":"y"}`, want: own(409)},
	"unlinkFacebook":       {path: "/v1/facebook/link", want: own(204)},
	"refreshFacebook":      {path: "/v1/facebook/refresh", want: own(409)},
	"importFacebookNames":  {path: "/v1/facebook/names", body: `{"names":["Ada Lovelace"]}`, want: own(200)},
	"forgetFacebookNames":  {path: "/v1/facebook/names", want: own(204)},
	"facebookDeauthorized": {path: "/v1/facebook/deauthorizations", want: open(404)},
	"facebookDeletion":     {path: "/v1/facebook/deletions", want: open(404)},
	"getFacebookDeletion":  {path: "/v1/facebook/deletions/x", want: open(404)},

	"searchAccounts": {path: "/v1/accounts?q=ada", want: own(200)},
	"listProfiles":   {path: "/v1/profiles?ids={ada}", want: own(200)}, // of whom one is not shown there is none in it
	"getProfile":     {path: "/v1/accounts/{ada}", want: [roles]int{401, 200, 404, 200, 200, 200, 200, 200}},
	"listFollowers":  {path: "/v1/accounts/{ada}/followers", want: [roles]int{401, 403, 404, 403, 403, 403, 403, 403}},
	"listFollowing":  {path: "/v1/accounts/{ada}/following", want: [roles]int{401, 403, 404, 403, 403, 403, 403, 403}},
	"follow":         {path: "/v1/accounts/{ada}/follow", want: [roles]int{401, 200, 404, 200, 200, 200, 200, 200}},
	"unfollow":       {path: "/v1/accounts/{ada}/follow", want: [roles]int{401, 200, 404, 200, 200, 200, 200, 200}},
	"removeFollower": {path: "/v1/accounts/{ada}/follower", want: [roles]int{401, 204, 404, 204, 204, 204, 204, 204}},
	"restrict":       {path: "/v1/accounts/@target/restrict", want: own(204)},
	"unrestrict":     {path: "/v1/accounts/@target/restrict", want: own(204)},
	"mute":           {path: "/v1/accounts/@target/mute", want: own(204)},
	"unmute":         {path: "/v1/accounts/@target/mute", want: own(204)},
	"block":          {path: "/v1/accounts/@target/block", want: own(204)},
	"unblock":        {path: "/v1/accounts/@target/block", want: own(204)},
	"getMedia":       {path: "/media/0192f5c8-7a3e-7c11-9f6b-2d1e4a5b6c7d/96?e=1&s=x", want: own(404)},

	"createUpload":      {path: "/v1/uploads", want: own(412)}, // without the headers of tus
	"getUpload":         {path: "/v1/uploads/{ada}", want: own(404)},
	"continueUpload":    {path: "/v1/uploads/{ada}", want: own(412)},
	"cancelUpload":      {path: "/v1/uploads/{ada}", want: own(412)},
	"makePhoto":         {path: "/v1/photos", body: `{"upload":"{ada}"}`, want: own(404)},
	"makeVoice":         {path: "/v1/voices", body: `{"upload":"{ada}"}`, want: own(404)},
	"makeVideo":         {path: "/v1/videos", body: `{"upload":"{ada}"}`, want: own(404)},
	"makeFile":          {path: "/v1/files", body: `{"upload":"{ada}","name":"a.pdf"}`, want: own(404)},
	"getVideo":          {path: "/v1/videos/{ada}/{video}", want: [roles]int{401, 404, 404, 200, 404, 404, 404, 404}},      // likewise
	"getFile":           {path: "/v1/files/{ada}/{file}", want: [roles]int{401, 404, 404, 200, 404, 404, 404, 404}},        // likewise
	"getVoice":          {path: "/v1/voices/{ada}/{voice}", want: [roles]int{401, 404, 404, 200, 404, 404, 404, 404}},      // likewise
	"makePreview":       {path: "/v1/previews", body: `{"url":"http://localhost/{role}"}`, want: own(404)},                 // this machine is not looked at
	"makeStill":         {path: "/v1/stills", body: `{"latitude":48.88,"longitude":2.37,"accuracy":1000}`, want: own(409)}, // this server has no maps
	"getPreviewPicture": {path: "/v1/previews/{ada}/{preview}", want: [roles]int{401, 404, 404, 200, 404, 404, 404, 404}},
	"getPhoto":          {path: "/v1/photos/{ada}/{photo}/small", want: [roles]int{401, 404, 404, 200, 404, 404, 404, 404}}, // ada sent it to bob

	"createConversation": {path: "/v1/conversations", body: `{"kind":"direct","members":["{ada}"]}`, want: [roles]int{401, 201, 200, 200, 201, 201, 200, 200}},
	"openSaved":          {path: "/v1/saved", want: own(201)},
	"listConversations":  {path: "/v1/conversations", want: own(200)},
	"getConversation":    {path: "/v1/conversations/{c}", want: inConversation(200)},
	"updateConversation": {path: "/v1/conversations/{c}", body: `{"pinned":true}`, want: inConversation(200)},
	"deleteConversation": {path: "/v1/conversations/{c}", want: inConversation(204)},
	"listEntries":        {path: "/v1/conversations/{c}/entries", want: inConversation(200)},
	"appendEntry": {path: "/v1/conversations/{c}/entries", body: `{"clientId":"{new}","kind":"message","content":{"type":"text","text":"hi"}}`,
		want: [roles]int{401, 404, 403, 201, 404, 404, 201, 403}},
	"forwardMessage": {path: "/v1/conversations/{c}/entries/1/forwards", body: `{"targets":[{"conversationId":"{c}","clientId":"{new}"}]}`, want: own(404)}, // they have cleared it; see groupTable
	"scheduleMessage": {path: "/v1/conversations/{c}/scheduled", body: `{"clientId":"{new}","sendAt":"2020-01-01T00:00:00Z","content":{"type":"text","text":"hi"}}`,
		want: inConversation(201)}, // what appendEntry refuses is refused when the time has come
	"listStickerPacks":  {path: "/v1/sticker-packs", want: own(200)},
	"makeStickerPack":   {path: "/v1/sticker-packs", body: `{"id":"{new}","name":"Boats"}`, want: own(201)},
	"renameStickerPack": {path: "/v1/sticker-packs/{ada}", body: `{"name":"Boats"}`, want: own(404)},
	"deleteStickerPack": {path: "/v1/sticker-packs/{ada}", want: own(404)},
	"putSticker":        {path: "/v1/sticker-packs/{ada}/stickers", body: `{"upload":"{ada}","emoji":"⛵"}`, want: own(404)},
	"removeSticker":     {path: "/v1/sticker-packs/{ada}/stickers/{ada}", want: own(404)},
	"openStickerPack":   {path: "/v1/conversations/{c}/entries/1/sticker-pack", want: own(404)}, // it is a text; see TestStickersAreSentSeenAndAdded
	"addStickerPack":    {path: "/v1/conversations/{c}/entries/1/sticker-pack", want: own(404)},
	"getSticker":        {path: "/v1/stickers/{ada}/{photo}", want: own(404)},
	"listScheduled":     {path: "/v1/me/scheduled", want: own(200)},
	"updateScheduled":   {path: "/v1/me/scheduled/{ada}", body: `{"sendAt":"2020-01-01T00:00:00Z"}`, want: own(404)},
	"deleteScheduled":   {path: "/v1/me/scheduled/{ada}", want: own(404)},
	"getVote":           {path: "/v1/conversations/{c}/entries/1/vote", want: [roles]int{401, 404, 404, 404, 404, 404, 404, 404}}, // it is no poll
	"hideEntries":       {path: "/v1/conversations/{c}/hidden", body: `{"seqs":[1]}`, want: inConversation(204)},
	"markPlayed":        {path: "/v1/conversations/{c}/played", body: `{"seqs":[1]}`, want: inConversation(204)},
	"listPlayed":        {path: "/v1/conversations/{c}/played", want: inConversation(200)},
	"openOnce":          {path: "/v1/conversations/{c}/entries/1/opening", want: own(404)}, // it is a text; see groupTable
	"closeOnce":         {path: "/v1/conversations/{c}/entries/1/opening", want: inConversation(204)},
	"listOpeners":       {path: "/v1/conversations/{c}/entries/1/opening", want: own(404)},
	"listOpened":        {path: "/v1/conversations/{c}/opened", want: inConversation(200)},
	"getViewing":        {path: "/v1/viewings/{ada}/{photo}/2048?e=1&s=x", want: own(404)}, // see TestWhatIsViewedOnceIsOpenedOnceByEachAndErased
	"markRead":          {path: "/v1/conversations/{c}/read", body: `{"seq":1}`, want: inConversation(204)},
	"markDelivered":     {path: "/v1/conversations/{c}/delivered", body: `{"seq":1}`, want: inConversation(204)},
	"setTyping":         {path: "/v1/conversations/{c}/typing", want: inConversation(204)},
	"searchMessages":    {path: "/v1/messages?q=secret", want: own(200)},
	"sync":              {path: "/v1/sync", want: own(200)},

	"answerRequests": {path: "/v1/requests", body: `{"action":"delete","conversations":["{c}"]}`, want: own(200)}, // each item has its own answer
	"introduce":      {path: "/v1/introductions", body: `{"person":"{ada}","to":"{target}"}`, want: own(403)},
	"getFilters":     {path: "/v1/me/filters", want: own(200)},
	"setFilters":     {path: "/v1/me/filters", body: `{"words":["crypto"]}`, want: own(200)},

	"fileReport": {path: "/v1/reports", body: `{"target":{"kind":"profile","accountId":"{ada}"},"reason":"spam"}`,
		want: [roles]int{401, 201, 404, 201, 201, 201, 201, 201}},
	"listReports":    {path: "/v1/me/reports", want: own(200)},
	"getDecisions":   {path: "/v1/me/decisions", want: own(200)},
	"appealDecision": {path: "/v1/me/decisions/{ada}/appeal", body: `{"text":"no"}`, want: own(404)},

	// {case} is about who wrote to the target; the staff of the table have no part in it.
	"listCases":       {path: "/v1/moderation/cases", want: ofStaff(200)},
	"getCase":         {path: "/v1/moderation/cases/{case}", want: ofStaff(200)},
	"listCaseReports": {path: "/v1/moderation/cases/{case}/reports", want: ofStaff(200)},
	"listCaseAudit":   {path: "/v1/moderation/cases/{case}/audit", want: ofStaff(200)},
	"addCaseNote":     {path: "/v1/moderation/cases/{case}/notes", body: `{"text":"look"}`, want: ofStaff(201)},
	"claimCase":       {path: "/v1/moderation/cases/{case}/claim", want: [roles]int{401, 404, 404, 404, 200, 409, 404, 404}}, // the admin has it
	"getCaseContext": {path: "/v1/moderation/cases/{case}/context", body: `{"conversationId":"{reported}","reason":"to see who began"}`,
		want: [roles]int{401, 404, 404, 404, 200, 409, 404, 404}},
	"decideCase":          {path: "/v1/moderation/cases/{case}/decisions", body: `{"action":"dismiss"}`, want: [roles]int{401, 404, 404, 404, 201, 409, 404, 404}},
	"undoDecision":        {path: "/v1/moderation/cases/{case}/decisions/{ada}/undo", body: `{"reason":"no"}`, want: ofStaff(404)},
	"answerAppeal":        {path: "/v1/moderation/cases/{case}/decisions/{ada}/answer", body: `{"outcome":"upheld","text":"no"}`, want: ofStaff(409)}, // not claimed
	"releaseCase":         {path: "/v1/moderation/cases/{case}/claim", want: ofStaff(204)},
	"exportCase":          {path: "/v1/moderation/cases/{case}/export", body: `{"reason":"a court asks"}`, want: ofAdmins(200)},
	"listAudit":           {path: "/v1/moderation/audit", want: ofAdmins(200)},
	"getAnnouncements":    {path: "/v1/me/announcements", want: own(200)},
	"dismissAnnouncement": {path: "/v1/me/announcements/{announcement}/dismissal", want: own(204)},
	"listAnnouncements":   {path: "/v1/moderation/announcements", want: ofAdmins(200)},
	"publishAnnouncement": {path: "/v1/moderation/announcements", want: ofAdmins(201),
		body: `{"title":{"en":"New: polls","fr":"Nouveau : les sondages"},"text":{"en":"Ask your groups.","fr":"Demandez à vos groupes."}}`},
	"withdrawAnnouncement": {path: "/v1/moderation/announcements/{announcement}", want: ofAdmins(204)},

	"getModerationStats": {path: "/v1/moderation/stats", want: ofStaff(200)},

	"live": {path: "/v1/live", want: open(400)}, // no WebSocket handshake; who may connect is decided in it
}

// TestEveryOperationAnswersEveryRoleAsTheTableSays walks all operations that are registered, so that one without a row here fails.
func TestEveryOperationAnswersEveryRoleAsTheTableSays(t *testing.T) {
	s := testkit.StartFilming(t, db.SQLite)
	w := newWorld(t, s)
	seen := map[string]bool{}
	for _, op := range s.App.Router.Ops() {
		row, ok := table[op.ID]
		if _, ofGroup := groupTable[op.ID]; ofGroup && !ok {
			continue // see TestEveryOperationOnAGroupAnswersEveryRoleAsTheTableSays
		}
		if !ok {
			t.Errorf("%s %s (%s) has no row in the table", op.Method, op.Path, op.ID)
			continue
		}
		seen[op.ID] = true
		for r := range roles {
			if r != anonymous && w.people[r].Token == "" {
				w.people[r] = s.SignIn(t, w.people[r])
			}
			person := w.people[r]
			if row.once && r != anonymous {
				person = s.SignIn(t, person)
				w.people[r].Token = "" // this session may not outlive the request
			}
			fill := strings.NewReplacer("{c}", w.conversation[r], "{ada}", w.ada.ID, "{target}", w.target.ID, "{session}", person.Session, "{role}", r.String(), "{new}", uuid.NewString(), "{case}", w.reported, "{reported}", w.talk, "{photo}", w.photo, "{voice}", w.voice, "{video}", w.video, "{file}", w.file, "{preview}", w.preview, "{announcement}", w.announcement)
			var body any
			if row.body != "" {
				body = testkit.JSON(fill.Replace(row.body))
			}
			got := s.Call(t, person.Token, op.Method, fill.Replace(row.path), body)
			if got.Status != row.want[r] {
				t.Errorf("%s as %s: %d, want %d: %s", op.ID, r, got.Status, row.want[r], got.Body)
			}
			if got.Status >= 400 && got.Header.Get("Content-Type") != "application/problem+json" {
				t.Errorf("%s as %s: a refusal of type %q", op.ID, r, got.Header.Get("Content-Type"))
			}
		}
	}
	for id := range table {
		if !seen[id] {
			t.Errorf("the table has %s, which is no operation", id)
		}
	}
	// What ada saves for herself is there for nobody else, by any operation on a conversation.
	saved := s.Saved(t, w.ada)
	s.Send(t, w.ada, saved, "oat milk")
	for _, op := range s.App.Router.Ops() {
		row := table[op.ID]
		if !strings.Contains(row.path, "{c}") {
			continue
		}
		for r := range roles {
			if r != anonymous && w.people[r].Token == "" {
				w.people[r] = s.SignIn(t, w.people[r])
			}
			fill := strings.NewReplacer("{c}", saved, "{new}", uuid.NewString())
			want := map[bool]int{true: 401, false: 404}[r == anonymous]
			if got := s.Call(t, w.people[r].Token, op.Method, fill.Replace(row.path), testkit.JSON(fill.Replace(row.body))); got.Status != want {
				t.Errorf("%s of what ada saves, as %s: %d, want %d: %s", op.ID, r, got.Status, want, got.Body)
			}
		}
	}
}

// TestRefusalsTellNothing compares the answers about what one may not see with those about what does not exist.
func TestRefusalsTellNothing(t *testing.T) {
	s := testkit.Start(t, db.SQLite)
	w := newWorld(t, s)
	nowhere := uuid.NewString()
	pairs := [][2]string{
		{"/v1/accounts/" + w.ada.ID, "/v1/accounts/" + nowhere},
		{"/v1/accounts/@ada", "/v1/accounts/@nobody.here"},
		{"/v1/accounts/" + w.ada.ID + "/followers", "/v1/accounts/" + nowhere + "/followers"},
		{"/v1/accounts/" + w.ada.ID + "/following", "/v1/accounts/" + nowhere + "/following"},
		{"/v1/conversations/" + w.conversation[member], "/v1/conversations/" + nowhere},
		{"/v1/conversations/" + w.conversation[member] + "/entries", "/v1/conversations/" + nowhere + "/entries"},
	}
	for _, pair := range pairs {
		hidden := s.Call(t, w.people[blocked].Token, http.MethodGet, pair[0], nil)
		absent := s.Call(t, w.people[blocked].Token, http.MethodGet, pair[1], nil)
		if hidden.Status != 404 || string(hidden.Body) != string(absent.Body) {
			t.Errorf("%s and %s differ:\n%d %s%d %s", pair[0], pair[1], hidden.Status, hidden.Body, absent.Status, absent.Body)
		}
	}
	found := s.Call(t, w.people[blocked].Token, http.MethodGet, "/v1/accounts?q=ada", nil)
	if strings.Contains(string(found.Body), w.ada.ID) {
		t.Errorf("the blocked find ada: %s", found.Body)
	}
}

// TestThatTheQueueChangedIsToldToStaffAlone has everyone listen while a case is opened, claimed, released and decided: staff are told that it changed and
// nothing more, each time, and nobody else is, nor the moderator whom the case is about.
func TestThatTheQueueChangedIsToldToStaffAlone(t *testing.T) {
	s := testkit.Start(t, db.SQLite)
	w := newWorld(t, s)
	reported := s.SignUp(t, "reported.one", "Reported")
	if err := s.App.Account.UserRole(t.Context(), reported.Handle, "moderator"); err != nil {
		t.Fatal(err)
	}
	everyone := append([]testkit.Person{w.ada, w.target, reported}, w.people[anonymous+1:]...)
	told := make([]chan string, len(everyone))
	for i, p := range everyone {
		told[i] = listen(t, s, p)
	}
	admin := w.people[staff]
	body := map[string]any{"target": map[string]any{"kind": "profile", "accountId": reported.ID}, "reason": "spam"}
	s.Call(t, w.target.Token, http.MethodPost, "/v1/reports", body).Into(t, 201, nil)
	var queue struct {
		Items []struct{ ID, Account any }
	}
	s.Call(t, admin.Token, http.MethodGet, "/v1/moderation/cases?severity=low", nil).Into(t, 200, &queue)
	of := fmt.Sprint("/v1/moderation/cases/", queue.Items[0].ID)
	s.Call(t, admin.Token, http.MethodPut, of+"/claim", nil).Into(t, 200, nil)
	s.Call(t, admin.Token, http.MethodDelete, of+"/claim", nil).Into(t, 204, nil)
	s.Call(t, admin.Token, http.MethodPut, of+"/claim", nil).Into(t, 200, nil)
	s.Call(t, admin.Token, http.MethodPost, of+"/decisions", map[string]any{"action": "dismiss"}).Into(t, 201, nil)
	for i, p := range everyone {
		// What follows on one's own channel shows that nothing else is on its way.
		s.Call(t, p.Token, http.MethodPatch, "/v1/me", map[string]any{"bio": "listening"}).Into(t, 200, nil)
		want := 0
		if p.ID == admin.ID || p.ID == w.people[moderator].ID {
			want = 5
		}
		got := 0
		for event := ""; event != `{"type":"me"}`; {
			select {
			case event = <-told[i]:
			case <-time.After(time.Minute):
				t.Fatalf("@%s is told nothing", p.Handle)
			}
			switch {
			case event == `{"type":"queue"}`:
				got++
			case strings.Contains(event, "queue"), strings.Contains(event, "case"):
				t.Errorf("@%s is told %s", p.Handle, event)
			}
		}
		if got != want {
			t.Errorf("@%s is told %d times that the queue changed, want %d", p.Handle, got, want)
		}
	}
}

// listen connects someone, and answers what they are told from then on.
func listen(t *testing.T, s *testkit.Server, p testkit.Person) chan string {
	t.Helper()
	told, up := make(chan string, 100), make(chan struct{})
	client := centrifuge.NewJsonClient("ws"+strings.TrimPrefix(s.URL, "http")+"/v1/live", centrifuge.Config{Header: http.Header{"Authorization": {"Bearer " + p.Token}}})
	client.OnPublication(func(e centrifuge.ServerPublicationEvent) { told <- string(e.Data) })
	var once sync.Once
	client.OnSubscribed(func(centrifuge.ServerSubscribedEvent) { once.Do(func() { close(up) }) })
	t.Cleanup(client.Close)
	if err := client.Connect(); err != nil {
		t.Fatal(err)
	}
	select {
	case <-up:
	case <-time.After(time.Minute):
		t.Fatalf("@%s is not connected", p.Handle)
	}
	return told
}

type world struct {
	ada, target  testkit.Person
	people       [roles]testkit.Person
	conversation [roles]string

	reported, talk                     string // a case, and the conversation that it is about
	photo, video, voice, file, preview string // that ada sent to bob
	announcement                       string
}

func newWorld(t *testing.T, s *testkit.Server) world {
	t.Helper()
	w := world{ada: s.SignUp(t, "ada", "Ada"), target: s.SignUp(t, "target", "Target")}
	w.people[anonymous].Session = "current"
	s.TakeMessages(t, w.ada, "everyone")
	for r := stranger; r < roles; r++ {
		w.people[r] = s.SignUp(t, "the."+r.String(), fmt.Sprint("The ", r))
	}
	for r, role := range map[role]string{staff: "admin", moderator: "moderator"} {
		if err := s.App.Account.UserRole(t.Context(), w.people[r].Handle, role); err != nil {
			t.Fatal(err)
		}
	}
	shared := s.Direct(t, w.ada, w.people[member])
	asked := s.Open(t, w.people[requester], w.ada)
	deleted := s.Open(t, w.people[former], w.ada)
	w.conversation = [roles]string{shared, shared, s.Direct(t, w.ada, w.people[blocked]), shared, shared, shared, asked, deleted}
	s.Send(t, w.people[requester], asked, "hello ada")
	s.Send(t, w.people[former], deleted, "hello ada")
	s.Call(t, w.ada.Token, http.MethodPost, "/v1/requests", map[string]any{"action": "delete", "conversations": []string{deleted}}).Into(t, 200, nil)
	s.Call(t, w.ada.Token, http.MethodPatch, "/v1/me/privacy", map[string]any{"private": true}).Into(t, 200, nil)
	rude := s.SignUp(t, "rude.one", "Rude")
	w.talk = s.Direct(t, w.target, rude)
	seq := s.Send(t, rude, w.talk, "go away")
	body := map[string]any{"target": map[string]any{"kind": "message", "conversationId": w.talk, "seqs": []int64{seq}}, "reason": "harassment"}
	s.Call(t, w.target.Token, http.MethodPost, "/v1/reports", body).Into(t, 201, nil)
	var queue struct{ Items []struct{ ID string } }
	s.Call(t, w.people[staff].Token, http.MethodGet, "/v1/moderation/cases", nil).Into(t, 200, &queue)
	w.reported = queue.Items[0].ID
	words := map[string]string{"en": "New", "fr": "Nouveau"}
	var announced struct{ ID string }
	s.Call(t, w.people[staff].Token, http.MethodPost, "/v1/moderation/announcements", map[string]any{"title": words, "text": words}).Into(t, 201, &announced)
	w.announcement = announced.ID
	for _, c := range []string{shared, w.conversation[blocked]} {
		s.Send(t, w.ada, c, "a secret")
	}
	w.photo = s.Photo(t, w.ada, 40, 30)
	s.SendPhotos(t, w.ada, shared, "", w.photo).Into(t, 201, nil)
	if s.App.Media.Videos() != nil {
		w.video = s.Video(t, w.ada, testkit.Film(t, "film.mp4", 1, 64, 64))
		s.SendPhotos(t, w.ada, shared, "", w.video).Into(t, 201, nil)
	}
	w.file = s.File(t, w.ada, "plan.pdf", []byte("the plan"))
	s.SendFile(t, w.ada, shared, w.file).Into(t, 201, nil)
	w.voice = s.Voice(t, w.ada)
	s.SendVoice(t, w.ada, shared, w.voice).Into(t, 201, nil)
	lamp := s.Site(t, testkit.Shop) + "/lamp"
	w.preview = s.Preview(t, w.ada, lamp)
	s.SendLink(t, w.ada, shared, lamp, w.preview).Into(t, 201, nil)
	s.Call(t, w.ada.Token, http.MethodPut, "/v1/accounts/"+w.people[blocked].ID+"/block", nil).Into(t, 204, nil)
	return w
}
