//! Compressed tar archives, read from front to back.
