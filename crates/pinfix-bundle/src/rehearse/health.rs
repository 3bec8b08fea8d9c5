//! The server is started as the Procfile says, and asked for its health.

use std::fs;
use std::io::{self, Read as _, Write as _};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use super::command::open;

/// How long the server has to answer.
const PATIENCE: Duration = Duration::from_mins(1);

/// The port that the platform's proxy asks.
const PORT: u16 = 8000;

/// What came of asking.
pub(super) enum Health {
    /// It answered so.
    Answered(u16),
    /// It ended, or never answered.
    Silent(&'static str),
    /// There is no `web:` in the Procfile.
    NoServer,
}

/// Starts the server of `folder`, asks for `path` until it answers 200 or the patience is over, and stops it. `prepare`
/// sets the environment of the server.
pub(super) fn ask(
    folder: &Path,
    path: &str,
    log: &Path,
    prepare: &dyn Fn(&mut Command),
) -> io::Result<(u16, Health)> {
    let procfile = fs::read_to_string(folder.join("Procfile")).unwrap_or_default();
    let web = procfile.lines().find_map(|line| line.trim().strip_prefix("web:"));
    let port = free_port();
    let Some(web) = web else {
        return Ok((port, Health::NoServer));
    };
    // Where something else has the port of the platform, another is taken.
    let web = web.trim().replace(&format!(":{PORT}"), &format!(":{port}"));
    let mut command = Command::new("sh");
    // So that the signal meets the server and no shell in between.
    command.arg("-c").arg(format!("exec {web}")).current_dir(folder);
    prepare(&mut command);
    command.env("PORT", port.to_string());
    let out = open(log)?;
    let mut server = command
        .stdin(Stdio::null())
        .stdout(out.try_clone()?)
        .stderr(out)
        .spawn()?;
    let health = watch(&mut server, port, path);
    stop(&mut server);
    health.map(|health| (port, health))
}

fn watch(server: &mut Child, port: u16, path: &str) -> io::Result<Health> {
    let started = Instant::now();
    let mut last = None;
    while started.elapsed() < PATIENCE {
        if server.try_wait()?.is_some() {
            return Ok(Health::Silent("the server ended"));
        }
        if let Some(status) = status(port, path) {
            if status == 200 || last == Some(status) {
                return Ok(Health::Answered(status));
            }
            last = Some(status);
        }
        sleep(Duration::from_millis(300));
    }
    Ok(last.map_or(
        Health::Silent("the server did not answer within a minute"),
        Health::Answered,
    ))
}

/// The status with which a path is answered; `None` where it is not.
fn status(port: u16, path: &str) -> Option<u16> {
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    let mut stream = TcpStream::connect_timeout(&address, Duration::from_secs(2)).ok()?;
    stream.set_read_timeout(Some(Duration::from_secs(20))).ok()?;
    let request = format!(
        "GET {path} HTTP/1.1\r\nHost: localhost\r\nUser-Agent: pinfix-rehearsal\r\nConnection: close\r\n\r\n"
    );
    stream.write_all(request.as_bytes()).ok()?;
    let mut answer = [0_u8; 64];
    let read = stream.read(&mut answer).ok()?;
    let text = String::from_utf8_lossy(&answer[..read]).into_owned();
    text.split(' ').nth(1)?.parse().ok()
}

fn free_port() -> u16 {
    let is_free = TcpListener::bind((Ipv4Addr::LOCALHOST, PORT)).is_ok();
    let other = || TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).and_then(|it| it.local_addr());
    if is_free {
        PORT
    } else {
        other().map_or(PORT, |address| address.port())
    }
}

/// Asks it to end, which gunicorn's workers hear of too; and makes it.
fn stop(server: &mut Child) {
    let asked = Command::new("kill").arg(server.id().to_string()).status();
    let until = Instant::now() + Duration::from_secs(10);
    while asked.is_ok() && Instant::now() < until {
        if matches!(server.try_wait(), Ok(Some(_)) | Err(_)) {
            return;
        }
        sleep(Duration::from_millis(50));
    }
    // It may have ended meanwhile.
    let _ = server.kill();
    let _ = server.wait();
}
