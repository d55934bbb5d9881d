package planning

// What may limit a camp besides its schemes and supplies, as Candidate.CapBy names it.
const (
	capByDrive   = "drive"   // the drive's plain cap
	capByVenue   = "venue"   // the venue's own capacity
	capBySpecial = "special" // a special camp's own cap
)
