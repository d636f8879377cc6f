package importers

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// Names are found between the bounds of words, in any script, and words that are written like names are left.
func TestNamesAreFound(t *testing.T) {
	c := crowd{roles: map[string]string{"Ann Lee": "A", "U2": "B", "Mark": "C", "mark2": "D", "Øyvind": "E", "山田": "F", "김철수": "G", "Bo": "H", "U9": "I", "U10": "J"}}
	c.knows("U1", "annl", "Ann Lee", "Ann Lee (she/her)")
	c.knows("U2", "", "jdoe")
	c.knows("U3", "", "Mark")
	c.knows("U5", "", "Øyvind")
	c.knows("U6", "", "山田")
	c.knows("U7", "", "김철수")
	c.knows("U8", "", "Bo")
	c.knows("U9", "", "Sam")
	c.knows("U10", "", "Sam", "rose")
	for text, want := range map[string]string{
		"Ann Lee and ANN\n  LEE, (ann lee) Ann Lee's": "A and A, (A) A's",
		"Ann Leeson, Joann Lee, Ann-Lee":              "Ann Leeson, Joann Lee, Ann-Lee",
		"jdoe JDOE @JDOE jdoe2 _jdoe_":                "B JDOE @B jdoe2 _B_",
		"Mark it, and mark it; Marks":                 "C it, and mark it; Marks",
		"annl is a word, @annl @AnnL are not":         "annl is a word, @A @A are not",
		"Øyvind ØYVIND Øyvinds":                       "E ØYVIND Øyvinds",
		"O\u0308yvind":                                "Öyvind",
		"山田さんが김철수가":                                   "FさんがG가",
		"Bo Bo":                                       "Bo Bo",
		"Sam is one of two; a rose, Rose":             "somebody is one of two; a rose, J",
		"":                                            "",
	} {
		if got := c.hide(text); got != want {
			t.Errorf("%q becomes %q, not %q", text, got, want)
		}
	}
}

// Taken apart, the names of those who were met go by themselves, but not the small words between them nor what stands
// beside them; the names of others stay.
func TestNamesAreTakenApart(t *testing.T) {
	c := crowd{roles: map[string]string{"U1": "A"}, apart: true}
	c.knows("U1", "avdl", "Anna-Marie van der Leuwen (SRE) | Berlin")
	c.knows("U2", "", "Bea Ott")
	c.person("U1")
	const text = "Anna, Marie, Anna-Marie and Leuwen of SRE in Berlin, avdl; der van; Bea"
	if got, want := c.hide(text), "A, A, A and A of SRE in Berlin, A; der van; Bea"; got != want {
		t.Errorf("%q", got)
	}
	if called := c.person("U2"); c.hide("Bea") != called || !strings.HasPrefix(called, "person ") {
		t.Errorf("%q, %q", c.hide("Bea"), called)
	}
	if people := c.leave(); len(people) != 2 || people[0].Called != "A" || len(c.list()) != 0 {
		t.Errorf("%v", people)
	}
	if c.hide("Bea") != "Bea" {
		t.Error("who has left is not met")
	}
}

// A pseudonym comes from the key alone, and no two people have the same.
func TestPseudonyms(t *testing.T) {
	var a, b crowd
	var first []string
	for n := range 5000 {
		first = append(first, a.person(fmt.Sprint("U", n), "Ann"))
	}
	if b.person("U7", "Bea") != first[7] {
		t.Error("another import gives another pseudonym")
	}
	slices.Sort(first)
	if len(slices.Compact(first)) != 5000 {
		t.Error("two people have the same pseudonym")
	}
}
