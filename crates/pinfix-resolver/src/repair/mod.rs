//! What repairs a conflict: the smallest edits of the user's own lines after which there is a lock again, each of them
//! applied to a copy of the problem and resolved anew before it is offered.
//!
//! Conflicts that share no line are repaired apart: each such group has a [`Menu`], and any choice from each menu
//! repairs the whole.

mod absurd;
mod ahead;
mod amendment;
mod bench;
mod blocked;
mod correction;
mod direction;
mod elsewhere;
mod fresh;
mod groups;
mod kitchen;
mod marked;
mod menu;
mod offer;
mod patience;
mod releases;
mod search;
mod setting;
mod settle;
mod several;
mod spelling;
mod value;
mod workshop;
mod world;

pub use menu::repairs;
pub use value::{Blocked, Change, Edit, Lift, Menu, Repair, Repairs};
