package importers

import (
	"regexp"
	"strconv"
	"strings"
	"time"
)

// stamp is what people write before an entry: a date, a clock reading, an end, a zone; any may be missing.
type stamp struct {
	date  date
	clock clock
	till  clock  // the end, when a span was given
	day   date   // the date of the end
	zone  zone   // as named in the stamp
	about bool   // it says about
	odd   string // what is not quite right about it
}

// date is a calendar day; its year may be missing.
type date struct {
	year  int
	month time.Month
	day   int
	swap  bool // written in digits of which either could be the month; read as month first
}

func (d date) known() bool { return d.month != 0 }

func (d date) time() time.Time { return time.Date(d.year, d.month, d.day, 0, 0, 0, 0, time.UTC) }

// exists reports whether the calendar has the day.
func (d date) exists() bool {
	year := d.year
	if year == 0 {
		year = 2024 // a leap year: the year will be known later
	}
	t := time.Date(year, d.month, d.day, 0, 0, 0, 0, time.UTC)
	return t.Month() == d.month && t.Day() == d.day
}

// clock is a reading of a clock; seconds since midnight.
type clock struct {
	seconds int
	known   bool
}

const months = `(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?`

var (
	isoDate    = regexp.MustCompile(`^(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[^\d]|$)`)
	usDate     = regexp.MustCompile(`^(\d{1,2})[-/](\d{1,2})[-/](\d{4}|\d{2})(?:[^\d]|$)`)
	monthFirst = regexp.MustCompile(`(?i)^` + months + `\s+(\d{1,2})(?:st|nd|rd|th)?(?:,?\s+(\d{4}))?(?:[^\d:]|$)`)
	dayFirst   = regexp.MustCompile(`(?i)^(\d{1,2})(?:st|nd|rd|th)?\.?\s+` + months + `(?:,?\s+(\d{4}))?(?:[^\d:]|$)`)
	clockForm  = regexp.MustCompile(`(?i)^(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?(?:\s*([ap])\.?m\b\.?)?`)
	shortClock = regexp.MustCompile(`(?i)^(\d{1,2})\s*([ap])\.?m\b\.?`)
	zoneForm   = regexp.MustCompile(`^\(?((?:UTC|GMT) ?[+-] ?\d{1,2}(?::00)?|UTC|GMT|Z|PST|PDT|PT|MST|MDT|EST|EDT|ET|CST|CDT|CET|CEST|BST|SAST|JST|US/[A-Z][a-z]+)\b\)?`)
	fillForm   = regexp.MustCompile(`(?i)^(?:mon(?:day)?|tue(?:s|sday)?|wed(?:nesday)?|thu(?:r|rs|rsday)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?|on|at|the)\b[,.]?`)
	weekday    = regexp.MustCompile(`(?i)^(?:mon|tue|wed|thu|fri|sat|sun)`)
	aboutForm  = regexp.MustCompile(`(?i)^(?:~|≈|ca\.|circa\b|about\b|around\b|approximately\b|approx\b\.?)`)
	aboutAfter = regexp.MustCompile(`^[~≈](?:\s*[^\s\d]|\s*$)`)
	spanForm   = regexp.MustCompile(`^\s*(?:-|–|—|to\b)\s*`)
)

// takeStamp reads the stamp at the beginning of text, and returns it with what comes after. ok is false when there is
// neither a date nor a clock reading.
func takeStamp(text string) (s stamp, rest string, ok bool) {
	rest = text
	for {
		rest = strings.TrimLeft(rest, " \t,*_`")
		next := s.take(rest)
		if next == rest {
			break
		}
		rest = next
	}
	return s, rest, s.date.known() || s.clock.known
}

// take takes one part of a stamp from the front of text, and returns the rest: all of it when there is no further part.
func (s *stamp) take(text string) string {
	if m := aboutForm.FindString(text); m != "" {
		if beginsStamp(text[len(m):]) && !s.clock.known || (s.date.known() || s.clock.known) && aboutAfter.MatchString(text) {
			s.about = true
			return text[len(m):]
		}
		return text
	}
	if d, n := takeDate(text); n > 0 && !s.date.known() {
		s.date = d
		return text[n:]
	}
	if c, n, odd := takeClock(text); n > 0 && !s.clock.known {
		s.clock, s.odd = c, odd
		return s.span(text[n:])
	}
	if m := zoneForm.FindStringSubmatch(text); m != nil && s.clock.known && !s.zone.known() {
		s.zone = zoneNamed(m[1])
		return s.span(text[len(m[0]):])
	}
	if m := fillForm.FindString(text); m != "" && (s.date.known() && !s.clock.known && weekday.MatchString(m) || beginsStamp(text[len(m):])) {
		return text[len(m):]
	}
	return text
}

