//! One GET: credentials, redirects, retries, limits. Whoever calls this sees final answers only.

use std::time::{Duration, Instant};

use reqwest::header::{self, HeaderMap, HeaderValue};
use tokio::sync::Semaphore;
use url::Url;

use super::body::{self, Body};
use super::credentials::Credentials;
use super::failure::Failure;
use super::record::{Journal, Outcome, RequestKind};
use super::retry::{self, RetryPolicy};
use super::transport::Transport;
use crate::cache::{Validators, now};
use crate::error::IndexError;
use crate::redact::RedactedUrl;
use crate::settings::ClientSettings;

/// More redirects than that lead nowhere.
const LONGEST_REDIRECTION: usize = 10;

/// A body that still drips in after this many times the timeout is given up.
const PATIENCE: u32 = 10;

/// What is asked for.
pub(super) struct Request<'a> {
    pub(super) url: &'a Url,
    pub(super) kind: RequestKind,
    /// The `Accept` header.
    pub(super) accept: Option<&'static str>,
    /// Ask only for what changed since.
    pub(super) validators: Option<&'a Validators>,
    /// The `Range` header.
    pub(super) range: Option<String>,
    /// The largest body that is taken, in bytes.
    pub(super) limit: u64,
    /// Whether it is repeated where it fails. Not where there is another way to get the same.
    pub(super) retry: bool,
}

impl<'a> Request<'a> {
    pub(super) fn new(url: &'a Url, kind: RequestKind, limit: u64) -> Self {
        Self {
            url,
            kind,
            accept: None,
            validators: None,
            range: None,
            limit,
            retry: true,
        }
    }
}

/// The answer. Any status but 5xx, 429 and redirects.
pub(super) struct Response {
    pub(super) status: u16,
    pub(super) headers: HeaderMap,
    pub(super) body: Vec<u8>,
    /// Where it came from after all redirects, without credentials.
    pub(super) url: Url,
    /// Whether credentials were sent for it.
    pub(super) identified: bool,
}

impl Response {
    /// The value of a header, if it is there, once, and text.
    pub(super) fn header(&self, name: header::HeaderName) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    /// Whether the server says that there is no such thing.
    pub(super) fn is_missing(&self) -> bool {
        matches!(self.status, 404 | 410)
    }

    /// The error that it is where it is no success.
    pub(super) fn error(&self, asked: &Url) -> IndexError {
        let url = RedactedUrl::new(asked);
        match self.status {
            401 | 407 => IndexError::Unauthorized {
                url,
                given: self.identified,
            },
            403 => IndexError::Forbidden { url },
            code => IndexError::Status { url, code },
        }
    }
}

/// What came of one request.
struct Sent {
    /// Its URL without credentials.
    bare: Url,
    /// Whether credentials were sent along.
    identified: bool,
    answer: reqwest::Response,
}

/// The one who asks.
pub(super) struct Fetcher {
    transport: Transport,
    credentials: Credentials,
    turns: Semaphore,
    retry: RetryPolicy,
    deadline: Duration,
}

impl Fetcher {
    pub(super) fn new(settings: &ClientSettings, credentials: Credentials) -> Self {
        Self {
            transport: Transport::new(settings),
            credentials,
            turns: Semaphore::new(settings.concurrency.max(1)),
            retry: RetryPolicy {
                retries: settings.retries,
            },
            deadline: settings.timeout.saturating_mul(PATIENCE),
        }
    }

    /// Gets it, and tries again where that may help.
    pub(super) async fn get(&self, request: &Request<'_>, journal: &Journal) -> Result<Response, IndexError> {
        let policy = if request.retry {
            self.retry
        } else {
            RetryPolicy { retries: 0 }
        };
        let mut attempt = 1;
        loop {
            let failure = match self.attempt(request, attempt, journal).await {
                Ok(response) => return Ok(response),
                Err(failure) => failure,
            };
            match policy.wait(&failure, attempt) {
                None => return Err(failure.into_error(request.url, attempt)),
                Some(wait) => tokio::time::sleep(wait).await,
            }
            attempt += 1;
        }
    }

