//! Answers that go wrong on purpose.

use std::time::Duration;

/// One way in which an answer goes wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// A status and nothing else, such as 500, 503 or 404.
    Status(u16),
    /// 429 with `Retry-After` in seconds.
    TooManyRequests {
        /// The seconds to wait.
        retry_after: u32,
    },
    /// The connection is reset instead of an answer.
    Reset,
    /// The headers and half of the body, then the connection ends.
    Truncated,
    /// The right length, but not the right bytes: no hash fits.
    Corrupted,
    /// These bytes instead of the body.
    Replaced(Vec<u8>),
    /// No answer, for as long as the client cares to wait.
    Silence,
    /// The right answer, this much later.
    Late(Duration),
    /// 302 to this path or URL.
    Redirect(String),
    /// 401 unless this user and password are given.
    Unauthorized {
        /// The user.
        user: String,
        /// The password.
        password: String,
    },
}

/// The faults that wait for their requests.
#[derive(Debug, Default)]
pub(super) struct Faults {
    planned: Vec<Planned>,
}

#[derive(Debug)]
struct Planned {
    path: String,
    fault: Fault,
    /// How often still; `None`: for ever.
    times: Option<u32>,
}

impl Faults {
    /// Plans a fault for a path; one that ends in `*` stands for all that begin so.
    pub(super) fn plan(&mut self, path: &str, fault: Fault, times: Option<u32>) {
        self.planned.push(Planned {
            path: path.to_owned(),
            fault,
            times,
        });
    }

    /// The fault for a request of this path, the first planned first; uses it up.
    pub(super) fn take(&mut self, path: &str) -> Option<Fault> {
        let found = self.planned.iter().position(|planned| planned.matches(path))?;
        let planned = self.planned.get_mut(found)?;
        let fault = planned.fault.clone();
        if let Some(times) = &mut planned.times {
            *times -= 1;
        }
        Some(fault)
    }
}

impl Planned {
    fn matches(&self, path: &str) -> bool {
        let fits = match self.path.strip_suffix('*') {
            Some(start) => path.starts_with(start),
            None => path == self.path,
        };
        fits && self.times != Some(0)
    }
}

#[cfg(test)]
mod tests {
    use super::{Fault, Faults};

    #[test]
    fn faults_are_used_up_in_order() {
        let mut faults = Faults::default();
        faults.plan("/simple/a/", Fault::Status(500), Some(2));
        faults.plan("/simple/*", Fault::Status(503), None);
        let mut statuses = Vec::new();
        for path in [
            "/simple/a/",
            "/simple/b/",
            "/simple/a/",
            "/simple/a/",
            "/pypi/a/1/json",
        ] {
            statuses.push(faults.take(path));
        }
        let expected = [Some(500), Some(503), Some(500), Some(503), None].map(|code| code.map(Fault::Status));
        assert_eq!(statuses, expected);
    }
}
