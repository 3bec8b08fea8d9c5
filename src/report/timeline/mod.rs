//! The timeline of a run: what was asked when, what waited for it, and where the time went.

mod figures;
mod path;
mod picture;
mod summary;
#[cfg(test)]
mod tests;

use pinfix_index::timeline::Story;

/// The picture of a run and its sum, for a terminal so many characters wide; nothing where nobody was asked.
pub fn timeline(story: &Story, width: usize) -> String {
    if story.questions.is_empty() && story.requests.is_empty() {
        return String::new();
    }
    picture::picture(story, width) + &summary::summary(story)
}
