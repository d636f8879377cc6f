package importers

import (
	"cmp"
	"fmt"
	"strings"
	"time"
)

// actor says who did something.
func (r *pagerReader) actor(p *pagerRef) string {
	switch {
	case r.human(p):
		return r.person(p)
	case !r.program(p):
		return "somebody"
	case p.called() == "":
		return "a program"
	}
	kind := map[string]string{"service_reference": "PagerDuty’s service", "service": "PagerDuty’s service", "integration_reference": "the integration"}[p.Type]
	return cmp.Or(kind, "the program") + " “" + r.crowd.hide(shorten(p.called(), 80)) + "”"
}

// who says the same at the beginning of a sentence. What a person is called keeps its letters.
func (r *pagerReader) who(p *pagerRef) string {
	text := r.actor(p)
	if !r.human(p) {
		text = strings.ToUpper(text[:1]) + text[1:]
	}
	return text
}

// prose returns what people wrote, on one line of at most n characters.
func (r *pagerReader) prose(text string, n int) string {
	text = shorten(text, n)
	if r.options.Redact {
		text = shorten(r.crowd.hide(text), n)
	}
	return text
}

// ends says how the incident came to its end.
func (r *pagerReader) ends(by string, agent *pagerRef) string {
	switch by {
	case byMerge:
		return fmt.Sprintf("The incident was merged into another one, %s.", cmp.Or(shorten(r.c.in.Reason.Into.ID, 60), "which is not named"))
	case byTimer:
		return "PagerDuty closed the incident by itself, after a set time."
	}
	return r.who(agent) + " resolved the incident."
}

// tells says in a sentence what a log entry is. Names stand in it only where they have been replaced.
func (r *pagerReader) tells(e pagerLine, kind string, again bool) string {
	text := ""
	switch kind {
	case "trigger":
		text = r.triggers(e, again)
	case "acknowledge":
		text = r.who(e.Agent) + " acknowledged the incident."
	case "unacknowledge":
		text = r.who(e.Agent) + " withdrew the acknowledgement."
		if !r.human(e.Agent) {
			text = "The acknowledgement lapsed."
		}
	case "resolve":
		text = r.ends(r.ender(e.Agent, e.Channel.Type), e.Agent)
	case "annotate":
		return r.who(e.Agent) + " noted: " + cmp.Or(r.prose(noteOf(e.pagerEntry), 2000), "(without words)")
	case "snooze":
		text = r.who(e.Agent) + " put the incident off."
		if s := e.Channel.Seconds; s > 0 && s < 1e9 {
			text = fmt.Sprintf("%s put the incident off for %s.", r.who(e.Agent), minutes(s))
		}
	case "assign", "escalate", "delegate":
		text = r.hands(e, kind)
	default:
		text = r.other(e, kind)
	}
	if note := r.prose(e.Note, 500); note != "" {
		text += " Note: " + note
	}
	return text
}

func minutes(seconds int) string {
	if seconds%3600 == 0 {
		return fmt.Sprintf("%d h", seconds/3600)
	}
	return fmt.Sprintf("%d min", int(time.Duration(seconds)*time.Second/time.Minute))
}

func (r *pagerReader) triggers(e pagerLine, again bool) string {
	text := map[string]string{
		"api": "An alert reached PagerDuty through its API", "email": "An alert reached PagerDuty by e-mail", "nagios": "An alert reached PagerDuty from Nagios",
	}[e.Channel.Type]
	switch {
	case again:
		text = "Another alert joined the incident"
	case r.human(e.Agent):
		text = r.who(e.Agent) + " opened the incident by hand"
	}
	about := r.prose(plainText(cmp.Or(e.Details.Description, e.Channel.Summary)), 300)
	if text = cmp.Or(text, "An alert reached PagerDuty"); about == "" || about == r.out.Title {
		return text + "."
	}
	return text + ": " + about
}

func (r *pagerReader) hands(e pagerLine, kind string) string {
	var to []string
	for i := range e.To {
		to = append(to, r.actor(&e.To[i]))
	}
	text := "The incident was " + map[string]string{"assign": "assigned", "escalate": "escalated", "delegate": "handed on"}[kind]
	if len(to) > 0 {
		text += " to " + shorten(strings.Join(to, ", "), 300)
	}
	if kind == "escalate" && !r.human(e.Agent) && (e.Channel.Type == "auto" || e.Channel.Type == "timeout") {
		text += ", because nobody had acknowledged it in time"
	}
	return text + "."
}

func (r *pagerReader) other(e pagerLine, kind string) string {
	text := map[string]string{
		"exhaust_escalation_path": "Everybody on the escalation path had been asked, and nobody had acknowledged the incident.",
		"repeat_escalation_path":  "The escalation path began anew.",
		"reach_trigger_limit":     "The incident had reached the limit of triggers.",
		"reach_ack_limit":         "The incident had reached the limit of acknowledgements.",
	}[kind]
	if text != "" {
		return text
	}
	text = "PagerDuty: " + cmp.Or(strings.ReplaceAll(kind, "_", " "), "an entry without a type")
	// Note: other summaries may name people whom nothing else in the entry marks as such.
	if summary := r.crowd.hide(shorten(e.Summary, 300)); summary != "" && (kind == "priority_change" || kind == "urgency_change") {
		return text + ": " + summary
	}
	return text + "."
}
