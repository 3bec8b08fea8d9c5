//! Texts made from other texts by the mistakes that people, editors and networks make.

/// An endless row of mutated texts, the same each time.
pub(crate) struct Mutations {
    texts: Vec<Vec<u8>>,
    state: u64,
}

/// What is put in: signs that mean something in one of the formats, and bytes that belong into none.
const PIECES: [&[u8]; 32] = [
    b"\n",
    b"\r\n",
    b"\r",
    b"\\\n",
    b" #",
    b";",
    b"[",
    b"]",
    b"(",
    b")",
    b"\"",
    b"'",
    b"@",
    b"==",
    b">=1.*",
    b",",
    b"${A}",
    b"-r ",
    b"-c requirements.txt\n",
    b"--hash=sha256:",
    b"\xff",
    b"\xef\xbb\xbf",
    b"\xff\xfe",
    b"\0",
    b"\xc3",
    b"<a href=\"",
    b"&#",
    b"{",
    b"}",
    b"99999999999999999999",
    b"extra == ",
    "\u{130}\u{2028}".as_bytes(),
];

impl Mutations {
    /// Mutations of `texts`, of which there must be one at least.
    pub(crate) fn new(texts: Vec<Vec<u8>>) -> Self {
        Self {
            texts,
            state: 0x9e37_79b9_7f4a_7c15,
        }
    }

    /// The next text: one to four changes of one of the texts.
    pub(crate) fn next(&mut self) -> Vec<u8> {
        let which = self.below(self.texts.len());
        let mut text = self.texts[which].clone();
        for _ in 0..=self.below(4) {
            self.change(&mut text);
        }
        text
    }

    fn change(&mut self, text: &mut Vec<u8>) {
        let place = self.below(text.len() + 1);
        let end = (place + self.below(24)).min(text.len());
        match self.below(6) {
            0 => {
                text.splice(place..place, PIECES[self.below(PIECES.len())].iter().copied());
            }
            1 => {
                text.splice(place..end, PIECES[self.below(PIECES.len())].iter().copied());
            }
            2 => {
                text.drain(place..end);
            }
            3 => {
                let again = text[place..end].to_vec();
                text.splice(place..place, again);
            }
            4 => {
                let other = self.below(self.texts.len());
                let from = self.below(self.texts[other].len() + 1);
                let to = (from + self.below(64)).min(self.texts[other].len());
                let piece = self.texts[other][from..to].to_vec();
                text.splice(place..place, piece);
            }
            _ => {
                if let Some(byte) = text.get_mut(place) {
                    *byte ^= 1 << (self.state >> 61);
                }
            }
        }
    }

    /// A number below `limit`, which is not 0 (xorshift).
    fn below(&mut self, limit: usize) -> usize {
        self.state ^= self.state << 13;
        self.state ^= self.state >> 7;
        self.state ^= self.state << 17;
        usize::try_from(self.state >> 33).unwrap_or_default() % limit
    }
}
