//! Puts questions beforehand, on threads of their own, for the sake of what they read: who puts them in earnest then
//! waits for less. Their answers are thrown away, so nothing that is told depends on which came first.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

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

/// Does `work`, and puts questions beside it for as long as it takes. Where nothing had to be fetched so far, there is
/// nothing to wait for, and none is put.
pub(crate) fn meanwhile<'q, T>(
    index: &dyn Index,
    questions: impl FnOnce() -> Vec<Beforehand<'q>>,
    work: impl FnOnce() -> T,
) -> T {
    if index.statistics().bytes == 0 {
        return work();
    }
    let questions = questions();
    let threads = questions.len().min(AT_ONCE);
    let queue = Mutex::new(VecDeque::from(questions));
    let done = AtomicBool::new(false);
    let next = || {
        let mut queue = queue.lock().unwrap_or_else(PoisonError::into_inner);
        queue.pop_front()
    };
    let put = || {
        while !done.load(Ordering::Relaxed)
            && let Some(question) = next()
        {
            question(&Hurry { done: &done });
        }
    };
    std::thread::scope(|scope| {
        // A question that nobody puts beforehand costs time, no more.
        let threads: Vec<_> = (0..threads)
            .map_while(|_| {
                std::thread::Builder::new()
                    .name("pinfix-beforehand".to_owned())
                    .spawn_scoped(scope, put)
                    .ok()
            })
            .collect();
        let answer = work();
        done.store(true, Ordering::Relaxed);
        for thread in threads {
            let _ = thread.join();
        }
        answer
    })
}
