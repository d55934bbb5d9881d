// Package planning holds the words of a camp drive and the three things done with them: Solve makes a
// Plan from a Problem, Check re-proves it without sharing code with the solver, Explain answers why.
//
// Everything here is a value. Ids are strings; people, visitors and camp-days are whole numbers;
// distances inside a problem are whole metres. The same problem, seed and work units give the same
// plan, byte for byte.
package planning

// A record made here carries a UUID (version 7, minted by whoever creates it); an imported one carries a
// UUID (version 8) derived from its source and source id, so that the same file gives the same ids, and so
// the same plans, on every installation.
type (
	// AreaID is the id of an Area.
	AreaID string
	// SettlementID is the id of a Settlement.
	SettlementID string
	// VenueID is the id of a Venue and of the Candidate it is in a problem.
	VenueID string
	// DriveID is the id of a Drive.
	DriveID string
	// TeamID is the id of a Team.
	TeamID string
	// PlanID is the id of a plan as the service keeps it.
	PlanID string
	// CampID is the id of a Camp: within one plan document, or as the service keeps it.
	CampID string
)
