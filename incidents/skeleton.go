package incidents

import _ "embed" // the skeleton is a file, so that it can be read and edited as what it is

//go:embed skeleton.yaml
var skeleton string

// Skeleton returns a commented record to start from. It has no error and no warning as it is, and none when the lines
// that begin with "# " are uncommented.
func Skeleton() []byte { return []byte(skeleton) }