// span takes the end of a span, when text goes on with a dash and another reading.
func (s *stamp) span(text string) string {
	m := spanForm.FindString(text)
	if m == "" || s.till.known {
		return text
	}
	rest := text[len(m):]
	day, n := takeDate(rest)
	rest = strings.TrimLeft(rest[n:], " ,")
	c, used, odd := takeClock(rest)
	if used == 0 {
		return text
	}
	s.day, s.till = day, c
	if odd != "" {
		s.odd = odd
	}
	return rest[used:]
}

// beginsStamp reports whether a date or a clock reading comes next.
func beginsStamp(text string) bool {
	text = strings.TrimLeft(text, " ,")
	if m := fillForm.FindString(text); m != "" {
		return beginsStamp(text[len(m):])
	}
	_, a := takeDate(text)
	_, b, _ := takeClock(text)
	return a+b > 0
}

// takeDate reads a date at the beginning of text and returns how long it is.
func takeDate(text string) (date, int) {
	number := func(s string) int { n, _ := strconv.Atoi(s); return n }
	var d date
	var end int
	if m := isoDate.FindStringSubmatchIndex(text); m != nil {
		d, end = date{year: number(text[m[2]:m[3]]), month: time.Month(number(text[m[4]:m[5]])), day: number(text[m[6]:m[7]])}, m[7]
		if text[m[3]] != text[m[5]] {
			return date{}, 0
		}
	} else if m := usDate.FindStringSubmatchIndex(text); m != nil {
		a, b := number(text[m[2]:m[3]]), number(text[m[4]:m[5]])
		if a > 12 {
			a, b = b, a
		}
		year := number(text[m[6]:m[7]])
		if year < 100 {
			year += 2000
		}
		d, end = date{year, time.Month(a), b, a <= 12 && b <= 12 && a != b}, m[7]
	} else if m := monthFirst.FindStringSubmatchIndex(text); m != nil {
		d, end = wordDate(text, m, 2, 4)
	} else if m := dayFirst.FindStringSubmatchIndex(text); m != nil {
		d, end = wordDate(text, m, 4, 2)
	}
	if end == 0 || d.month < 1 || d.month > 12 || !d.exists() {
		return date{}, 0
	}
	return d, end
}

// wordDate returns the date whose month is spelt, and its end.
func wordDate(text string, m []int, month, day int) (date, int) {
	n, _ := strconv.Atoi(text[m[day]:m[day+1]])
	d := date{month: monthOf(text[m[month]:m[month+1]]), day: n}
	end := max(m[3], m[5])
	if rest := text[end:]; len(rest) > 1 && strings.Contains("st nd rd th", strings.ToLower(rest[:2])) {
		end += 2
	}
	if m[6] >= 0 {
		d.year, _ = strconv.Atoi(text[m[6]:m[7]])
		end = m[7]
	}
	return d, end
}

func monthOf(word string) time.Month {
	const names = "janfebmaraprmayjunjulaugsepoctnovdec"
	return time.Month(strings.Index(names, strings.ToLower(word)[:3])/3 + 1)
}

// takeClock reads a clock reading at the beginning of text, how long it is, and what is odd about it.
func takeClock(text string) (c clock, n int, odd string) {
	var hour, minute, second int
	var half string
	if m := clockForm.FindStringSubmatch(text); m != nil {
		hour, _ = strconv.Atoi(m[1])
		minute, _ = strconv.Atoi(m[2])
		second, _ = strconv.Atoi(m[3])
		half, n = strings.ToLower(m[4]), len(m[0])
	} else if m := shortClock.FindStringSubmatch(text); m != nil {
		hour, _ = strconv.Atoi(m[1])
		half, n = strings.ToLower(m[2]), len(m[0])
	}
	if n == 0 || hour > 23 || minute > 59 || second > 59 || n < len(text) && text[n] >= '0' && text[n] <= '9' {
		return clock{}, 0, ""
	}
	switch {
	case half != "" && (hour > 12 || hour == 0):
		odd = strings.TrimSpace(text[:n]) + " mixes the 24-hour clock with AM or PM; read as the 24-hour clock"
	case half == "p" && hour < 12:
		hour += 12
	case half == "a" && hour == 12:
		hour = 0
	}
	return clock{seconds: hour*3600 + minute*60 + second, known: true}, n, odd
}

// wall returns the clock reading on a day, as if it were UTC.
func (c clock) wall(d date) time.Time { return d.time().Add(time.Duration(c.seconds) * time.Second) }
