package incidents

import (
	"encoding/json"
	"reflect"
	"slices"

	"github.com/invopop/jsonschema"
)

// SchemaID is the identifier of the JSON Schema of the native form.
const SchemaID = "https://github.com/postmortem-dev/postmortem/schema/v1"

// Schema returns the JSON Schema (draft 2020-12) of one incident, indented. It is made from the same struct tags that
// Parse reads, so editors and Parse cannot disagree about names, types and allowed values. What needs the whole record,
// such as references, only Parse checks.
func Schema() ([]byte, error) {
	r := &jsonschema.Reflector{
		FieldNameTag:               "yaml",
		RequiredFromJSONSchemaTags: true,
		Mapper:                     refer,
		LookupComment:              docOf,
	}
	s := r.Reflect(&Incident{})
	s.ID, s.Title = SchemaID, "postmortem incident"
	for _, t := range structTypes(reflect.TypeFor[Incident](), nil) {
		refine(s.Definitions[t.Name()], readTags(t), s.Definitions)
	}
	s.Definitions["Incident"].PatternProperties = map[string]*jsonschema.Schema{"^x-": {}}
	s.Definitions["Incident"].Properties.Value("id").Pattern = `^[a-z0-9]([a-z0-9-]*[a-z0-9])?$`
	conditions(s.Definitions)
	for name, definition := range valueForms() {
		s.Definitions[name] = definition
	}
	out, err := json.MarshalIndent(s, "", "  ")
	return append(out, '\n'), err
}

// docOf returns the doc tag of a field.
func docOf(t reflect.Type, name string) string {
	if t.Kind() != reflect.Struct || name == "" {
		return ""
	}
	f, _ := t.FieldByName(name)
	return f.Tag.Get("doc")
}

// refer sends the types whose file form is not their Go form, and enumerations, to definitions of their own.
func refer(t reflect.Type) *jsonschema.Schema {
	if slices.Contains(formTypes(), t) || t.Kind() == reflect.String && valuesOf(t) != nil {
		return &jsonschema.Schema{Ref: "#/$defs/" + t.Name()}
	}
	return nil
}

func formTypes() []reflect.Type {
	return []reflect.Type{reflect.TypeFor[Instant](), reflect.TypeFor[Amount](), reflect.TypeFor[Words](), reflect.TypeFor[Milestones]()}
}

// structTypes returns every struct type an incident is made of, in the order of its fields.
func structTypes(t reflect.Type, found []reflect.Type) []reflect.Type {
	for t.Kind() == reflect.Slice || t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if t.Kind() != reflect.Struct || slices.Contains(formTypes(), t) || slices.Contains(found, t) {
		return found
	}
	found = append(found, t)
	for i := range t.NumField() {
		found = structTypes(t.Field(i).Type, found)
	}
	return found
}

// refine says in s what the reflector does not know: which fields are needed, that the others may be left blank, and
// what an id looks like. It defines the enumerations on the way.
func refine(s *jsonschema.Schema, set *fieldSet, definitions jsonschema.Definitions) {
	for _, f := range set.fields {
		property := s.Properties.Value(f.name)
		if f.values != nil && f.typ.Kind() == reflect.String {
			definitions[f.typ.Name()] = enumeration(f.values)
			if f.open {
				own := &jsonschema.Schema{Type: "string", Pattern: `^x-[a-z0-9]([a-z0-9-]*[a-z0-9])?$`}
				definitions[f.typ.Name()] = either("A class of the taxonomy, or one of your own.", enumeration(f.values), own)
			}
		}
		if f.name == "id" {
			property.Pattern = `^[\p{L}\p{N}][\p{L}\p{N}\p{M}._/:-]*$`
		}
		switch {
		case !f.need:
			allowNull(property)
		case f.typ.Kind() == reflect.Slice:
			property.MinItems = pointer(uint64(1))
		case f.typ.Kind() == reflect.String && property.Ref == "" && property.Pattern == "":
			property.Pattern = `\S`
		}
		if f.need {
			s.Required = append(s.Required, f.name)
		}
	}
}

