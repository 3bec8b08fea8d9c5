//! One connection: requests in, answers out, faults where they were planned.

use std::io::{self, BufReader, Write};
use std::net::{Shutdown, TcpStream};
use std::sync::atomic::Ordering;
use std::thread;
use std::time::Duration;

use socket2::SockRef;

use super::answer::{Answer, answer};
use super::fault::Fault;
use super::request::Request;
use super::shared::Shared;

/// Serves one client until it hangs up, or until a fault ends the connection.
pub(super) fn serve(shared: &Shared, stream: &TcpStream) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let mut reader = BufReader::new(stream);
    while let Some(request) = Request::read(&mut reader)? {
        let fault = shared.note(&request);
        let number = shared.answers.fetch_add(1, Ordering::Relaxed);
        thread::sleep(shared.options.delay.of_answer(number));
        let sent = match fault {
            None => authorized(shared, &request),
            Some(fault) => match faulty(shared, &request, fault) {
                Outcome::Answer(answer) => answer,
                Outcome::Half(answer) => {
                    let half = answer.body.len() / 2;
                    send(stream, &answer, &answer.body[..half], false)?;
                    return stream.shutdown(Shutdown::Both);
                }
                Outcome::Reset => return SockRef::from(stream).set_linger(Some(Duration::ZERO)),
                Outcome::Silence => return shared.wait_for_the_end(),
            },
        };
        let body = if request.method == "HEAD" {
            &[][..]
        } else {
            &sent.body
        };
        send(stream, &sent, body, true)?;
        if request
            .header("connection")
            .is_some_and(|value| value.eq_ignore_ascii_case("close"))
        {
            break;
        }
    }
    Ok(())
}

/// What becomes of a request with a fault.
enum Outcome {
    Answer(Answer),
    /// The first half of the body, though the header promises all of it.
    Half(Answer),
    Reset,
    Silence,
}

fn faulty(shared: &Shared, request: &Request, fault: Fault) -> Outcome {
    let right = || authorized(shared, request);
    Outcome::Answer(match fault {
        Fault::Status(status) => Answer::status(status),
        Fault::TooManyRequests { retry_after } => {
            Answer::status(429).with("Retry-After", retry_after.to_string())
        }
        Fault::Redirect(target) => Answer::status(302).with("Location", target),
        Fault::Unauthorized { user, password } => {
            if allowed(request, &user, &password) {
                right()
            } else {
                unauthorized()
            }
        }
        Fault::Late(duration) => {
            thread::sleep(duration);
            right()
        }
        Fault::Corrupted => {
            let mut answer = right();
            answer
                .body
                .iter_mut()
                .for_each(|byte| *byte = byte.wrapping_add(1));
            answer
        }
        Fault::Replaced(body) => Answer { body, ..right() },
        Fault::Truncated => return Outcome::Half(right()),
        Fault::Reset => return Outcome::Reset,
        Fault::Silence => return Outcome::Silence,
    })
}

fn authorized(shared: &Shared, request: &Request) -> Answer {
    match &shared.options.credentials {
        Some((user, password)) if !allowed(request, user, password) => unauthorized(),
        _ => answer(shared, request),
    }
}

fn unauthorized() -> Answer {
    Answer::status(401).with("WWW-Authenticate", "Basic realm=\"local index\"")
}

fn allowed(request: &Request, user: &str, password: &str) -> bool {
    let given = request
        .header("authorization")
        .and_then(|value| value.strip_prefix("Basic "));
    given == Some(base64(format!("{user}:{password}").as_bytes()).as_str())
}

/// Base 64 with padding (RFC 4648).
fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let byte = |place: usize| u32::from(chunk.get(place).copied().unwrap_or(0));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for place in 0..4 {
            let digit = DIGITS[(bits >> (18 - 6 * place) & 63) as usize];
            text.push(if place <= chunk.len() {
                char::from(digit)
            } else {
                '='
            });
        }
    }
    text
}

/// Writes an answer in one piece, with the `Content-Length` of the whole body whatever part of it is sent.
fn send(mut stream: &TcpStream, answer: &Answer, body: &[u8], keep: bool) -> io::Result<()> {
    let mut message = Vec::new();
    write!(
        message,
        "HTTP/1.1 {} {}\r\n",
        answer.status,
        reason(answer.status)
    )?;
    for (name, value) in &answer.headers {
        write!(message, "{name}: {value}\r\n")?;
    }
    if answer.status != 304 {
        write!(message, "Content-Length: {}\r\n", answer.body.len())?;
    }
    message.extend_from_slice(if keep {
        b"\r\n"
    } else {
        b"Connection: close\r\n\r\n"
    });
    message.extend_from_slice(body);
    stream.write_all(&message)
}

fn reason(status: u16) -> &'static str {
    match status {
        200 => "OK",
        206 => "Partial Content",
        304 => "Not Modified",
        404 => "Not Found",
        _ => "Status",
    }
}

#[cfg(test)]
mod tests {
    use super::base64;

    #[test]
    fn base64_is_padded() {
        assert_eq!(
            ["", "f", "fo", "foo", "foob"].map(|text| base64(text.as_bytes())),
            ["", "Zg==", "Zm8=", "Zm9v", "Zm9vYg=="]
        );
    }
}
