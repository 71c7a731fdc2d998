//! Lines as wide as the terminal, broken between words.

use std::borrow::Cow;
use std::io::{Result, Write};

use textwrap::core::display_width;
use textwrap::{Options, WordSeparator, WordSplitter};

/// How much further in a line goes on than it begins.
const FURTHER: usize = 4;

/// How many columns lines may take. The last stays free: older consoles break a line there themselves.
pub(crate) fn columns() -> usize {
    textwrap::termwidth().saturating_sub(1).max(40)
}

/// Breaks what is written through it.
pub(crate) struct Wrapping<W> {
    to: W,
    columns: usize,
    line: Vec<u8>,
}

impl<W: Write> Wrapping<W> {
    pub(crate) fn new(to: W, columns: usize) -> Self {
        Self { to, columns, line: Vec::new() }
    }

    fn pass(&mut self) -> Result<()> {
        let line = String::from_utf8_lossy(&self.line);
        let written = self.to.write_all(wrapped(&line, self.columns).as_bytes());
        self.line.clear();
        written
    }
}

impl<W: Write> Write for Wrapping<W> {
    fn write(&mut self, bytes: &[u8]) -> Result<usize> {
        for piece in bytes.split_inclusive(|byte| *byte == b'\n') {
            self.line.extend_from_slice(piece);
            if piece.ends_with(b"\n") {
                self.pass()?;
            }
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> Result<()> {
        self.pass()?;
        self.to.flush()
    }
}

/// A line as several; a word that is longer than a line stays whole.
fn wrapped(line: &str, columns: usize) -> Cow<'_, str> {
    let (words, end) = line.strip_suffix('\n').map_or((line, ""), |words| (words, "\n"));
    if display_width(words) <= columns {
        return Cow::Borrowed(line);
    }
    let indent = words.len() - words.trim_start_matches(' ').len();
    let indent = " ".repeat(indent + FURTHER);
    let options = Options::new(columns)
        .subsequent_indent(&indent)
        .break_words(false)
        .word_separator(WordSeparator::AsciiSpace)
        .word_splitter(WordSplitter::NoHyphenation);
    Cow::Owned(textwrap::wrap(words, options).join("\n") + end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_broken_between_words_and_go_on_further_in() {
        let mut out = Wrapping::new(Vec::new(), 24);
        let text =
            "short\n  = help: Ask the provider\n    which `\u{1b}[1mnumber\u{1b}[0m` is meant";
        for piece in text.as_bytes().chunks(7) {
            out.write_all(piece).unwrap();
        }
        out.flush().unwrap();
        let shown = "short\n  = help: Ask the\n      provider\n    which `\u{1b}[1mnumber\u{1b}[0m` is\n        meant";
        assert_eq!(String::from_utf8(out.to).unwrap(), shown);
        let long = "a-word-that-is-longer-than-a-line and more";
        assert_eq!(wrapped(long, 20), "a-word-that-is-longer-than-a-line\n    and more");
    }
}
