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

    fn runtime() -> tokio::runtime::Runtime {
        tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap()
    }

    #[test]
    fn a_host_is_looked_up_once() {
        let lookup = Lookup::default();
        let slot = Arc::new(Slot::new_with(Some(Ok(vec!["192.0.2.7:0".parse().unwrap()]))));
        lookup
            .known
            .lock()
            .unwrap()
            .insert("example.invalid".to_owned(), slot);
        let found = runtime().block_on(lookup.resolve("example.invalid".parse().unwrap()));
        let found: Vec<SocketAddr> = found.unwrap().collect();
        assert_eq!(found, ["192.0.2.7:0".parse().unwrap()]);
    }

    #[test]
    fn a_failure_is_told_and_not_kept() {
        let lookup = Lookup::default();
        let failed = Err(Arc::new(std::io::Error::other("no answer")));
        let slot = Arc::new(Slot::new_with(Some(failed)));
        lookup
            .known
            .lock()
            .unwrap()
            .insert("example.invalid".to_owned(), slot);
        let found = runtime().block_on(lookup.resolve("example.invalid".parse().unwrap()));
        assert!(found.is_err_and(|error| error.to_string().contains("no answer")));
        assert!(lookup.known.lock().unwrap().is_empty());
    }
}
