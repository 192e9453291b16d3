package account

import (
	"context"
	"crypto/rand"
	"strings"
	"time"

	"causerie/internal/base"
	"causerie/internal/db"
)

// What follows is for the operator of a server, at the command line.

// User is an account as the operator sees it.
type User struct {
	ID           base.ID
	Handle       string
	Name         string
	Role         string
	CreatedAt    time.Time
	LastActiveAt time.Time
}

// Roles are what an account can be; "" is everyone.
var Roles = []string{"", "moderator", "admin"}

// UserAdd makes an account without signing in. Reserved handles may be given, and the password may be any.
func (s *Service) UserAdd(ctx context.Context, in SignUp, role string) (id base.ID, recoveryCodes []string, err error) {
	account, err := s.checkNew(in, "")
	if err != nil {
		return id, nil, err
	}
	if account.role, err = checkRole(role); err != nil {
		return id, nil, err
	}
	if in.Password == "" {
		return id, nil, weak("An account needs a password.")
	}
	if account.passwordHash, err = s.passwords.hash(ctx, in.Password); err != nil {
		return id, nil, err
	}
	err = s.write(ctx, "adding a user", func(tx *db.Tx) error {
		if err := s.insertAccount(ctx, tx, account); err != nil {
			return err
		}
		return s.RoleChanged(ctx, tx, account.id, "", account.role)
	})
	return account.id, account.recoveryCodes, err
}

func checkRole(role string) (string, error) {
	if role == "member" {
		role = ""
	}
	for _, known := range Roles {
		if role == known {
			return role, nil
		}
	}
	return "", base.Invalid("role_unknown", "A role is member, moderator or admin.")
}

// UserList calls each with all accounts in the order of their handles, a page at a time.
func (s *Service) UserList(ctx context.Context, each func(User) error) error {
	const page = 500
	for last := ""; ; {
		var users []User
		err := s.read(ctx, "listing users", func(tx *db.Tx) error {
			rows, err := tx.Query(ctx, `SELECT a.account_id, a.handle, a.name, a.role, a.created_at, a.last_active_at
				FROM handles h JOIN accounts a ON a.account_id = h.account_id
				WHERE h.handle > $1 ORDER BY h.handle LIMIT $2`, last, page)
			return db.Rows(rows, err, func(scan func(...any) error) error {
				var u User
				var created, active int64
				if err := scan(&u.ID, &u.Handle, &u.Name, &u.Role, &created, &active); err != nil {
					return err
				}
				u.CreatedAt, u.LastActiveAt = base.Time(created), base.Time(active)
				users = append(users, u)
				return nil
			})
		})
		if err != nil {
			return err
		}
		for _, u := range users {
			if err := each(u); err != nil {
				return err
			}
		}
		if len(users) < page {
			return nil
		}
		last = users[len(users)-1].Handle
	}
}

// UserRole gives an account a role.
func (s *Service) UserRole(ctx context.Context, handle, role string) error {
	role, err := checkRole(role)
	if err != nil {
		return err
	}
	return s.writeUser(ctx, handle, func(tx *db.Tx, id base.ID) error {
		var before string
		if err := tx.Row(ctx, `SELECT role FROM accounts WHERE account_id = $1`, id).Scan(&before); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `UPDATE accounts SET role = $2 WHERE account_id = $1`, id, role); err != nil {
			return err
		}
		tx.AfterCommit(func() {
			s.sessions.forget(id)
			s.Changed(id)
		})
		return s.RoleChanged(ctx, tx, id, before, role)
	})
}

// UserReset gives an account a new password, which it returns, and ends all its sessions.
func (s *Service) UserReset(ctx context.Context, handle string) (password string, err error) {
	password = strings.ToLower(rand.Text())[:20]
	hash, err := s.passwords.hash(ctx, password)
	if err != nil {
		return "", err
	}
	return password, s.writeUser(ctx, handle, func(tx *db.Tx, id base.ID) error {
		if err := s.setPassword(ctx, tx, id, base.ID{}, hash); err != nil {
			return err
		}
		return s.PasswordReset(ctx, tx, id)
	})
}

func (s *Service) writeUser(ctx context.Context, handle string, change func(*db.Tx, base.ID) error) error {
	return s.write(ctx, "changing a user", func(tx *db.Tx) error {
		id, err := s.ByHandle(ctx, tx, handle)
		if err != nil {
			return err
		}
		return change(tx, id)
	})
}
