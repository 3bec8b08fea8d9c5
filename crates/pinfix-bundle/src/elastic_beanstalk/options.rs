//! `.ebextensions/*.config` and the `Procfile`.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::entry::Entry;
use crate::project::Project;

/// What the platform is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Options {
    /// Environment properties that are no secrets.
    pub environment: BTreeMap<String, String>,
    /// What the load balancer asks for.
    pub health_check_path: String,
    /// How new versions come to the instances.
    pub deployment_policy: String,
    /// How many seconds a deployment may take.
    pub command_timeout: u32,
    /// How many days logs are kept in CloudWatch.
    pub log_retention_days: u32,
    /// Processes of the web server.
    pub processes: u32,
    /// Threads of each.
    pub threads: u32,
}

/// The files, and what was left to the project's own.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct SettingsFiles {
    /// The files.
    pub entries: Vec<Entry>,
    /// The options that the project sets itself.
    pub left_to_project: Vec<String>,
}

/// Where the settings go.
const OPTIONS: &str = ".ebextensions/pinfix-options.config";
/// Where the logs are registered.
const LOGS: &str = ".ebextensions/pinfix-logs.config";
/// Where the leader of a deployment is marked.
const LEADER: &str = ".ebextensions/pinfix-leader.config";

/// The settings of a bundle. An option that one of the project's own files (`texts`) sets is left to it.
pub(crate) fn settings_files(options: &Options, project: &Project, texts: &[String]) -> SettingsFiles {
    let mut files = SettingsFiles::default();
    let mut text = String::from(
        "# Made by `pinfix bundle`. An option that a file of your own sets is not repeated here.\noption_settings:\n",
    );
    for (namespace, values) in namespaces(options, project) {
        let mut kept = Vec::new();
        for (name, value) in values {
            if texts.iter().any(|text| sets(text, &name)) {
                files.left_to_project.push(format!("{namespace} {name}"));
            } else {
                kept.push((name, value));
            }
        }
        if !kept.is_empty() {
            // Writing to a string can't fail.
            let _ = writeln!(text, "  {namespace}:");
            for (name, value) in kept {
                let _ = writeln!(text, "    {name}: {}", yaml(&value));
            }
        }
    }
    files.entries.push(Entry::made(OPTIONS, text));
    files.entries.push(Entry::made(LOGS, logs()));
    if project.django_settings.is_some() {
        files.entries.push(Entry::made(LEADER, LEADER_TEXT));
    }
    files
}

type Namespace = (&'static str, Vec<(String, String)>);

fn namespaces(options: &Options, project: &Project) -> Vec<Namespace> {
    let one = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    let mut environment: Vec<(String, String)> = options.environment.clone().into_iter().collect();
    if let Some(settings) = &project.django_settings
        && !options.environment.contains_key("DJANGO_SETTINGS_MODULE")
    {
        environment.push(one("DJANGO_SETTINGS_MODULE", settings));
    }
    let mut all = vec![
        (
            "aws:elasticbeanstalk:container:python",
            vec![
                one("WSGIPath", &project.application),
                one("NumProcesses", &options.processes.to_string()),
                one("NumThreads", &options.threads.to_string()),
            ],
        ),
        ("aws:elasticbeanstalk:application:environment", environment),
        (
            "aws:elasticbeanstalk:application",
            vec![one("Application Healthcheck URL", &options.health_check_path)],
        ),
        (
            "aws:elasticbeanstalk:environment:process:default",
            vec![
                one("HealthCheckPath", &options.health_check_path),
                one("MatcherHTTPCode", "200"),
                // A first deployment starts cold: it gets two minutes.
                one("HealthCheckInterval", "15"),
                one("HealthyThresholdCount", "3"),
                one("UnhealthyThresholdCount", "8"),
            ],
        ),
        (
            "aws:elasticbeanstalk:healthreporting:system",
            vec![one("SystemType", "enhanced")],
        ),
        (
            "aws:elasticbeanstalk:cloudwatch:logs",
            vec![
                one("StreamLogs", "true"),
                one("DeleteOnTerminate", "false"),
                one("RetentionInDays", &options.log_retention_days.to_string()),
            ],
        ),
        (
            "aws:elasticbeanstalk:command",
            vec![
                one("DeploymentPolicy", &options.deployment_policy),
                one("Timeout", &options.command_timeout.to_string()),
            ],
        ),
    ];
    if let Some((url, folder)) = &project.static_files {
        // nginx serves them, from what predeploy collects.
        let namespace = "aws:elasticbeanstalk:environment:proxy:staticfiles";
        all.push((namespace, vec![one(url, folder)]));
    }
    all.retain(|(_, values)| !values.is_empty());
    all
}

/// Whether a configuration file (YAML or JSON) sets an option of this name.
fn sets(text: &str, name: &str) -> bool {
    text.lines().any(|line| {
        let line = line.trim().trim_start_matches("- ");
        let key = |line: &str| {
            let (key, _) = line.split_once(':')?;
            Some(key.trim().trim_matches(['"', '\'']).to_owned())
        };
        let named = line
            .strip_prefix("option_name:")
            .map(|value| value.trim().trim_matches(['"', '\'']));
        key(line).as_deref() == Some(name) || named == Some(name)
    })
}

/// A text as YAML has it, which takes JSON's form of it.
fn yaml(value: &str) -> String {
    serde_json::Value::from(value).to_string()
}

/// The hooks' own logs, registered for tail logs, bundle logs and what is published.
fn logs() -> String {
    let mut text = String::from(
        "# Made by `pinfix bundle`: the logs of its hooks, among those that the console shows.\nfiles:\n",
    );
    for task in ["taillogs", "bundlelogs", "publishlogs"] {
        let _ = write!(
            text,
            "  \"/opt/elasticbeanstalk/tasks/{task}.d/pinfix.conf\":\n    mode: \"000755\"\n    owner: root\n    group: root\n    content: |\n      /var/log/pinfix-*.log\n"
        );
    }
    text
}

/// Marks the leader: commands of the container may be bound to it, and hooks may not.
const LEADER_TEXT: &str = "\
# Made by `pinfix bundle`: one instance of a deployment is its leader, and migrates the database after it.
container_commands:
  00_pinfix_leader:
    command: \"mkdir -p /var/lib/pinfix && touch /var/lib/pinfix/leader\"
    leader_only: true
";

/// What starts the web server.
pub(crate) fn procfile(options: &Options, project: &Project) -> Entry {
    let worker = if project.is_asgi {
        " --worker-class uvicorn.workers.UvicornWorker"
    } else {
        ""
    };
    let text = format!(
        "web: gunicorn --bind 127.0.0.1:8000 --workers {} --threads {} --timeout 60 --access-logfile - --error-logfile -{worker} {}\n",
        options.processes, options.threads, project.application
    );
    Entry::made("Procfile", text)
}

#[cfg(test)]
mod tests {
    use super::sets;

    #[test]
    fn an_option_of_the_projects_own_is_seen() {
        assert!(sets("  aws:x:\n    WSGIPath: a:b\n", "WSGIPath"));
        assert!(sets(
            "- namespace: x\n  option_name: WSGIPath\n  value: y\n",
            "WSGIPath"
        ));
        assert!(sets(
            "{\"option_settings\": {\"x\": {\n\"WSGIPath\": \"a\"}}}",
            "WSGIPath"
        ));
        assert!(!sets("# WSGIPath is set elsewhere\n", "WSGIPath"));
    }
}
