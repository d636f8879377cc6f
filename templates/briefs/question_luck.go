package briefs

// askLuck asks what could easily have been worse.
func askLuck(s *Story) []QA {
	a := s.answer()
	for _, r := range s.byRelevance(s.GotLucky) {
		a.brief(r.Text, r.Sources...)
	}
	if len(a.sentences) > 0 && a.words() < answerLeast {
		a.say("The record counts that as luck: nothing that was planned brought it about.", s.GotLucky[0].Sources...)
	}
	return a.reply("What could easily have been worse?")
}
