//go:build unix

package main

import (
	"os"
	"os/signal"
	"syscall"
)

// notifyRedraw sends a signal when the terminal has another size, and when the process goes on after it was stopped.
func notifyRedraw(c chan<- os.Signal) { signal.Notify(c, syscall.SIGWINCH, syscall.SIGCONT) }
