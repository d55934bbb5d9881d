package migrations

// LockKey and UpFrom are for the tests: they hold the lock and run other files.
const LockKey = int64(lockKey)

var UpFrom = upFrom
