package main

import (
	"context"
	"database/sql"
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"time"

	_ "modernc.org/sqlite"
)

func sentence(number int) string {
	r := rand.New(rand.NewPCG(uint64(number), 7))
	var b strings.Builder
	for b.Len() < 100 {
		n := int(5000 * r.Float64() * r.Float64() * r.Float64())
		fmt.Fprintf(&b, "%c%c%d ", 'a'+n%26, 'a'+n/26%26, n)
	}
	return strings.TrimSpace(b.String())
}
func must(err error) {
	if err != nil {
		panic(err)
	}
}
func main() {
	n, _ := strconv.Atoi(os.Args[2])
	path := os.Args[1]
	_, err := os.Stat(path)
	fresh := err != nil
	d, err := sql.Open("sqlite", "file:"+path+"?_pragma=journal_mode(WAL)&_pragma=synchronous(OFF)&_pragma=cache_size(-65536)&_pragma=mmap_size(268435456)&_pragma=secure_delete(ON)")
	must(err)
	d.SetMaxOpenConns(1)
	ctx := context.Background()
	ex := func(q string, a ...any) { _, err := d.ExecContext(ctx, q, a...); must(err) }
	mine := "_c0123456789abcdefghijklmnop _m1123456789abcdefghijklmnop _m2123456789abcdefghijklmnop "
	if fresh {
		ex(`CREATE TABLE message_words (row_id INTEGER PRIMARY KEY, conversation_id BYTEA NOT NULL, seq BIGINT NOT NULL, words TEXT NOT NULL, UNIQUE (conversation_id, seq))`)
		ex(`CREATE VIRTUAL TABLE message_index USING fts5(words, content='message_words', content_rowid='row_id', detail=none, columnsize=0, tokenize="ascii tokenchars '_'")`)
		ex(`INSERT INTO message_index (message_index, rank) VALUES ('secure-delete', 1)`)
		t := time.Now()
		ex("BEGIN")
		st, err := d.Prepare(`INSERT INTO message_words VALUES (?,?,?,?)`)
		must(err)
		for i := range n {
			_, err := st.Exec(i+1, "0123456789abcdef", i+1, mine+sentence(i))
			must(err)
		}
		ex("COMMIT")
		fmt.Println("words", time.Since(t))
		t = time.Now()
		ex(`INSERT INTO message_index (rowid, words) SELECT row_id, words FROM message_words ORDER BY row_id`)
		fmt.Println("index", time.Since(t))
	}
	words := strings.Fields(sentence(n / 2))
	fmt.Println(words)
	q := `SELECT message_words.conversation_id, message_words.seq, message_words.row_id
		FROM message_index CROSS JOIN message_words ON message_words.row_id = message_index.rowid
		WHERE message_index MATCH $1 AND message_index.rowid < $2 ORDER BY message_index.rowid DESC LIMIT 0+$3`
	run := func(name, match string) {
		best := time.Hour
		c := 0
		for range 3 {
			t := time.Now()
			rows, err := d.Query(q, match, 1<<62, 20)
			must(err)
			c = 0
			for rows.Next() {
				c++
			}
			rows.Close()
			best = min(best, time.Since(t))
		}
		cnt := 0
		if len(os.Args) > 3 {
			must(d.QueryRow(`SELECT COUNT(*) FROM message_index WHERE message_index MATCH $1`, match).Scan(&cnt))
		}
		fmt.Println(name, best, c, cnt)
	}
	m := `"_m1123456789abcdefghijklmnop"`
	run("member", m)
	run("word", `"`+words[0]+`"`)
	run("word*", `"`+words[0]+`" *`)
	run("m word", m+` AND "`+words[0]+`"`)
	run("m word*", m+` AND "`+words[0]+`" *`)
	run("word* m", `"`+words[0]+`" * AND `+m)
	run("m w0 w1*", m+` AND "`+words[0]+`" AND "`+words[1]+`" *`)
	run("m beginning", m+` AND "`+words[0][:3]+`" *`)
	run("beginning", `"`+words[0][:3]+`" *`)
	run("m aa0", m+` AND "aa0"`)
	run("m aa0*", m+` AND "aa0" *`)
	run("sentence", m+` AND "`+strings.Join(words, `" AND "`)+`" *`)
}
