//! Where lines may be broken: at spaces, and a long list of specifiers behind its commas. Nowhere else, since `!=1.2` is
//! to be read, and to be copied, as one.

use textwrap::core::Word;
use textwrap::{Options, WordSeparator, WordSplitter};

/// From how many bytes on a word is broken behind its commas.
const LONG: usize = 40;

/// Where words end.
pub const SEPARATOR: WordSeparator = WordSeparator::Custom(words);

/// Options with which lines are broken at `width` columns.
pub fn options<'a>(width: usize) -> Options<'a> {
    Options::new(width)
        .word_separator(SEPARATOR)
        .word_splitter(WordSplitter::NoHyphenation)
        .break_words(false)
}

fn words(line: &str) -> Box<dyn Iterator<Item = Word<'_>> + '_> {
    Box::new(
        WordSeparator::AsciiSpace
            .find_words(line)
            .flat_map(|word| parts(&word)),
    )
}

/// A word in one, or where it is long, each part of it up to a comma.
fn parts<'a>(word: &Word<'a>) -> Vec<Word<'a>> {
    let text: &'a str = word.word;
    if text.len() < LONG {
        return vec![*word];
    }
    let mut parts: Vec<Word<'a>> = text.split_inclusive(',').map(Word::from).collect();
    if let Some(last) = parts.last_mut() {
        last.whitespace = word.whitespace;
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn specifiers_stay_whole_and_long_lists_of_them_end_with_a_comma() {
        let line = "no release is protobuf !=4.21.0,!=4.21.1,!=4.21.2,!=4.21.3,<5,>=3.20.3 and >=6";
        let filled = textwrap::fill(line, options(30));
        assert_eq!(
            filled,
            "no release is protobuf\n!=4.21.0,!=4.21.1,!=4.21.2,\n!=4.21.3,<5,>=3.20.3 and >=6"
        );
        let line = "boto3 leads to urllib3 >=1.25.4,<1.27 in the end";
        assert_eq!(
            textwrap::fill(line, options(32)),
            "boto3 leads to urllib3\n>=1.25.4,<1.27 in the end"
        );
        let word = "x".repeat(60);
        assert_eq!(textwrap::fill(&word, options(20)), word);
    }
}
