package planning

import (
	"crypto/sha256"
	"encoding/hex"
)

// ImportedID is the id of an imported record: a UUID of version 8 (RFC 9562) made from the first 128
// bits of sha-256 over source, noun and the source's own id, parted by zero bytes. The same file gives
// the same ids on every installation.
func ImportedID(source, noun, sourceID string) string {
	sum := sha256.Sum256([]byte(source + "\x00" + noun + "\x00" + sourceID))
	u := sum[:16]
	u[6] = u[6]&0x0f | 0x80 // version 8
	u[8] = u[8]&0x3f | 0x80 // variant of RFC 9562
	s := hex.EncodeToString(u)
	return s[:8] + "-" + s[8:12] + "-" + s[12:16] + "-" + s[16:20] + "-" + s[20:]
}
