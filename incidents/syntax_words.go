package incidents

// complaint is a message of yaml.v3, by how it begins, in words that say what to do.
type complaint struct {
	yaml, message, hint string
	at                  spot
}

// complaints returns the messages of yaml.v3. Where one begins like another, the longer stands first.
func complaints() []complaint {
	return []complaint{
		{"mapping values are not allowed in this context", badColon, "put a text that holds a colon in quotes, and indent what belongs to a key below it", whereItShows},
		{"block sequence entries are not allowed in this context", "a dash that does not belong here", "begin the list on the line below its key, or put the text in quotes", whereItShows},
		{"mapping keys are not allowed in this context", "no text may begin with ? and a blank", quoteIt, whereItShows},
		{"did not find expected key", badKey, "line its first character up with the keys beside it", whereItShows},
		{"did not find expected '-' indicator", "this line does not belong to the list around it", "line the dash up with the other dashes, or the key with the keys of its entry", whereItShows},
		{"did not find expected ',' or ']'", "this list is not closed, or a comma is missing in it", "close it with ]; put texts that hold commas, colons or brackets in quotes", whereItBegan},
		{"did not find expected ',' or '}'", "this mapping is not closed, or a comma is missing in it", "close it with }; put texts that hold commas, colons or brackets in quotes", whereItBegan},
		{"did not find expected node content", "a value is missing here", "write it, or put what stands here in quotes", whereItShows},
		{"did not find expected <document start>", "text after the end of the document", "begin another one with ---", whereItShows},
		{"did not find expected alphabetic or numeric character", "no text may begin with & or *", quoteIt, whereItBegan},
		{"did not find expected comment or line break", "after | or > the text begins on the next line", "begin it there, or put a text that begins with one of them in quotes", whereItBegan},
		{"did not find expected hexdecimal number", "this escape names no character", "write \\u and four digits of 0-9 and a-f, or the character itself", whereItBegan},
		{"found invalid Unicode character escape code", "this escape names no character", "write the character itself", whereItBegan},
		{"did not find expected tag URI", "no text may begin with !", quoteIt, whereItBegan},
		{"did not find expected '!'", "no text may begin with !", quoteIt, whereItBegan},
		{"did not find URI escaped octet", "no text may begin with !", quoteIt, whereItBegan},
		{"did not find the expected '>'", "no text may begin with !", quoteIt, whereItBegan},
		{"did not find expected whitespace or line break", "no text may begin with !", quoteIt, whereItBegan},
		{"found undefined tag handle", "no text may begin with !", quoteIt, whereItShows},
		{"could not find expected ':'", "this line has no colon", "write key: value; indent a text that goes on over several lines", whereItBegan},
		{"found unexpected end of stream", "this quotation has no end", "close it with the same quote; inside '...' write '' for an apostrophe", whereItBegan},
		{"found unexpected document indicator", "this quotation is not closed before the next document", "close it with the same quote", whereItBegan},
		{"found a tab character", "a tab in the indentation", "indent with blanks", whereItShows},
		{"found character that cannot start any token", badStart, quoteIt, whereItShows},
		{"found unknown escape character", "a backslash before this letter means nothing in double quotes", "write two backslashes for one, or use single quotes", whereItShows},
		{"found incompatible YAML document", "the %YAML line names a version that is not read", "take the line away", whereItShows},
		{"unknown anchor", "no part above is named with & and this word", "name the part, or put a text that begins with * in quotes", whereItStands},
		{"exceeded max depth", "nested deeper than any record", "write the parts out flat", whereItShows},
	}
}

const quoteIt = "put the text in quotes"

const (
	badColon = "a colon that does not belong here"
	badKey   = "this line does not belong to the mapping around it"
	badStart = "no text may begin with this character"
)