    async fn attempt(
        &self,
        request: &Request<'_>,
        attempt: u32,
        journal: &Journal,
    ) -> Result<Response, Failure> {
        // The semaphore is never closed.
        let _turn = self
            .turns
            .acquire()
            .await
            .map_err(|error| Failure::Network(error.to_string()))?;
        let start = Instant::now();
        let answer = tokio::time::timeout(self.deadline, self.hops(request)).await;
        let answer = answer.unwrap_or_else(|_| {
            let seconds = self.deadline.as_secs();
            Err(Failure::Timeout(format!(
                "its answer is not complete after {seconds} s"
            )))
        });
        let (status, bytes) = match &answer {
            Ok(response) => (Some(response.status), response.body.len() as u64),
            Err(Failure::Status(status, _)) => (Some(*status), 0),
            Err(_) => (None, 0),
        };
        let outcome = Outcome {
            status,
            bytes,
            attempt,
        };
        journal.sent((request.kind, request.url), start, outcome);
        answer
    }

    /// Follows redirects to the answer.
    async fn hops(&self, request: &Request<'_>) -> Result<Response, Failure> {
        let mut url = request.url.clone();
        for _ in 0..LONGEST_REDIRECTION {
            let Sent {
                bare,
                identified,
                answer,
            } = self.send(&url, request).await?;
            let status = answer.status().as_u16();
            let location = answer
                .headers()
                .get(header::LOCATION)
                .and_then(|value| value.to_str().ok());
            if let (301 | 302 | 303 | 307 | 308, Some(location)) = (status, location) {
                url = redirected(&bare, location)?;
                continue;
            }
            if status == 429 || status >= 500 {
                let after = answer
                    .headers()
                    .get(header::RETRY_AFTER)
                    .and_then(|value| value.to_str().ok());
                let after = after.and_then(|value| retry::retry_after(value, now()));
                return Err(Failure::Status(status, after));
            }
            let headers = answer.headers().clone();
            let body = body(answer, request.limit).await?;
            return Ok(Response {
                status,
                headers,
                body,
                url: bare,
                identified,
            });
        }
        Err(Failure::Refused(format!(
            "it redirects more than {LONGEST_REDIRECTION} times"
        )))
    }

    /// Sends one request.
    async fn send(&self, url: &Url, request: &Request<'_>) -> Result<Sent, Failure> {
        let (bare, auth) = self.credentials.for_request(url);
        let client = self.transport.client(&bare).map_err(Failure::Settings)?;
        let mut sent = client.get(bare.clone());
        let identified = auth.is_some();
        if let Some(auth) = auth {
            sent = sent.basic_auth(auth.user, auth.password);
        }
        if let Some(accept) = request.accept {
            sent = sent.header(header::ACCEPT, accept);
        }
        let encoding = match request.kind {
            // Compressed already; and pieces of a compressed answer would be pieces of something else.
            RequestKind::Range | RequestKind::File => "identity",
            _ => body::ACCEPTED,
        };
        sent = sent.header(header::ACCEPT_ENCODING, HeaderValue::from_static(encoding));
        if let Some(range) = &request.range {
            sent = sent.header(header::RANGE, range);
        }
        if let Some(validators) = request.validators {
            if let Some(etag) = &validators.etag {
                sent = sent.header(header::IF_NONE_MATCH, etag);
            }
            if let Some(modified) = &validators.last_modified {
                sent = sent.header(header::IF_MODIFIED_SINCE, modified);
            }
        }
        let answer = sent.send().await.map_err(|error| Failure::of(&error))?;
        Ok(Sent {
            bare,
            identified,
            answer,
        })
    }
}

/// Where a redirect leads. Never from `https` to `http`: what was asked for in safety is answered in safety.
fn redirected(from: &Url, location: &str) -> Result<Url, Failure> {
    let to = from
        .join(location)
        .map_err(|error| Failure::Refused(format!("it redirects badly: {error}")))?;
    let shown = RedactedUrl::new(&to);
    match (from.scheme(), to.scheme()) {
        ("https", "http") => Err(Failure::Refused(format!(
            "it redirects to {shown}, which is not encrypted"
        ))),
        (_, "http" | "https") => Ok(to),
        _ => Err(Failure::Refused(format!(
            "it redirects to {shown}, which is not on the web"
        ))),
    }
}

/// The body, if it is no larger than `limit`, whatever the headers promise.
async fn body(mut answer: reqwest::Response, limit: u64) -> Result<Vec<u8>, Failure> {
    let mut body = Body::new(answer.headers(), answer.content_length(), limit)?;
    while let Some(piece) = answer.chunk().await.map_err(|error| Failure::of(&error))? {
        body.add(&piece)?;
    }
    body.finish()
}
