//! A small JSON Schema validator: the keywords that the schemas in `docs/` use, and no others.

use regex::Regex;
use serde_json::Value;

/// Where a value does not fit the schema, a line each.
///
/// # Panics
/// If the schema uses a keyword that is not known here: it would be passed over in silence.
pub(crate) fn violations(schema: &Value, value: &Value) -> Vec<String> {
    let mut found = Vec::new();
    Validator { root: schema }.check(schema, value, "$", &mut found);
    found
}

struct Validator<'a> {
    root: &'a Value,
}

impl Validator<'_> {
    fn check(&self, schema: &Value, value: &Value, place: &str, found: &mut Vec<String>) {
        for (keyword, what) in schema.as_object().unwrap() {
            let fits = match keyword.as_str() {
                "$schema" | "title" | "$defs" => true,
                "$ref" => {
                    let pointer = what.as_str().unwrap().trim_start_matches('#');
                    self.check(self.root.pointer(pointer).unwrap(), value, place, found);
                    true
                }
                "type" => match what {
                    Value::Array(several) => several.iter().any(|it| is(it.as_str().unwrap(), value)),
                    one => is(one.as_str().unwrap(), value),
                },
                "const" => what == value,
                "enum" => what.as_array().unwrap().contains(value),
                "minimum" => value
                    .as_f64()
                    .is_none_or(|number| number >= what.as_f64().unwrap()),
                "minItems" => value
                    .as_array()
                    .is_none_or(|items| items.len() as u64 >= what.as_u64().unwrap()),
                "pattern" => value
                    .as_str()
                    .is_none_or(|text| Regex::new(what.as_str().unwrap()).unwrap().is_match(text)),
                "oneOf" => {
                    let branches = what.as_array().unwrap().iter();
                    branches
                        .filter(|branch| self.admits(branch, value, place))
                        .count()
                        == 1
                }
                "required" => value.as_object().is_none_or(|object| {
                    let mut names = what.as_array().unwrap().iter();
                    names.all(|name| object.contains_key(name.as_str().unwrap()))
                }),
                "additionalProperties" => value.as_object().is_none_or(|object| {
                    assert_eq!(what, &Value::Bool(false), "only `false` is known");
                    object.keys().all(|name| schema["properties"].get(name).is_some())
                }),
                "properties" => {
                    for (name, schema) in what.as_object().unwrap() {
                        if let Some(value) = value.get(name) {
                            self.check(schema, value, &format!("{place}.{name}"), found);
                        }
                    }
                    true
                }
                "items" => {
                    for (at, item) in value.as_array().into_iter().flatten().enumerate() {
                        self.check(what, item, &format!("{place}[{at}]"), found);
                    }
                    true
                }
                other => panic!("the keyword `{other}` is not known"),
            };
            if !fits {
                found.push(format!("{place}: {keyword} {what}, but {value}"));
            }
        }
    }

    fn admits(&self, schema: &Value, value: &Value, place: &str) -> bool {
        let mut found = Vec::new();
        self.check(schema, value, place, &mut found);
        found.is_empty()
    }
}

fn is(kind: &str, value: &Value) -> bool {
    match kind {
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_u64() || value.is_i64(),
        "number" => value.is_number(),
        "string" => value.is_string(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        other => panic!("there is no type `{other}`"),
    }
}
