package incidents

import "maps"

// Marks are the milestones of one scope and the events that mark them.
type Marks map[Milestone]Mark

// Mark is a milestone as the record gives it.
type Mark struct {
	At       Instant
	Event    *Event   // nil when the mark was taken from a communication
	Evidence Evidence // of the event or the communication
	Wave     string   // the wave it was taken from, when the incident itself does not say
	Sources  []string
}

// WaveMarks returns the milestones of one wave: of its events, the first that names each.
func (in *Incident) WaveMarks(wave string) Marks {
	if marks := in.marksByWave()[wave]; marks != nil {
		return marks
	}
	return Marks{}
}

// marksByWave returns the milestones of every wave, and under "" those of events that name none.
func (in *Incident) marksByWave() map[string]Marks {
	all := map[string]Marks{}
	for i := range in.Timeline {
		e := &in.Timeline[i]
		for _, m := range e.Milestones {
			if _, taken := all[e.Wave][m]; taken || e.At.IsZero() {
				continue
			}
			if all[e.Wave] == nil {
				all[e.Wave] = Marks{}
			}
			all[e.Wave][m] = Mark{At: e.At, Event: e, Evidence: e.Evidence, Sources: e.Sources}
		}
	}
	return all
}

// Marks returns the milestones of the whole incident: those of events that name no wave; for the others the earliest of
// the waves' for what begins, and the latest for mitigated and resolved, provided that every wave records it.
func (in *Incident) Marks() Marks {
	all := in.marksByWave()
	marks := Marks{}
	maps.Copy(marks, all[""])
	for _, m := range Line() {
		if _, given := marks[m]; !given {
			if mark, ok := in.fromWaves(all, m, m == Mitigated || m == Resolved); ok {
				marks[m] = mark
			}
		}
	}
	in.addCommunicated(marks)
	return marks
}

func (in *Incident) fromWaves(all map[string]Marks, m Milestone, latest bool) (Mark, bool) {
	var best Mark
	for i := range in.Waves {
		mark, ok := all[in.Waves[i].ID][m]
		if !ok && latest {
			return Mark{}, false
		}
		mark.Wave = in.Waves[i].ID
		if ok && (best.At.IsZero() || mark.At.At().After(best.At.At()) == latest) {
			best = mark
		}
	}
	return best, !best.At.IsZero()
}

// addCommunicated takes the first public notice from the communications when no event marks it.
func (in *Incident) addCommunicated(marks Marks) {
	if _, given := marks[Communicated]; given {
		return
	}
	var first *Communication
	for i := range in.Communications {
		c := &in.Communications[i]
		if !c.At.IsZero() && (first == nil || c.At.At().Before(first.At.At())) {
			first = c
		}
	}
	if first != nil {
		marks[Communicated] = Mark{At: first.At, Evidence: first.Evidence, Sources: first.Sources}
	}
}
