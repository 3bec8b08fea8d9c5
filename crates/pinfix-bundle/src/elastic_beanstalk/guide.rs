//! `EB_CONSOLE_DEPLOYMENT_GUIDE.md`: made for one bundle.

use std::fmt::Write as _;

/// The text, with `@@NAME@@` for what differs.
const TEMPLATE: &str = include_str!("guide.md");

/// What differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct GuideFacts {
    /// The bundle's file name.
    pub bundle: String,
    /// The name of the application.
    pub application: String,
    /// The name of the environment.
    pub environment: String,
    /// The region.
    pub region: String,
    /// The name of the target.
    pub target: String,
    /// The Python of the target: `3.9`.
    pub python: String,
    /// What the target is.
    pub title: String,
    /// How many packages the lock holds.
    pub packages: usize,
    /// What the load balancer asks for.
    pub health_check_path: String,
    /// Environment properties that the bundle sets.
    pub set: Vec<(String, String)>,
    /// Environment properties to be set by hand, since they are secret.
    pub secrets: Vec<String>,
    /// How many seconds a deployment may take.
    pub command_timeout: u32,
    /// Whether it is a Django project.
    pub is_django: bool,
}

/// The guide.
pub(crate) fn guide(facts: &GuideFacts) -> String {
    let mut text = sections(TEMPLATE, facts.is_django);
    let pairs = [
        ("BUNDLE", facts.bundle.clone()),
        ("APPLICATION", facts.application.clone()),
        ("ENVIRONMENT", facts.environment.clone()),
        ("REGION", facts.region.clone()),
        ("TARGET", facts.target.clone()),
        ("PYTHON", facts.python.clone()),
        ("TITLE", facts.title.clone()),
        ("PACKAGES", facts.packages.to_string()),
        ("HEALTH", facts.health_check_path.clone()),
        ("TIMEOUT", facts.command_timeout.to_string()),
        ("VARIABLES", variables(facts)),
        ("SETENV", setenv(facts)),
    ];
    for (name, value) in pairs {
        text = text.replace(&format!("@@{name}@@"), &value);
    }
    text
}

/// The template without the parts that are for Django only, where it is none.
fn sections(template: &str, is_django: bool) -> String {
    let mut text = String::new();
    let mut shown = true;
    for line in template.lines() {
        match line {
            "@@IF DJANGO@@" => shown = is_django,
            "@@END@@" => shown = true,
            _ if shown => {
                text.push_str(line);
                text.push('\n');
            }
            _ => {}
        }
    }
    text
}

fn variables(facts: &GuideFacts) -> String {
    let mut table = String::from("| property | value |\n|---|---|\n");
    for (name, value) in &facts.set {
        // Writing to a string can't fail.
        let _ = writeln!(table, "| `{name}` | `{value}` (set by the bundle) |");
    }
    for name in &facts.secrets {
        let _ = writeln!(
            table,
            "| `{name}` | secret: set it by hand, it is in no file of the bundle |"
        );
    }
    if facts.set.is_empty() && facts.secrets.is_empty() {
        return "The bundle names none. Secrets belong here and never into a file.".to_owned();
    }
    table.trim_end().to_owned()
}

fn setenv(facts: &GuideFacts) -> String {
    if facts.secrets.is_empty() {
        return "eb setenv NAME=value".to_owned();
    }
    let pairs: Vec<String> = facts.secrets.iter().map(|name| format!("{name}=…")).collect();
    format!("eb setenv {}", pairs.join(" "))
}
