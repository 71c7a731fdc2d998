//! Rows for `COPY … FROM STDIN` in the text format.

use std::fmt::Write as _;
use std::io::Write;

/// Values of one row, separated by tabs, with a line break at the end.
#[derive(Default)]
pub(super) struct Lines {
    text: String,
}

impl Lines {
    fn separate(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with('\n') {
            self.text.push('\t');
        }
    }

    /// A text; none is null.
    pub(super) fn text(&mut self, value: Option<&str>) -> &mut Self {
        self.separate();
        let Some(value) = value else {
            self.text.push_str("\\N");
            return self;
        };
        // An empty first value would look like the start of a row: no first column of ours is empty.
        let mut rest = value;
        while let Some(at) = rest.find(['\\', '\t', '\n', '\r']) {
            self.text.push_str(&rest[..at]);
            self.text.push_str(match rest.as_bytes()[at] {
                b'\t' => "\\t",
                b'\n' => "\\n",
                b'\r' => "\\r",
                _ => "\\\\",
            });
            rest = &rest[at + 1..];
        }
        self.text.push_str(rest);
        self
    }

    pub(super) fn number(&mut self, value: Option<i64>) -> &mut Self {
        self.separate();
        match value {
            Some(value) => write!(self.text, "{value}").ok(),
            None => write!(self.text, "\\N").ok(),
        };
        self
    }

    pub(super) fn flag(&mut self, value: Option<bool>) -> &mut Self {
        self.text(value.map(|value| if value { "t" } else { "f" }))
    }

    pub(super) fn end_row(&mut self) {
        self.text.push('\n');
    }

    /// Ends a row, and sends what has come together where it is much.
    pub(super) fn end(&mut self, to: &mut impl Write) -> std::io::Result<()> {
        self.end_row();
        if self.text.len() > 1 << 16 { self.send(to) } else { Ok(()) }
    }

    pub(super) fn send(&mut self, to: &mut impl Write) -> std::io::Result<()> {
        to.write_all(self.text.as_bytes())?;
        self.text.clear();
        Ok(())
    }
}
