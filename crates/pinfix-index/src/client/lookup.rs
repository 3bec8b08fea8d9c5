//! Looks up the addresses of hosts: of each host once, however many connections are made to it at the same time.
//!
//! A run opens dozens of connections at once, and each would ask for the same name. Resolvers of routers and containers
//! drop what comes in such numbers, and whoever is dropped waits for five seconds before asking again.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use rustc_hash::FxHashMap;
use tokio::sync::OnceCell;

/// See the module.
#[derive(Default)]
pub(super) struct Lookup {
    known: Arc<Mutex<FxHashMap<String, Arc<Slot>>>>,
}

/// The addresses of a host, or why they are not known.
type Slot = OnceCell<Result<Vec<SocketAddr>, Arc<std::io::Error>>>;

impl Resolve for Lookup {
    fn resolve(&self, name: Name) -> Resolving {
        let host = name.as_str().to_owned();
        let known = Arc::clone(&self.known);
        let slot = {
            let mut known = known.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(known.entry(host.clone()).or_default())
        };
        Box::pin(async move {
            let look = || async {
                // The port is that of the URL.
                let found = tokio::net::lookup_host((host.as_str(), 0)).await;
                found.map(Iterator::collect).map_err(Arc::new)
            };
            match slot.get_or_init(look).await {
                Ok(addresses) => Ok(Box::new(addresses.clone().into_iter()) as Addrs),
                Err(error) => {
                    // Those who waited hear of it; who tries again later asks again.
                    let mut known = known.lock().unwrap_or_else(PoisonError::into_inner);
                    if known.get(&host).is_some_and(|it| Arc::ptr_eq(it, &slot)) {
                        known.remove(&host);
                    }
                    Err(Arc::clone(error).into())
                }
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOST: &str = "example.invalid";

    /// A lookup that knows this of the host, and what it then says of it.
    fn asked(
        known: Result<Vec<SocketAddr>, Arc<std::io::Error>>,
    ) -> (Lookup, Result<Vec<SocketAddr>, String>) {
        let lookup = Lookup::default();
        let slot = Arc::new(Slot::new_with(Some(known)));
        lookup.known.lock().unwrap().insert(HOST.to_owned(), slot);
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let found = runtime.block_on(lookup.resolve(HOST.parse().unwrap()));
        let found = found.map(Iterator::collect).map_err(|error| error.to_string());
        (lookup, found)
    }

    #[test]
    fn a_host_is_looked_up_once() {
        let address = "192.0.2.7:0".parse().unwrap();
        assert_eq!(asked(Ok(vec![address])).1, Ok(vec![address]));
    }

    #[test]
    fn a_failure_is_told_and_not_kept() {
        let (lookup, found) = asked(Err(Arc::new(std::io::Error::other("no answer"))));
        assert_eq!(found, Err("no answer".to_owned()));
        assert!(lookup.known.lock().unwrap().is_empty());
    }
}
