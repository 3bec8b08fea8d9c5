//! What Elastic Beanstalk reads besides the hooks: option settings, log registrations, the Procfile; and the guide for
//! people.

mod guide;
mod options;

pub(crate) use guide::{GuideFacts, guide};
pub(crate) use options::{Options, procfile, settings_files};
