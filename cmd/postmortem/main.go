// Command postmortem is the last room of the line: arguments, files and the terminal. It asks the other rooms to read an
// incident record, analyse it, put it into words and turn the words into bytes. It knows no incident, computes no number
// and writes no sentence of a document itself.
package main

import "os"

func main() { os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr)) }
