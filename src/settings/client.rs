//! How indexes are reached: certificates, proxies, patience.

use std::path::PathBuf;
use std::time::Duration;

use pinfix_index::{ClientSettings, KeyringProvider, Refresh};

use super::configuration::{Configuration, parsed};
use super::environment::System;
use super::error::SettingsError;
use super::setting::{SetBy, Setting};
use super::written::WrittenOptions;
use crate::cli::{self, NetworkArguments};

impl Configuration {
    /// How indexes are reached; answers are kept in `cache_dir`.
    pub fn client(
        &self,
        arguments: &NetworkArguments,
        written: &WrittenOptions,
        cache_dir: Option<PathBuf>,
    ) -> Result<ClientSettings, SettingsError> {
        let defaults = ClientSettings::default();
        Ok(ClientSettings {
            cache_dir,
            offline: self.is_on("offline", arguments.offline)?,
            refresh: match (arguments.refresh, arguments.refresh_package.as_slice()) {
                (true, _) => Refresh::All,
                (false, []) => Refresh::None,
                (false, packages) => Refresh::Packages(packages.to_vec()),
            },
            timeout: self
                .timeout(arguments.timeout.clone())?
                .unwrap_or(defaults.timeout),
            retries: self
                .number("retries", &["UV_HTTP_RETRIES", "PIP_RETRIES"])?
                .unwrap_or(defaults.retries),
            certificates: self
                .certificates(arguments)?
                .into_iter()
                .map(|setting| setting.value)
                .collect(),
            client_certificate: self.client_certificate(arguments)?,
            trusted_hosts: self.trusted_hosts(arguments, written)?,
            proxy: self
                .one("proxy", None)?
                .or_else(|| self.variable(&["PIP_PROXY"]))
                .or_else(|| self.pip.get("proxy"))
                .map(|setting| setting.value),
            netrc: self.netrc(),
            concurrency: self
                .number("concurrency", &["UV_CONCURRENT_DOWNLOADS"])?
                .filter(|number| *number > 0)
                .and_then(|number| usize::try_from(number).ok())
                .unwrap_or(defaults.concurrency),
            user_agent: defaults.user_agent,
            keyring: self.keyring(arguments.keyring_provider)?,
            timeline: self.timeline.clone(),
            leaves_memory: true,
        })
    }

    /// The certificates to trust, with who named them: a flag, a variable or a configuration file, the first that does.
    pub fn certificates(
        &self,
        arguments: &NetworkArguments,
    ) -> Result<Option<Setting<PathBuf>>, SettingsError> {
        if let Some(setting) = self.path("cert", arguments.cert.clone())? {
            return Ok(Some(setting));
        }
        let names = [
            "SSL_CERT_FILE",
            "SSL_CERT_DIR",
            "PIP_CERT",
            "REQUESTS_CA_BUNDLE",
            "CURL_CA_BUNDLE",
        ];
        Ok(self.foreign_path(&names, "cert"))
    }

    fn client_certificate(&self, arguments: &NetworkArguments) -> Result<Option<PathBuf>, SettingsError> {
        let setting = match self.path("client-cert", arguments.client_cert.clone())? {
            Some(setting) => Some(setting),
            None => self.foreign_path(&["SSL_CLIENT_CERT", "PIP_CLIENT_CERT"], "client-cert"),
        };
        Ok(setting.map(|setting| setting.value))
    }

    /// A path from uv's or pip's variables, else from pip's configuration files.
    fn foreign_path(&self, variables: &[&str], pip_key: &str) -> Option<Setting<PathBuf>> {
        let from_variable = variables.iter().find_map(|name| {
            Some(Setting::new(
                self.environment.path(name)?,
                SetBy::Variable((*name).to_owned()),
            ))
        });
        from_variable
            .or_else(|| self.pip.get(pip_key).map(|setting| setting.map(PathBuf::from)))
            .map(|setting| setting.map(|path| self.environment.expanded(&path)))
    }

