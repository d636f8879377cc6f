package briefs

// Generator makes the questions of one kind that a listener may ask, and answers them from the analysis.
type Generator struct {
	Name     string
	Doc      string   // what it asks, in a sentence
	Hardness int      // 1 easy to 5 hard
	Same     []string // beginnings of words that, all in one question of the record, ask the same thing
	Ask      func(*Story) []QA
}

// Generators returns every question generator, the easiest first. To add one, write it in a file of its own and add a line
// here. One that has nothing to say about a record returns no question; one that sees what the record lacks for an answer
// returns a question without one.
func Generators() []Generator {
	return []Generator{
		{"trigger", "What set it off?", 1, []string{"set off", "what caus", "root caus", "what trigger", "what went wrong", "describe race", "describe defect", "describe bug"}, askTrigger},
		{"detection", "How was it found?", 1, []string{"how detect", "how found", "how notic", "who notic"}, askDetection},
		{"communication", "How soon were people told, and were promises of news kept?", 2, []string{"public told", "customers told", "status page"}, askCommunication},
		{"radius", "How far did it spread?", 2, []string{"blast radius", "how far", "how many services"}, askRadius},
		{"tail", "Why did it last so long?", 2, []string{"why long", "why hours", "why last"}, askTail},
		{"repair", "Why did the repair take as long as it did?", 3, []string{"why repair", "why mitigat"}, askRepair},
		{"after", "Was everything well when it was declared over?", 3, []string{"everything well", "really over", "still afterw"}, askAfter},
		{"misled", "What misled the responders?", 3, []string{"mislead", "misled", "wrong track"}, askMisled},
		{"spared", "What survived, and why?", 3, []string{"surviv", "spared", "not affected"}, askSpared},
		{"luck", "What could easily have been worse?", 3, []string{"luck", "been worse"}, askLuck},
		{"monitor", "What would one monitor?", 3, []string{"would monitor", "would alert"}, askMonitor},
		{"actions", "Is it fixed?", 3, []string{"is fixed", "been fixed", "happen again"}, askActions},
		{"change", "What single change would have helped most?", 4, []string{"single change", "one change", "helped most"}, askChange},
		{"region", "Would another region, or a spare copy, have helped?", 4, []string{"several region", "multi region", "more regions", "other region", "several availability"}, askRegion},
		{"disagree", "What do the sources disagree about?", 5, []string{"sources disagree", "sources differ", "accounts differ"}, askDisagree},
		{"unknown", "What is still not known?", 5, []string{"not known", "still unknown", "nobody know"}, askUnknown},
	}
}
