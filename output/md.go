package output

import (
	"bytes"

	"github.com/postmortem-dev/postmortem/templates"
)

// markdown is the document as it was written.
func markdown() Format {
	return Format{
		Name: "md",
		Ext:  ".md",
		Doc:  "Markdown as a forge shows it, with figures as Mermaid and text.",
		Render: func(doc *templates.Document, _ Options) ([]byte, error) {
			return bytes.Clone(doc.Markdown), nil
		},
	}
}
