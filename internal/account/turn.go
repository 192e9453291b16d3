package account

import (
	"context"

	"causerie/internal/base"
	"causerie/internal/db"
)

// InTurn has what else begins so for the account wait until tx ends: what one person does at the same time, and what is counted before, is done one after the other.
func InTurn(ctx context.Context, tx *db.Tx, id base.ID) error {
	_, err := tx.Exec(ctx, `UPDATE accounts SET account_id = account_id WHERE account_id = $1`, id)
	return err
}