    fn trusted_hosts(
        &self,
        arguments: &NetworkArguments,
        written: &WrittenOptions,
    ) -> Result<Vec<String>, SettingsError> {
        let mut ambient = self.many::<String>("trusted-host", Vec::new())?;
        if ambient.is_empty() {
            ambient = self.variable_list(&["UV_INSECURE_HOST"]);
        }
        if ambient.is_empty() {
            ambient = self.variable_list(&["PIP_TRUSTED_HOST"]);
        }
        if ambient.is_empty() {
            ambient.clone_from(&self.uv.trusted_hosts);
        }
        if ambient.is_empty() {
            ambient = self.pip.list("trusted-host");
        }
        let mut hosts = arguments.trusted_host.clone();
        hosts.extend(ambient.into_iter().map(|setting| setting.value));
        hosts.extend(written.trusted_hosts.iter().cloned());
        Ok(hosts)
    }

    /// pip's timeout is a number of seconds with a fraction.
    fn timeout(&self, flag: Option<String>) -> Result<Option<Duration>, SettingsError> {
        let variables = [
            "UV_HTTP_TIMEOUT",
            "UV_REQUEST_TIMEOUT",
            "HTTP_TIMEOUT",
            "PIP_TIMEOUT",
            "PIP_DEFAULT_TIMEOUT",
        ];
        let own: Option<Setting<String>> = self.one("timeout", flag)?;
        let Some(setting) = own
            .or_else(|| self.variable(&variables))
            .or_else(|| self.pip.get("timeout"))
            .or_else(|| self.pip.get("default-timeout"))
        else {
            return Ok(None);
        };
        let seconds: Setting<f64> = parsed(&setting.value, setting.set_by)?;
        match Duration::try_from_secs_f64(seconds.value) {
            Ok(duration) if !duration.is_zero() => Ok(Some(duration)),
            _ => Err(SettingsError::Value {
                set_by: seconds.set_by,
                message: format!("`{}` is no number of seconds to wait", setting.value),
                help: None,
            }),
        }
    }

    fn number(&self, key: &'static str, variables: &[&str]) -> Result<Option<u32>, SettingsError> {
        if let Some(setting) = self.one(key, None)? {
            return Ok(Some(setting.value));
        }
        match self.variable(variables).or_else(|| self.pip.get(key)) {
            Some(setting) => Ok(Some(parsed(&setting.value, setting.set_by)?.value)),
            None => Ok(None),
        }
    }

    fn netrc(&self) -> Option<PathBuf> {
        if let Some(path) = self.environment.path("NETRC") {
            return Some(self.environment.expanded(&path));
        }
        let names: &[&str] = if self.environment.system == System::Windows {
            &[".netrc", "_netrc"]
        } else {
            &[".netrc"]
        };
        let home = self.environment.home()?;
        names
            .iter()
            .map(|name| home.join(name))
            .find(|path| path.is_file())
    }

    fn keyring(&self, flag: Option<cli::KeyringProvider>) -> Result<KeyringProvider, SettingsError> {
        let foreign = || {
            let words = self
                .variable(&["UV_KEYRING_PROVIDER", "PIP_KEYRING_PROVIDER"])
                .or_else(|| self.uv.keyring_provider.clone())
                .or_else(|| self.pip.get("keyring-provider"))?;
            // pip's other words (`auto`, `import`) speak of a Python module, which pinfix has none of.
            words
                .value
                .eq_ignore_ascii_case("subprocess")
                .then_some(cli::KeyringProvider::Subprocess)
        };
        let own = self.one("keyring-provider", flag)?.map(|setting| setting.value);
        let provider = own.or_else(foreign).unwrap_or_default();
        Ok(match provider {
            cli::KeyringProvider::Disabled => KeyringProvider::Disabled,
            cli::KeyringProvider::Subprocess => KeyringProvider::Subprocess,
        })
    }
}