// allowNull lets a key stand without a value: a blank still to be filled in.
func allowNull(s *jsonschema.Schema) {
	if s.Ref != "" {
		s.AnyOf = []*jsonschema.Schema{{Ref: s.Ref}, {Type: "null"}}
		s.Ref = ""
		return
	}
	s.Extras = map[string]any{"type": []string{s.Type, "null"}}
	s.Type = ""
}

// conditions says which fields ask for, or exclude, one another.
func conditions(definitions jsonschema.Definitions) {
	used := jsonschema.NewProperties()
	used.Set("verdict", &jsonschema.Schema{Const: string(Used)})
	claim := definitions["Claim"]
	claim.If = &jsonschema.Schema{Properties: used, Required: []string{"verdict"}}
	claim.Else = &jsonschema.Schema{Required: []string{"reason"}}
	edge := definitions["Dependency"]
	edge.OneOf = []*jsonschema.Schema{{Required: []string{"service"}}, {Required: []string{"any_of"}}}
	edge.DependentRequired = map[string][]string{"need": {"any_of"}}
}

// valueForms returns the definitions of the types that a file may write in more than one way.
func valueForms() jsonschema.Definitions {
	amount := mappingForm(reflect.TypeFor[bounds]())
	amount.AnyOf = []*jsonschema.Schema{{Required: []string{"value"}}, {Required: []string{"low"}}, {Required: []string{"high"}}}
	amount.DependentSchemas = map[string]*jsonschema.Schema{"value": {Not: &jsonschema.Schema{AnyOf: amount.AnyOf[1:]}}}
	milestone := &jsonschema.Schema{Ref: "#/$defs/Milestone"}
	return jsonschema.Definitions{
		"Moment":     {Type: "string", Pattern: momentPattern, Description: "A date-time with an offset, a local time in the incident's timezone, or a day; ~ before it means about."},
		"Instant":    either("A moment, or the earliest and the latest it can have been.", &jsonschema.Schema{Ref: "#/$defs/Moment"}, mappingForm(reflect.TypeFor[ends]())),
		"Amount":     either("A number, or low and high, or one of the two.", &jsonschema.Schema{Type: "number"}, amount),
		"Words":      either("A text, or its wording for most readers with plain and technical wordings.", &jsonschema.Schema{Type: "string", Pattern: `\S`}, mappingForm(reflect.TypeFor[Words]())),
		"Milestone":  enumeration(Milestone("").Values()),
		"Milestones": either("One milestone, or several.", milestone, &jsonschema.Schema{Type: "array", Items: milestone, MinItems: pointer(uint64(1)), UniqueItems: true}),
	}
}

func either(description string, forms ...*jsonschema.Schema) *jsonschema.Schema {
	return &jsonschema.Schema{AnyOf: forms, Description: description}
}

// mappingForm returns the schema of a small struct that stands for a value.
func mappingForm(t reflect.Type) *jsonschema.Schema {
	s := &jsonschema.Schema{Type: "object", Properties: jsonschema.NewProperties(), AdditionalProperties: jsonschema.FalseSchema}
	for _, f := range readTags(t).fields {
		property := &jsonschema.Schema{Type: "string", Description: f.doc}
		switch {
		case f.typ == reflect.TypeFor[moment]():
			property = &jsonschema.Schema{Ref: "#/$defs/Moment", Description: f.doc}
		case f.typ.Kind() == reflect.Pointer:
			property.Type = "number"
		case f.typ.Kind() == reflect.Bool:
			property.Type = "boolean"
		case f.need:
			property.Pattern = `\S`
		}
		if f.need {
			s.Required = append(s.Required, f.name)
		}
		s.Properties.Set(f.name, property)
	}
	return s
}

const momentPattern = `^~?\d{4}-\d{2}-\d{2}([T ]\d{1,2}:\d{2}(:\d{2}([.,]\d+)?)?( ?(Z|UTC|[+-]\d{2}(:?\d{2})?))?)?$`

func enumeration(values []string) *jsonschema.Schema {
	s := &jsonschema.Schema{Type: "string"}
	for _, v := range values {
		s.Enum = append(s.Enum, v)
	}
	return s
}

func pointer[T any](v T) *T { return &v }
