package main

import (
	"context"
	"database/sql"
	"fmt"
	"log/slog"
	"os"
	"strings"

	"causerie/internal/db"
	_ "modernc.org/sqlite"
)

func main() {
	os.Remove("/tmp/sf/p.db")
	s, err := db.Open(context.Background(), "sqlite:/tmp/sf/p.db", slog.New(slog.DiscardHandler))
	if err != nil { panic(err) }
	if err := s.Migrate(context.Background()); err != nil { panic(err) }
	d, _ := sql.Open("sqlite", "file:/tmp/sf/p.db")
	for _, n := range []int{1, 16} {
		v := strings.TrimSuffix(strings.Repeat("(?,?),", n), ",")
		for _, where := range []string{
			"conversation_id = given.column1 AND target_seq >= given.column2 AND target_seq <= given.column2 AND target_seq > 0 AND kind='edit'",
			"conversation_id = given.column1 AND target_seq = given.column2 AND target_seq <= given.column2 AND target_seq > 0 AND kind='edit'",
			"conversation_id = given.column1 AND target_seq BETWEEN given.column2 AND given.column2 AND target_seq > 0 AND kind='edit'",
			"conversation_id = given.column1 AND target_seq = given.column2 AND target_seq > 0 AND +kind='edit'",
			"conversation_id = given.column1 AND (target_seq,seq) > (given.column2, given.column2) AND target_seq <= given.column2 AND target_seq > 0 AND kind='edit'",
		} {
			q := "EXPLAIN QUERY PLAN SELECT * FROM (VALUES " + v + ") AS given CROSS JOIN entries WHERE " + where
			rows, err := d.Query(q, make([]any, 2*n)...)
			if err != nil { panic(err) }
			fmt.Println(n, where)
			for rows.Next() {
				var a, b, c int
				var t string
				rows.Scan(&a, &b, &c, &t)
				fmt.Println("    ", t)
			}
		}
	}
}
