//! Puts questions beforehand, on threads of their own, for the sake of what they read: who puts them in earnest then
//! waits for less. Their answers are thrown away, so nothing that is told depends on which came first.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use pinfix_index::Index;

use crate::progress::Progress;

/// How many questions are put at the same time: most of the time each waits for an answer of the index.
const AT_ONCE: usize = 12;

/// A question that is put for what it reads.
pub(crate) type Beforehand<'q> = Box<dyn FnOnce(&Hurry<'_>) + Send + 'q>;

/// Says that it is enough as soon as the work is done that a question was put for.
pub(crate) struct Hurry<'a> {
    done: &'a AtomicBool,
}

impl Progress for Hurry<'_> {
    fn explained_enough(&self) -> bool {
        self.cancelled()
    }

    fn cancelled(&self) -> bool {
        self.done.load(Ordering::Relaxed)
    }
}

/// The questions that wait to be put.
#[derive(Default)]
pub(crate) struct Queue<'q> {
    waiting: Mutex<VecDeque<Beforehand<'q>>>,
    more: Condvar,
    /// Whether the work that they are put for goes on beside them.
    open: AtomicBool,
    done: AtomicBool,
}

impl<'q> Queue<'q> {
    /// Has a question put before those that wait: its answer will be wanted next. Where nobody puts any, that is in vain.
    pub(crate) fn hasten(&self, question: Beforehand<'q>) {
        if self.open.load(Ordering::Relaxed) && !self.done.load(Ordering::Relaxed) {
            self.lock().push_front(question);
            self.more.notify_one();
        }
    }

    /// Does `work`, and puts questions beside it for as long as it takes. Where nothing had to be fetched so far, there is
    /// nothing to wait for, and none is put.
    pub(crate) fn meanwhile<T>(
        &self,
        index: &dyn Index,
        questions: impl FnOnce() -> Vec<Beforehand<'q>>,
        work: impl FnOnce() -> T,
    ) -> T {
        if index.statistics().bytes == 0 {
            return work();
        }
        self.lock().extend(questions());
        self.open.store(true, Ordering::Relaxed);
        std::thread::scope(|scope| {
            // A question that nobody puts beforehand costs time, no more.
            let threads: Vec<_> = (0..AT_ONCE)
                .map_while(|_| {
                    std::thread::Builder::new()
                        .name("pinfix-beforehand".to_owned())
                        .spawn_scoped(scope, || self.put())
                        .ok()
                })
                .collect();
            let end = End(self);
            let answer = work();
            drop(end);
            for thread in threads {
                let _ = thread.join();
            }
            answer
        })
    }

    /// Puts questions until the work is done.
    fn put(&self) {
        while let Some(question) = self.next() {
            question(&Hurry { done: &self.done });
        }
    }

    fn next(&self) -> Option<Beforehand<'q>> {
        let mut waiting = self.lock();
        loop {
            if self.done.load(Ordering::Relaxed) {
                return None;
            }
            if let Some(next) = waiting.pop_front() {
                return Some(next);
            }
            waiting = self.more.wait(waiting).unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn lock(&self) -> MutexGuard<'_, VecDeque<Beforehand<'q>>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Ends the putting of questions when it is dropped: also where the work panics, for which nobody is to wait for ever.
struct End<'s, 'q>(&'s Queue<'q>);

impl Drop for End<'_, '_> {
    fn drop(&mut self) {
        // Whoever is about to wait has seen that it is not the end, or sees that it is.
        let waiting = self.0.lock();
        self.0.done.store(true, Ordering::Relaxed);
        drop(waiting);
        self.0.more.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::channel;

    use pinfix_index::{Index, MemoryIndex, Statistics};

    use super::*;

    /// An index from which something was fetched.
    struct Fetched(MemoryIndex);

    impl Index for Fetched {
        fn project(
            &self,
            name: &pinfix_packaging::PackageName,
        ) -> Result<Option<std::sync::Arc<pinfix_index::Project>>, pinfix_index::IndexError> {
            self.0.project(name)
        }

        fn metadata(
            &self,
            distribution: &std::sync::Arc<pinfix_index::Distribution>,
        ) -> Result<std::sync::Arc<pinfix_index::CoreMetadata>, pinfix_index::MetadataError> {
            self.0.metadata(distribution)
        }

        fn statistics(&self) -> Statistics {
            Statistics {
                bytes: 1,
                ..Statistics::default()
            }
        }
    }

    #[test]
    fn questions_are_put_beside_the_work_and_those_that_are_hastened_too() {
        let (send, receive) = channel();
        let hastened = send.clone();
        let queue = Queue::default();
        let first: Beforehand<'_> = Box::new(move |_| send.send("waiting").unwrap());
        let told = queue.meanwhile(
            &Fetched(MemoryIndex::new()),
            || vec![first],
            || {
                let before = receive.recv().unwrap();
                queue.hasten(Box::new(move |_| hastened.send("hastened").unwrap()));
                [before, receive.recv().unwrap()]
            },
        );
        assert_eq!(told, ["waiting", "hastened"]);
    }

    #[test]
    fn work_that_panics_is_not_waited_for() {
        let queue = Queue::default();
        let work = || queue.meanwhile(&Fetched(MemoryIndex::new()), Vec::new, || panic!("no"));
        let ended = std::panic::catch_unwind(std::panic::AssertUnwindSafe(work));
        assert!(ended.is_err());
    }
}
