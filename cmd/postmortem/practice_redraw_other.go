//go:build !unix

package main

import "os"

// notifyRedraw sends nothing here: no signal tells of another size. What is written next is as wide as the terminal is.
func notifyRedraw(chan<- os.Signal) {}
