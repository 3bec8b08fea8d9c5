//! netrc files: user and password per host.

use std::iter::Peekable;
use std::str::Chars;

/// What a netrc file says about hosts. Unknown words are skipped, as in all its readers.
#[derive(Default)]
pub(super) struct Netrc {
    machines: Vec<Machine>,
    default: Option<Login>,
}

struct Machine {
    host: String,
    login: Login,
}

/// User and password.
#[derive(Clone, Default, PartialEq, Eq)]
pub(super) struct Login {
    pub(super) user: String,
    pub(super) password: String,
}

impl Netrc {
    /// Reads a netrc file. Whatever it is, something comes out: a file for other programs must not stop ours.
    pub(super) fn parse(text: &str) -> Self {
        let mut words = Words {
            rest: text.chars().peekable(),
        };
        let mut netrc = Self::default();
        // The entry that `login` and `password` belong to; entries before the first `machine` belong to nobody.
        let mut nobody = Login::default();
        let mut current = Current::Nobody;
        while let Some(word) = words.next_word() {
            match word.as_str() {
                "machine" => {
                    let Some(host) = words.next_word() else { break };
                    netrc.machines.push(Machine {
                        host,
                        login: Login::default(),
                    });
                    current = Current::Machine;
                }
                "default" => {
                    netrc.default = Some(Login::default());
                    current = Current::Default;
                }
                "macdef" => words.skip_macro(),
                "account" => {
                    words.next_word();
                }
                "login" | "user" | "password" => {
                    let Some(value) = words.next_word() else { break };
                    let login = match current {
                        Current::Nobody => &mut nobody,
                        Current::Machine => netrc
                            .machines
                            .last_mut()
                            .map_or(&mut nobody, |last| &mut last.login),
                        Current::Default => netrc.default.get_or_insert_default(),
                    };
                    let field = if word == "password" {
                        &mut login.password
                    } else {
                        &mut login.user
                    };
                    *field = value;
                }
                comment if comment.starts_with('#') => words.skip_line(),
                _ => {}
            }
        }
        netrc
    }

    /// The login for `host`: that of its first entry (with that `user`, where one is given), else the default one.
    pub(super) fn login(&self, host: &str, user: Option<&str>) -> Option<&Login> {
        let fits = |login: &&Login| user.is_none_or(|user| login.user == user);
        self.machines
            .iter()
            .filter(|machine| machine.host.eq_ignore_ascii_case(host))
            .map(|machine| &machine.login)
            .find(fits)
            .or(self.default.as_ref().filter(fits))
    }
}

#[derive(Clone, Copy)]
enum Current {
    Nobody,
    Machine,
    Default,
}

struct Words<'a> {
    rest: Peekable<Chars<'a>>,
}

impl Words<'_> {
    /// The next word; `"…"` may hold spaces, and `\` takes the next character as it is.
    fn next_word(&mut self) -> Option<String> {
        while self.rest.next_if(|character| character.is_whitespace()).is_some() {}
        let quoted = self.rest.next_if_eq(&'"').is_some();
        let mut word = String::new();
        let ends = |character: &char| {
            if quoted {
                *character == '"'
            } else {
                character.is_whitespace()
            }
        };
        self.rest.peek()?;
        while let Some(character) = self.rest.next_if(|character| !ends(character)) {
            let escaped = (character == '\\').then(|| self.rest.next()).flatten();
            word.push(escaped.unwrap_or(character));
        }
        if quoted {
            self.rest.next();
        }
        Some(word)
    }

    /// Skips to the next line. A comment's first word may have been the line's last.
    fn skip_line(&mut self) {
        while self.rest.next().is_some_and(|character| character != '\n') {}
    }

    /// Skips a macro: everything up to an empty line.
    fn skip_macro(&mut self) {
        let mut last = ' ';
        for character in self.rest.by_ref() {
            if character == '\n' && last == '\n' {
                break;
            }
            if character != '\r' {
                last = character;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn login(text: &str, host: &str, user: Option<&str>) -> Option<(String, String)> {
        Netrc::parse(text)
            .login(host, user)
            .map(|login| (login.user.clone(), login.password.clone()))
    }

    fn pair(user: &str, password: &str) -> (String, String) {
        (user.to_owned(), password.to_owned())
    }

    #[test]
    fn finds_the_entry_of_the_host() {
        let text = "# mine\nmachine a.example.org login me password secret\n\
            machine b.example.org\n  login you\n  account x\n  password \"two words\"\n\
            macdef init\n  machine c.example.org login no password no\n\n\
            machine B.example.org login second password other\\ one\n";
        assert_eq!(login(text, "a.example.org", None), Some(pair("me", "secret")));
        assert_eq!(login(text, "b.example.org", None), Some(pair("you", "two words")));
        assert_eq!(
            login(text, "b.example.org", Some("second")),
            Some(pair("second", "other one"))
        );
        assert_eq!(login(text, "b.example.org", Some("third")), None);
        assert_eq!(login(text, "c.example.org", None), None);
    }

    #[test]
    fn the_default_is_for_all_others() {
        let text = "machine a.example.org login me password secret default login any password thing";
        assert_eq!(login(text, "a.example.org", None), Some(pair("me", "secret")));
        assert_eq!(login(text, "z.example.org", None), Some(pair("any", "thing")));
    }

    #[test]
    fn nonsense_is_no_trouble() {
        for text in [
            "",
            "machine",
            "machine a login",
            "login x password y",
            "\"",
            "\\",
            "macdef",
            "default machine",
        ] {
            assert_eq!(login(text, "b.example.org", Some("me")), None, "{text}");
        }
    }
}
