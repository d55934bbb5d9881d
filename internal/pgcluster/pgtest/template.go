package pgtest

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"runtime/debug"
	"strings"
	"sync"

	"github.com/jackc/pgx/v5"

	"doorstep/internal/fault"
	"doorstep/migrations"
)

const templateKey = 0x706774657374 // "pgtest": the advisory lock of whoever makes a template

var templateName = sync.OnceValues(nameTemplate)

// nameTemplate gives a name that changes with the migrations and with the job queue's version.
func nameTemplate() (string, error) {
	sum := sha256.New()
	err := fs.WalkDir(migrations.FS, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := fs.ReadFile(migrations.FS, path)
		sum.Write([]byte(path + "\x00"))
		sum.Write(text)
		return err
	})
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, m := range info.Deps {
			if strings.HasPrefix(m.Path, "github.com/riverqueue/") {
				sum.Write([]byte(m.Path + m.Version))
			}
		}
	}
	return "template_" + hex.EncodeToString(sum.Sum(nil)[:6]), err
}

// template gives the name of the migrated template database, made by whichever test binary comes
// first; the others wait for it.
func (k *keeper) template(ctx context.Context) (name string, err error) {
	defer fault.Wrap(&err, "pgtest.template")
	if name, err = templateName(); err != nil {
		return "", err
	}
	k.making.Lock()
	defer k.making.Unlock()
	if k.made {
		return name, nil
	}
	conn, err := pgx.Connect(ctx, k.base)
	if err != nil {
		return "", err
	}
	defer func() { _ = conn.Close(ctx) }()
	if _, err := conn.Exec(ctx, "SELECT pg_advisory_lock($1)", int64(templateKey)); err != nil {
		return "", err
	}
	var there bool
	if err := conn.QueryRow(ctx, "SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)", name).Scan(&there); err != nil {
		return "", err
	}
	if !there {
		if err := k.make(ctx, conn, name); err != nil {
			return "", err
		}
	}
	k.made = true
	return name, nil
}

// make migrates a database under a passing name and renames it when it is whole.
func (k *keeper) make(ctx context.Context, conn *pgx.Conn, name string) error {
	raw := name + "_making"
	for _, sql := range []string{"DROP DATABASE IF EXISTS " + raw + " WITH (FORCE)", "CREATE DATABASE " + raw} {
		if _, err := conn.Exec(ctx, sql); err != nil {
			return err
		}
	}
	if err := migrations.Up(ctx, k.dsn(raw)); err != nil {
		return err
	}
	for _, sql := range []string{
		"ALTER DATABASE " + raw + " ALLOW_CONNECTIONS false", // a clone needs a template nobody is in
		"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '" + raw + "'",
		"ALTER DATABASE " + raw + " RENAME TO " + name,
	} {
		if _, err := conn.Exec(ctx, sql); err != nil {
			return err
		}
	}
	return nil
}
