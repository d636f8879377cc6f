package incidents

import "time"

// Zone returns the zone in which the incident is told: its timezone, else UTC.
func (in *Incident) Zone() *time.Location {
	if zone, err := time.LoadLocation(in.Timezone); err == nil && in.Timezone != "" {
		return zone
	}
	return time.UTC
}

// Wave returns the wave called id, or nil.
func (in *Incident) Wave(id string) *Wave {
	for i := range in.Waves {
		if in.Waves[i].ID == id {
			return &in.Waves[i]
		}
	}
	return nil
}
