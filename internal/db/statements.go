package db

import (
	"context"
	"database/sql"
	"sync"
)

// statements keeps prepared statements by their text. Past its bound new texts run unprepared: the texts that matter
// are few and come first.
type statements struct {
	pool *sql.DB
	mu   sync.RWMutex
	byQ  map[string]*sql.Stmt
}

const maxStatements = 512

func newStatements(pool *sql.DB) *statements {
	return &statements{pool: pool, byQ: map[string]*sql.Stmt{}}
}

func (s *statements) get(ctx context.Context, query string) *sql.Stmt {
	s.mu.RLock()
	stmt, full := s.byQ[query], len(s.byQ) >= maxStatements
	s.mu.RUnlock()
	if stmt != nil || full {
		return stmt
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if stmt := s.byQ[query]; stmt != nil {
		return stmt
	}
	stmt, err := s.pool.PrepareContext(ctx, query)
	if err != nil {
		return nil // the query itself will say what is wrong
	}
	s.byQ[query] = stmt
	return stmt
}
