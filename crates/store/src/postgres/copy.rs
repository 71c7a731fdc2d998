//! Rows for `COPY … FROM STDIN` in the text format.

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
        for c in value.chars() {
            match c {
                '\\' => self.text.push_str("\\\\"),
                '\t' => self.text.push_str("\\t"),
                '\n' => self.text.push_str("\\n"),
                '\r' => self.text.push_str("\\r"),
                c => self.text.push(c),
            }
        }
        self
    }

    pub(super) fn number(&mut self, value: Option<i64>) -> &mut Self {
        self.text(value.map(|value| value.to_string()).as_deref())
    }

    pub(super) fn flag(&mut self, value: Option<bool>) -> &mut Self {
        self.text(value.map(|value| if value { "t" } else { "f" }))
    }

    /// Ends a row, and sends what has come together where it is much.
    pub(super) fn end(&mut self, to: &mut impl Write) -> std::io::Result<()> {
        self.text.push('\n');
        if self.text.len() > 1 << 16 { self.send(to) } else { Ok(()) }
    }

    pub(super) fn send(&mut self, to: &mut impl Write) -> std::io::Result<()> {
        to.write_all(self.text.as_bytes())?;
        self.text.clear();
        Ok(())
    }
}
